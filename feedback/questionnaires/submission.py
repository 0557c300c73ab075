"""A submission: what is inside a sealed response."""

from typing import Annotated, Literal

import msgspec

from feedback.questionnaires.instrument import Answer

Provenance = Literal["open-link", "invitation"]


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answers of one respondent, by question code, with the questionnaire and the language they were asked in."""

    instrument: Annotated[str, msgspec.Meta(max_length=40)]
    language: Annotated[str, msgspec.Meta(max_length=20)]
    service_id: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None
    provenance: Provenance
    answers: dict[str, Answer]


def encode(submission: Submission) -> bytes:
    """The submission as it is sealed."""
    return msgspec.json.encode(submission)


def decode(raw: bytes) -> Submission:
    """The submission that was sealed.

    Raises:
        msgspec.ValidationError: it is no submission.
    """
    return msgspec.json.decode(raw, type=Submission)
