"""Sending: a draft becomes a sealed response, in one transaction, once."""

import datetime as dt
from collections.abc import Sequence

from feedback.collect.codes import service_code
from feedback.collect.drafts import Draft, keep, load
from feedback.questionnaires.instrument import Answer, ServiceCode
from feedback.questionnaires.submission import Submission, encode
from feedback.sealing.drafts import DraftKey
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.seal import seal
from feedback.store.database import Database
from feedback.store.responses import AlreadyStored, add_response
from feedback.store.services import service_with_code


class NotReady(ValueError):
    """Nothing was answered, or an answer must be mended first."""


def send(database: Database, recipients: Sequence[PublicKey], key: DraftKey | None, language: str) -> None:
    """Make a draft the response that it is: sealed, stored and committed when this returns. Sending again changes nothing.

    Raises:
        DraftEnded: there is no draft.
        NotReady: it cannot be sent as it is.
        feedback.store.database.DatabaseAway: nothing was stored.
    """
    try:
        with database.write() as session:
            draft = load(session, key, lock=True)
            if draft.sent or key is None:
                return
            if draft.faulty or is_empty(draft):
                raise NotReady
            answers, service_id = dict(draft.answers), None
            asked = draft.questionnaire.questions[0]
            if isinstance(asked, ServiceCode) and (code := service_code(str(answers.pop(asked.code, "")))):
                service_id = service_with_code(session, code)
            sealed = _sealed(draft, answers, service_id, recipients, key, language)
            add_response(session, key.response_id, sealed, dt.datetime.now(dt.UTC).date())
            keep(session, key, Draft(draft.instrument, sent=True))
    except AlreadyStored:
        return


def _sealed(
    draft: Draft,
    answers: dict[str, Answer],
    service_id: int | None,
    recipients: Sequence[PublicKey],
    key: DraftKey,
    language: str,
) -> bytes:
    submission = Submission(draft.instrument, language, service_id, "open-link", answers)
    return seal(encode(submission), kind=Kind.RESPONSE, object_id=key.response_id, recipients=recipients)


def is_empty(draft: Draft) -> bool:
    """Whether nothing but perhaps a service's code was answered."""
    first = draft.questionnaire.questions[0].code
    return not draft.answers.keys() - {first}
