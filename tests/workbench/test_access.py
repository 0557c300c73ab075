import logging
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.store.audit import AuditEntry
from feedback.store.database import DatabaseAway
from feedback.store.people import person_with_email
from feedback.workbench.access import LIBRARY_PAGES, OPEN
from feedback.workbench.people import add_inspector
from tests.evidence.planting import Planter, Said
from tests.workbench.conftest import EMAIL, PASSWORD, Desk

FILLED = {
    "inspection_id": "1",
    "theme": "safety",
    "finding_id": "0" * 32,
    "pack_id": "0" * 32,
    "kind": "csv",
    "filename": "x.css",
}


def every_request(site: Flask) -> Iterator[tuple[str, str, str]]:
    """Each endpoint with each of its methods, and an address of it."""
    for rule in site.url_map.iter_rules():
        address = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: FILLED.get(found[1], "x"), rule.rule)
        for method in sorted(rule.methods or ()):
            yield rule.endpoint, method, address


def test_every_endpoint_is_closed_to_strangers_unless_it_is_on_the_open_list(site: Flask) -> None:
    seen = set()
    for endpoint, method, address in every_request(site):
        if endpoint in OPEN:
            continue
        seen.add(endpoint)
        answer = site.test_client().open(address, method=method)
        refused = answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}
        to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.location.startswith("/sign-in")
        assert refused or to_sign_in, (endpoint, method, answer.status_code)
    assert {"inspections.evidence", "verdicts.verdict", "packs.download", "correcting.correct"} <= seen


def test_the_open_list_is_short_and_every_entry_exists(site: Flask) -> None:
    endpoints = {rule.endpoint for rule in site.url_map.iter_rules()}
    assert endpoints >= OPEN
    assert len(OPEN) == 3


def test_the_sign_in_librarys_other_pages_exist_for_nobody(site: Flask, desk: Desk) -> None:
    desk.sign_in()
    others = [(m, a) for e, m, a in every_request(site) if e.startswith("security.") and e not in LIBRARY_PAGES]
    assert others
    for method, address in others:
        assert desk.client.open(address, method=method).status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}, address


def test_an_inspection_of_others_is_not_found(new_desk: Callable[[], Desk], planter: Planter, site: Flask) -> None:
    (finding_id,) = planter.respond(Said("safety"))
    desk = new_desk()
    add_inspector(desk.database, desk.secrets, "else@example.org", "Somebody Else", PASSWORD)
    desk.sign_in("else@example.org")
    assert "MSI-2026-014" not in desk.client.get("/").text
    for path in ("", "/themes/safety", "/read", "/packs", f"/findings/{finding_id.hex()}/correction", f"/packs/{'0' * 32}.docx"):
        assert desk.client.get(f"/inspections/{planter.inspection_id}{path}").status_code == HTTPStatus.NOT_FOUND, path
    for path, fields in (("packs", {"framework": "contract"}), (f"findings/{finding_id.hex()}/verdict", {"decision": "confirm"})):
        answer = desk.send(f"/inspections/{planter.inspection_id}/{path}", "/", **fields)
        assert answer.status_code == HTTPStatus.NOT_FOUND, path


def test_an_account_without_the_role_may_not_enter(desk: Desk) -> None:
    with desk.database.write() as session:
        person = person_with_email(session, EMAIL)
        assert person is not None
        person.roles = []
    assert desk.sign_in().client.get("/").status_code == HTTPStatus.FORBIDDEN


def test_a_form_without_its_token_is_refused(desk: Desk, planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("safety"))
    desk.sign_in()
    address = f"/inspections/{planter.inspection_id}/findings/{finding_id.hex()}/verdict"
    assert desk.client.post(address, data={"decision": "confirm"}).status_code == HTTPStatus.BAD_REQUEST
    assert planter.evidence().claims[0].verdict is None


def test_every_answer_has_a_policy_without_scripts_and_is_not_kept(site: Flask, desk: Desk) -> None:
    desk.sign_in()
    for _, method, address in every_request(site):
        answer = desk.client.open(address, method=method)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'"), address
        assert "script-src" not in policy


@pytest.mark.parametrize(
    ("method", "address", "code"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
        ("GET", "/inspections/1/themes/nothing", 404),
        ("GET", "/inspections/1?framework=nothing", 404),
    ],
)
def test_failures_have_kind_pages(desk: Desk, method: str, address: str, code: int) -> None:
    answer = desk.sign_in().client.open(address, method=method)
    assert answer.status_code == code
    assert answer.text.count("<h1") == 1
    assert "To your inspections" in answer.text


def test_too_large_a_form_is_told_so(desk: Desk) -> None:
    answer = desk.sign_in().client.post("/inspections/1/packs", data={"framework": "x" * 70_000})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer.text.count("<h1") == 1


def test_a_fault_tells_neither_reader_nor_log_what_somebody_wrote(
    site: Flask, desk: Desk, caplog: pytest.LogCaptureFixture, planter: Planter
) -> None:
    site.add_url_rule("/broken", "broken", lambda: {}["the room is cold"])
    desk.sign_in()
    with caplog.at_level(logging.DEBUG):
        answer = desk.client.get("/broken")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "cold" not in answer.text + caplog.text
    assert "KeyError" in caplog.text


def test_a_database_that_is_away_is_told_so(site: Flask, desk: Desk) -> None:
    def away() -> str:
        raise DatabaseAway("the database did not answer")

    site.add_url_rule("/away", "away", away)
    answer = desk.sign_in().client.get("/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "60")


def test_reading_quotes_is_written_down(desk: Desk, planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("safety"))
    desk.sign_in()
    for path in ("", "/themes/safety", "/read", f"/findings/{finding_id.hex()}/correction"):
        assert desk.client.get(f"/inspections/{planter.inspection_id}{path}").status_code == HTTPStatus.OK
    with desk.database.read() as session:
        entries = [(e.act, e.subject.partition(" ")[2].partition(" ")[2]) for e in session.scalars(select(AuditEntry))]
    assert entries == [
        ("sign in", ""),
        ("read quotes", "theme safety"),
        ("read quotes", "for a person"),
        ("read quotes", f"finding {finding_id.hex()}"),
    ]
