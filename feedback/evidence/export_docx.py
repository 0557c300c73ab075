"""DOCX: a pack as a Word file, from its frozen content only, the same bytes for the same pack."""

from collections.abc import Iterable, Sequence

from feedback.evidence.document import PackDocument
from feedback.evidence.pack_content import Annex, Counts, PackContent, PackQuote, PackTheme, PackVoice
from feedback.evidence.wording import AUDIENCE_TITLES, DIRECTION_TITLES, FAULT_TITLES

_COUNT_COLUMNS = ("Direction", "Confirmed by a person", "From an answer", "Tagged by machine", "Suggested by machine")


def to_docx(content: PackContent, digest: str) -> bytes:
    """The pack as a Word file."""
    document = PackDocument(f"Evidence pack, inspection {content.reference}", content.issued_on)
    document.heading(f"Evidence pack, inspection {content.reference}", 0)
    _front(document, content, digest)
    _contents(document, content)
    _trust(document, content)
    for number, group in enumerate(content.groups):
        document.heading(group.title, 1, f"group{number}")
        if not group.themes:
            document.paragraph("No theme of ours is evidence for this item.")
        for theme in group.themes:
            _theme(document, theme)
    _annex(document, content.annex)
    return document.to_bytes()


def _day(day: object) -> str:
    return f"{day:%d %B %Y}".lstrip("0")


def _some(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _front(document: PackDocument, content: PackContent, digest: str) -> None:
    framework = content.framework
    document.paragraph("For the inspection team only. Do not pass on.", "Intense Quote")
    document.bullets(
        (
            f"Service: {content.service}",
            f"Responses from the weeks beginning {_day(content.first)} to {_day(content.last)}",
            f"Seen through: {framework.title}, edition {framework.edition}. Source: {framework.source}",
            f"Issued on {_day(content.issued_on)} by {content.issued_by}",
            f"Disclosure rules, version {content.annex.rules.version}",
            f"Digest of the content (SHA-256): {digest}",
        )
    )
    rows = [(r.title, str(r.invited), str(r.open_link)) for r in content.respondents]
    document.table("Respondents, by audience. Audiences are not added up.", ("Audience", "With an invitation", "Open link"), rows)


def _contents(document: PackDocument, content: PackContent) -> None:
    document.heading("Contents", 1)
    groups = [(group.title, f"group{number}") for number, group in enumerate(content.groups)]
    document.links([("How far to trust the tags", "trust"), *groups, ("Annex", "annex")])


def _trust(document: PackDocument, content: PackContent) -> None:
    document.heading("How far to trust the tags", 1, "trust")
    document.bullets(content.trust)
    document.paragraph("In a quote, the tagged passage stands in bold between « and ». Words in square brackets were redacted.")
    unread = content.unread
    faults = [
        f"{_some(count, 'response', 'responses')} {FAULT_TITLES.get(fault, fault)}."
        for fault, count in sorted(unread.faults.items())
    ]
    document.bullets(
        (
            *(faults or ["Every response could be opened and read."]),
            f"Written answers in a language that no machine has read: {unread.quotes_not_read_by_machine}.",
            f"Passages that still wait for a person to read them: {unread.waiting_for_a_person}.",
        )
    )


def _theme(document: PackDocument, theme: PackTheme) -> None:
    document.heading(theme.title, 2)
    if not theme.voices:
        document.paragraph("Nobody spoke of this.")
    for voice in theme.voices:
        _voice(document, theme, voice)


def _voice(document: PackDocument, theme: PackTheme, voice: PackVoice) -> None:
    document.heading(f"{theme.title}: {voice.title}", 3)
    rows = [("Strengths", voice.strengths), ("Concerns", voice.concerns), ("Neutral", voice.neutral)]
    caption = f"{theme.title}, {voice.title}: how many respondents"
    document.table(caption, _COUNT_COLUMNS, [(name, *_figures(counts)) for name, counts in rows])
    for answer in voice.answers:
        direction = DIRECTION_TITLES.get(answer.direction, answer.direction)
        who = _some(answer.respondents, "respondent", "respondents")
        document.paragraph(f"{direction}, from an answer to “{answer.question}” ({answer.questionnaire}): {who}", "List Bullet")
    for quote in voice.quotes:
        _quote(document, quote)


def _figures(counts: Counts) -> Sequence[str]:
    return [str(number) for number in (counts.confirmed, counts.answered, counts.tagged, counts.suggested)]


def _quote(document: PackDocument, quote: PackQuote) -> None:
    past = "" if quote.about_service else " About the past, not the service: not counted."
    direction = DIRECTION_TITLES.get(quote.direction, quote.direction)
    document.paragraph(f"{direction}. Answer to “{quote.question}”.{past}", "List Bullet")
    document.quote(quote.before, quote.passage, quote.after)
    decided = quote.decided_by or "not yet confirmed by a person"
    document.paragraph(f"Tag: {quote.tagged_by} (first tag: {quote.machine_tag}); {decided}.")


def _annex(document: PackDocument, annex: Annex) -> None:
    document.heading("Annex", 1, "annex")
    document.heading(f"Disclosure rules, version {annex.rules.version}", 2)
    document.paragraph("Inside the inspection team:")
    document.bullets(annex.rules.inside)
    document.paragraph("Outside the inspection team:")
    document.bullets(annex.rules.outside)
    _outside(document, annex)
    document.heading("Themes", 2)
    notes = [(note.title, f"{note.counts} {note.not_this}".strip()) for note in annex.themes]
    document.table("What counts as evidence of each theme", ("Theme", "What counts, and what does not"), notes)
    for questionnaire in annex.questionnaires:
        document.heading(f"Questionnaire {questionnaire.name}: {questionnaire.title}", 2)
        rows = [(f"{q.text} {q.hint}".strip(), _answers(q.answers)) for q in questionnaire.questions]
        document.table(f"Questionnaire {questionnaire.name} as it was asked", ("Question", "Answers to choose from"), rows)


def _answers(answers: Iterable[str]) -> str:
    return "; ".join(answers) or "Own words"


def _outside(document: PackDocument, annex: Annex) -> None:
    document.heading("May be shown outside the team", 2)
    if not annex.outside:
        document.paragraph("Nothing: no audience has enough respondents.")
    titles = {note.code: note.title for note in annex.themes}
    for table in annex.outside:
        cells = {(cell.theme, cell.direction): cell.respondents for cell in table.cells}
        rows = [
            (titles.get(theme, theme), *(_told(cells.get((theme, side))) for side in ("strength", "concern")))
            for theme in dict.fromkeys(cell.theme for cell in table.cells)
        ]
        caption = f"{AUDIENCE_TITLES.get(table.audience, table.audience)}: respondents, rounded to the nearest 5"
        document.table(caption, ("Theme", "Strengths", "Concerns"), rows)


def _told(count: int | None) -> str:
    return "fewer than 10" if count is None else str(count)
