"""Evidence: everything that the responses of one inspection's weeks say, gathered and opened for its team only."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback.evidence.claims import Claim, Standing, Tag, Verdict, standing_of
from feedback.evidence.quotes import QuoteContent
from feedback.evidence.succession import standing
from feedback.evidence.words import open_quotes, words_of
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Session
from feedback.store.inspections import Inspection
from feedback.store.people import names_of
from feedback.store.readings import Finding, Reading, findings_of_service, quotes_with_ids, readings_of_service


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one inspection.

    Attributes:
        claims: every finding as it stands now.
        respondents: how many respondents, by audience and provenance ("open-link", "invitation"). Never summed over audiences.
        faults: how many responses could not be read, by fault.
        unread_quotes: how many written answers no machine has read.
        version: the version of the machine that has read most of the responses; None where there are none.
    """

    inspection_id: int
    claims: tuple[Claim, ...]
    respondents: Mapping[str, Mapping[str, int]]
    faults: Mapping[str, int]
    unread_quotes: int
    version: str | None = None

    def of_theme(self, theme: str) -> tuple[Claim, ...]:
        """The claims that a theme has now, in an order that says nothing; rejected ones are not among them."""
        return shuffled(
            self.inspection_id, theme, (c for c in self.claims if c.theme == theme and c.standing is not Standing.REJECTED)
        )

    def rejected(self, theme: str) -> tuple[Claim, ...]:
        """What a person said is not of this theme: counted nowhere, listed so that it can be undone."""
        found = (c for c in self.claims if c.tag.theme == theme and c.standing is Standing.REJECTED)
        return shuffled(self.inspection_id, theme, found)

    def for_a_person(self) -> tuple[Claim, ...]:
        """What a person must read: passages without a theme or a machine that reads them, and urgent ones nobody judged.

        Among those without a theme are the ones drawn to learn what the machine misses. The urgent ones come first, and a passage
        comes once, however many themes it has.
        """
        open_ones = (c for c in self.claims if c.verdict is None and not c.from_answer)
        waiting = (c for c in open_ones if c.urgent or c.standing is Standing.UNREAD)
        mixed = shuffled(self.inspection_id, "for a person", waiting)
        first_of: dict[object, Claim] = {}
        for claim in sorted(mixed, key=lambda c: (not c.urgent, c.standing is not Standing.UNREAD)):
            first_of.setdefault(claim.passage or claim.id, claim)
        return tuple(first_of.values())

    def size_of(self, audience: str) -> int:
        """How many respondents an audience has."""
        return sum(self.respondents.get(audience, {}).values())


def shuffled(inspection_id: int, theme: str, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims in an order that stays the same from page to page and tells nothing.

    The key is another for each theme, so two quotes of one respondent do not lie alike in two lists.
    """
    key = hashlib.sha256(f"{inspection_id}\0{theme}".encode()).digest()
    return tuple(sorted(claims, key=lambda claim: hashlib.blake2b(claim.id, key=key).digest()))


def gather(session: Session, inspection: Inspection, key: PrivateKey) -> Evidence:
    """The evidence of an inspection. The caller has made sure that the reader is of its team."""
    period = (inspection.service_id, inspection.first, inspection.last)
    found = findings_of_service(session, *period)
    sealed = quotes_with_ids(session, {f.quote_id for f, _ in found if f.quote_id is not None})
    quotes = open_quotes(key, sealed)
    names = names_of(session, {f.verdict_by for f, _ in found if f.verdict_by is not None})
    readings = readings_of_service(session, *period)
    claims = tuple(_claim(finding, reading, quotes, names) for finding, reading in standing(found, quotes))
    unread = {(claim.respondent, claim.question) for claim in claims if claim.words and not claim.words.read_by_machine}
    return Evidence(
        inspection_id=inspection.id,
        claims=claims,
        respondents=_respondents(readings),
        faults=Counter(reading.fault for reading in readings if reading.fault is not None),
        unread_quotes=len(unread),
        version=next((version for version, _ in Counter(r.version for r in readings).most_common(1)), None),
    )


def _respondents(readings: Iterable[Reading]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for reading in readings:
        if reading.fault is None:
            counts.setdefault(reading.audience, Counter())[reading.provenance] += 1
    return counts


def _claim(finding: Finding, reading: Reading, quotes: Mapping[bytes, QuoteContent], names: Mapping[int, str]) -> Claim:
    tag = Tag(finding.theme, finding.direction, finding.confidence, finding.certainty, finding.tagger)
    verdict = verdict_of(finding, names)
    content = quotes.get(finding.quote_id) if finding.quote_id is not None else None
    from_answer = finding.quote_id is None
    return Claim(
        id=finding.id,
        respondent=reading.response_id,
        audience=reading.audience,
        question=finding.question,
        theme=(verdict and verdict.theme) or finding.theme,
        direction=(verdict and verdict.direction) or finding.direction,
        standing=standing_of(tag, verdict, from_answer=from_answer),
        urgent=finding.urgent,
        tag=tag,
        verdict=verdict,
        from_answer=from_answer,
        passage=None if finding.quote_id is None else (finding.quote_id, finding.passage),
        words=None if content is None else words_of(content, finding.passage, finding.theme),
    )


def verdict_of(finding: Finding, names: Mapping[int, str]) -> Verdict | None:
    """A finding's verdict with the person's name."""
    if finding.verdict is None or finding.verdict_on is None:
        return None
    person = names.get(finding.verdict_by or 0, "")
    return Verdict(finding.verdict, finding.verdict_theme, finding.verdict_direction, person, finding.verdict_on)
