"""Composition: evidence is put into the frozen form of a pack, every claim with its words, its tag and who confirmed it."""

import datetime as dt
from collections.abc import Iterable

from feedback.evidence.board import Group, Tally, board
from feedback.evidence.claims import COUNTED, Claim
from feedback.evidence.disclosure import RULES, OutsideTable, exact_counts, outside_table, released
from feedback.evidence.findings import Evidence
from feedback.evidence.frameworks import Framework, Theme, all_themes
from feedback.evidence.pack_content import (
    FORMAT,
    Annex,
    AskedQuestion,
    AskedQuestionnaire,
    Counts,
    PackAnswers,
    PackContent,
    PackFramework,
    PackGroup,
    PackQuote,
    PackTheme,
    PackVoice,
    Respondents,
    ThemeNote,
    Unread,
)
from feedback.evidence.voices import Voice, voices
from feedback.evidence.wording import AUDIENCE_TITLES, DIRECTION_TITLES, STANDING_TITLES, asked, decided_by, tagged_by
from feedback.questionnaires.instrument import options_of
from feedback.questionnaires.library import load_instruments
from feedback.store.inspections import Inspection

# Plain words for a reader who has never met a tagging machine; no figure that nobody has measured.
TRUST = (
    "“Confirmed by a person” means that an inspector read the words and agreed with the tag, or corrected it. Rely on it first.",
    "“From an answer” means that the respondent chose this answer in the questionnaire. Nobody had to interpret it.",
    "“Tagged by machine” means that software compared the words with examples. Nobody has checked it.",
    "A machine’s confidence is its own estimate. Read the words before you rely on the tag.",
    "“Suggested by machine” means that the software was not sure enough. Suggestions are counted apart, without their words.",
    "Respondents chose to answer. Counts show what was said, not how common it is among everybody who uses the service.",
    "Words were redacted by software before anybody read them. It may have taken too much or too little.",
    "This pack is for the inspection team only. Only the annex has tables that were made to be shown outside the team.",
)


def compose(
    evidence: Evidence,
    inspection: Inspection,
    framework: Framework,
    *,
    issuer: str,
    today: dt.date,
    earlier: Iterable[OutsideTable],
) -> PackContent:
    """The content of a pack. `earlier` are the outside tables of the inspection's last pack."""
    return PackContent(
        format=FORMAT,
        reference=inspection.reference,
        service=inspection.service.name,
        first=inspection.first,
        last=inspection.last,
        issued_on=today,
        issued_by=issuer,
        framework=PackFramework(framework.code, framework.title, framework.edition, framework.source),
        respondents=tuple(_respondents(evidence)),
        # Passages drawn to learn what the machine misses are the team's own work: nothing of the draw leaves in a pack.
        unread=Unread(dict(evidence.faults), evidence.unread_quotes, sum(not claim.drawn for claim in evidence.for_a_person())),
        trust=TRUST,
        groups=tuple(_group(evidence, group) for group in board(evidence, framework).groups),
        annex=_annex(evidence, earlier),
    )


def _respondents(evidence: Evidence) -> Iterable[Respondents]:
    for audience, title in AUDIENCE_TITLES.items():
        counts = evidence.respondents.get(audience, {})
        yield Respondents(audience, title, counts.get("invitation", 0), counts.get("open-link", 0))


def _group(evidence: Evidence, group: Group) -> PackGroup:
    return PackGroup(group.code, group.title, tuple(_theme(evidence, counts.theme) for counts in group.themes))


def _theme(evidence: Evidence, theme: Theme) -> PackTheme:
    return PackTheme(theme.code, theme.title, tuple(_voice(voice) for voice in voices(evidence, theme.code)))


def _voice(voice: Voice) -> PackVoice:
    return PackVoice(
        audience=voice.audience,
        title=AUDIENCE_TITLES[voice.audience],
        strengths=_counts(voice.counts.strengths),
        concerns=_counts(voice.counts.concerns),
        neutral=_counts(voice.counts.neutral),
        quotes=tuple(_quotes((*voice.quotes, *voice.past))),
        answers=tuple(
            PackAnswers(asked(voice.audience, a.question), a.direction, a.respondents, a.questionnaire) for a in voice.answers
        ),
    )


def _counts(tally: Tally) -> Counts:
    return Counts(tally.confirmed, tally.answered, tally.tagged, tally.suggested)


def _quotes(claims: Iterable[Claim]) -> Iterable[PackQuote]:
    for claim in claims:
        if claim.words is None or claim.standing not in COUNTED:
            continue
        yield PackQuote(
            before=claim.words.before,
            passage=claim.words.passage,
            after=claim.words.after,
            about_service=claim.about_service,
            question=asked(claim.audience, claim.question),
            direction=claim.direction,
            standing=STANDING_TITLES[claim.standing],
            tagged_by=tagged_by(claim),
            machine_tag=_machine_tag(claim),
            decided_by=decided_by(claim),
        )


def _machine_tag(claim: Claim) -> str:
    theme = all_themes().get(claim.tag.theme or "")
    return f"{theme.title if theme else 'no theme'}: {DIRECTION_TITLES.get(claim.tag.direction, claim.tag.direction).lower()}"


def _annex(evidence: Evidence, earlier: Iterable[OutsideTable]) -> Annex:
    themes = tuple(all_themes())
    now = [
        outside_table(audience, evidence.size_of(audience), exact_counts(evidence.claims, audience), themes)
        for audience in AUDIENCE_TITLES
    ]
    return Annex(
        rules=RULES,
        themes=tuple(ThemeNote(t.code, t.title, t.counts, t.not_) for t in all_themes().values()),
        questionnaires=tuple(_questionnaires()),
        outside=released(earlier, now),
    )


def _questionnaires() -> Iterable[AskedQuestionnaire]:
    for name, instrument in load_instruments().items():
        questions = (
            AskedQuestion(question.text, question.hint, tuple(option.text for option in options_of(question)))
            for question in instrument.questions
        )
        yield AskedQuestionnaire(name, instrument.title, tuple(questions))
