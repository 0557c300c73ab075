"""Packs: evidence is frozen, named by its digest, sealed to the workbench and written down, all in one transaction."""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from feedback.evidence import pack_content
from feedback.evidence.composition import compose
from feedback.evidence.disclosure import OutsideTable
from feedback.evidence.findings import gather
from feedback.evidence.frameworks import all_frameworks
from feedback.evidence.pack_content import PackContent
from feedback.sealing.envelope import OBJECT_ID_SIZE, Kind
from feedback.sealing.opener import CannotOpen, PrivateKey
from feedback.sealing.seal import seal
from feedback.store import audit
from feedback.store.database import Session
from feedback.store.inspections import inspection_of
from feedback.store.packs import Pack, add_pack, hold_packs, pack_of, packs_of
from feedback.store.people import names_of


class NoSuchPack(LookupError):
    """There is no such pack, or no such inspection, for this person."""


class BrokenPack(ValueError):
    """The pack does not open, or is not what was issued."""


@dataclass(frozen=True, slots=True)
class IssuedPack:
    """A pack in a list: what is known of it without opening it."""

    id: bytes
    framework: str
    issued_on: dt.date
    issued_by: str
    digest: str


def issue(
    session: Session, key: PrivateKey, *, person_id: int, inspection_id: int, framework: str, now: dt.datetime | None = None
) -> bytes:
    """Issue a pack of an inspection's evidence as it stands now; its id (16 bytes).

    Raises:
        NoSuchPack: the person does not work on the inspection, or there is no such framework.
        BrokenPack: the inspection's last pack does not open, so what was told outside cannot be known.
        feedback.sealing.padding.TooLarge: the content is over 32 MiB.
    """
    inspection = inspection_of(session, inspection_id, person_id)
    if inspection is None or framework not in all_frameworks():
        raise NoSuchPack("not an inspection of this person, or no such framework")
    hold_packs(session, inspection_id)
    moment = now or dt.datetime.now(dt.UTC).replace(tzinfo=None)
    content = compose(
        gather(session, inspection, key),
        inspection,
        all_frameworks()[framework],
        issuer=names_of(session, [person_id])[person_id],
        today=moment.date(),
        earlier=_told_outside(session, key, inspection_id),
    )
    raw, pack_id = pack_content.encode(content), os.urandom(OBJECT_ID_SIZE)
    sealed = seal(raw, kind=Kind.PACK, object_id=pack_id, recipients=[key.public])
    row = Pack(
        id=pack_id,
        inspection_id=inspection_id,
        framework=framework,
        issued_at=moment,
        issued_by=person_id,
        digest=pack_content.digest(raw),
        sealed=sealed,
    )
    add_pack(session, row)
    audit.record(session, person_id, "issue pack", f"inspection {inspection_id} pack {pack_id.hex()}")
    return pack_id


def _told_outside(session: Session, key: PrivateKey, inspection_id: int) -> tuple[OutsideTable, ...]:
    # Every pack repeats what still holds, so the last one knows all that was told.
    issued = packs_of(session, inspection_id)
    return _opened(key, issued[0]).annex.outside if issued else ()


def listed(session: Session, inspection_id: int) -> Sequence[IssuedPack]:
    """An inspection's packs, the newest first."""
    return [
        IssuedPack(pack.id, pack.framework, pack.issued_at.date(), pack.issuer.name, pack.digest)
        for pack in packs_of(session, inspection_id)
    ]


def reopen(session: Session, key: PrivateKey, *, person_id: int, inspection_id: int, pack_id: bytes) -> tuple[PackContent, str]:
    """A pack's content and its digest, the same that was issued.

    Raises:
        NoSuchPack: there is none for this person.
        BrokenPack: it does not open, or its digest does not agree.
    """
    inspection = inspection_of(session, inspection_id, person_id)
    pack = None if inspection is None else pack_of(session, inspection_id, pack_id)
    if pack is None:
        raise NoSuchPack("no such pack for this person")
    return _opened(key, pack), pack.digest


def _opened(key: PrivateKey, pack: Pack) -> PackContent:
    try:
        raw = key.open(pack.sealed, kind=Kind.PACK, object_id=pack.id)
        if pack_content.digest(raw) != pack.digest:
            raise BrokenPack("the content is not what was issued")
        return pack_content.decode(raw)
    except (CannotOpen, msgspec.DecodeError) as error:
        raise BrokenPack("the pack does not open") from error
