"""Wording: what was asked, and how a tag's certainty is put into words."""

from feedback.evidence.claims import AUDIENCES, Claim, Standing
from feedback.questionnaires.library import load_instruments

AUDIENCE_TITLES = dict(
    zip(AUDIENCES, ("Survivors", "Referring agencies", "Referring agencies that also provide services", "Staff"), strict=True)
)
DIRECTION_TITLES = {"strength": "Strength", "concern": "Concern", "mixed": "Mixed", "neutral": "Neutral"}
FAULT_TITLES = {"unopenable": "could not be opened", "unreadable": "could not be read"}
# Our own steps, so that a reader need not read percentages; the percentage is always given beside the word.
_STEPS = ((0.9, "very sure"), (0.75, "fairly sure"), (0.5, "not very sure"), (0.0, "unsure"))


def asked(audience: str, question: str) -> str:
    """The wording of a question, in the newest questionnaire of an audience that has it; its code where none has."""
    family = audience.partition("-")[0]
    versions = sorted(
        (i for i in load_instruments().values() if i.audience == family), key=lambda instrument: instrument.version, reverse=True
    )
    wording = (q.text for instrument in versions for q in instrument.questions if q.code == question)
    return next(wording, question)


def confidence(value: float) -> str:
    """A machine's confidence (0 to 1) in words and in per cent."""
    word = next(word for least, word in _STEPS if value >= least or least == 0.0)
    return f"{word}, {round(100 * value)} %"


def tagged_by(claim: Claim) -> str:
    """Who or what gave the tag, and how sure it was."""
    if claim.from_answer:
        return f"from an answer in the questionnaire {claim.tag.tagger}"
    if claim.tag.certainty == "unread":
        return "not read by machine"
    if claim.tag.theme is None:
        return f"no theme found by machine, version {claim.tag.tagger}"
    doing = "tagged" if claim.tag.certainty == "tagged" else "suggested"
    return f"{doing} by machine, version {claim.tag.tagger}, {confidence(claim.tag.confidence)}"


def decided_by(claim: Claim) -> str:
    """What a person decided about the tag; empty where nobody has."""
    verdict = claim.verdict
    if verdict is None:
        return ""
    return f"{verdict.decision} by {verdict.person} on {verdict.on.day} {verdict.on:%B %Y}"


STANDING_TITLES = {
    Standing.CONFIRMED: "confirmed by a person",
    Standing.ANSWERED: "from an answer",
    Standing.TAGGED: "tagged by machine",
    Standing.SUGGESTED: "suggested by machine",
    Standing.UNREAD: "for a person to read",
    Standing.REJECTED: "rejected by a person",
}
