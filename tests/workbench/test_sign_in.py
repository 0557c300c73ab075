import re
import time
from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.store.audit import AuditEntry
from feedback.workbench import access
from feedback.workbench.people import CannotAdd, NoSuchPerson, add_inspector, current_code
from tests.workbench.conftest import EMAIL, PASSWORD, Desk


def test_password_and_code_sign_in_and_it_is_written_down(desk: Desk) -> None:
    assert desk.give_password().location.startswith("/sign-in/code")
    assert desk.client.get("/").status_code == HTTPStatus.FOUND
    assert desk.give_code().location == "/"
    assert "MSI-2026-014" in desk.client.get("/").text
    with desk.database.read() as session:
        assert [entry.act for entry in session.scalars(select(AuditEntry))] == ["sign in"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(desk: Desk) -> None:
    pages = [desk.give_password(password="not the passphrase"), desk.give_password("nobody@example.org")]
    assert {page.status_code for page in pages} == {HTTPStatus.OK}
    words = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert words[0] == words[1]
    assert "do not belong together" in words[0]


def test_a_wrong_code_does_not_sign_in(desk: Desk) -> None:
    desk.give_password()
    right = current_code(desk.database, desk.secrets, EMAIL)
    answer = desk.give_code(code=f"{(int(right) + 1) % 10**6:06d}")
    assert answer.status_code == HTTPStatus.OK
    assert "That code is not right" in answer.text
    assert desk.client.get("/").status_code == HTTPStatus.FOUND


def test_no_code_is_good_twice(new_desk: Callable[[], Desk]) -> None:
    first, second = new_desk(), new_desk()
    code = current_code(first.database, first.secrets, EMAIL)
    for desk in (first, second):
        desk.give_password()
    assert first.give_code(code).status_code == HTTPStatus.FOUND
    assert second.give_code(code).status_code == HTTPStatus.OK


def test_a_code_may_be_typed_with_spaces(desk: Desk) -> None:
    desk.give_password()
    code = current_code(desk.database, desk.secrets, EMAIL)
    assert desk.give_code(f" {code[:3]} {code[3:]} ").status_code == HTTPStatus.FOUND


def test_the_code_step_alone_leads_nowhere(desk: Desk) -> None:
    assert desk.client.get("/sign-in/code").location.endswith("/sign-in")


def test_wrong_tries_are_slowed_down_and_another_account_is_not(desk: Desk) -> None:
    answers = [desk.give_password(password="wrong wrong wrong").status_code for _ in range(6)]
    assert answers == [HTTPStatus.OK] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert desk.give_password("another@example.org").status_code == HTTPStatus.OK


def test_signing_out_ends_every_session_of_the_person(new_desk: Callable[[], Desk]) -> None:
    here, there = new_desk().sign_in(), new_desk().sign_in()
    assert here.send("/sign-out", "/").location == "/sign-in?out=1"
    assert here.client.get("/").status_code == HTTPStatus.FOUND
    assert there.client.get("/").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(("limit", "beyond"), [("IDLE", access.IDLE + 1), ("LONGEST", access.LONGEST + 1)])
def test_a_session_ends(desk: Desk, limit: str, beyond: int) -> None:
    desk.sign_in()
    now = int(time.time())
    with desk.client.session_transaction() as session:
        session["seen"] = now - beyond if limit == "IDLE" else now
        session["since"] = now - beyond
    assert desk.client.get("/").location == "/sign-in?ended=1"
    assert desk.client.get("/").location.startswith("/sign-in?next=")


def test_a_session_that_grew_old_ends_alone(new_desk: Callable[[], Desk]) -> None:
    here, there = new_desk().sign_in(), new_desk().sign_in()
    with here.client.session_transaction() as session:
        session["seen"] = 0
    assert here.client.get("/").location == "/sign-in?ended=1"
    assert there.client.get("/").status_code == HTTPStatus.OK


def test_signing_in_leads_to_the_page_that_was_asked_for_but_never_to_another_site(new_desk: Callable[[], Desk]) -> None:
    for asked, reached in (
        ("/inspections/1", "/inspections/1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ):
        desk = new_desk()
        answer = desk.send(desk.action(f"/sign-in?next={asked}"), "/sign-in", email=EMAIL, password=PASSWORD)
        code = current_code(desk.database, desk.secrets, EMAIL)
        assert desk.send(desk.action(answer.location), answer.location, code=code).location == reached


def test_cookies_are_for_this_host_and_for_no_script(desk: Desk) -> None:
    cookie = desk.client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie


def test_an_account_that_was_closed_cannot_sign_in(desk: Desk) -> None:
    from feedback.store.people import person_with_email

    with desk.database.write() as session:
        person = person_with_email(session, EMAIL)
        assert person is not None
        person.active = False
    assert desk.give_password().status_code == HTTPStatus.OK


def test_an_account_needs_an_address_a_name_and_a_long_password(desk: Desk) -> None:
    for email, name, password in (("none", "N", PASSWORD), ("n@example.org", " ", PASSWORD), ("n@example.org", "N", "short")):
        with pytest.raises(CannotAdd):
            add_inspector(desk.database, desk.secrets, email, name, password)
    with pytest.raises(CannotAdd):
        add_inspector(desk.database, desk.secrets, EMAIL.upper(), "Another", PASSWORD)
    with pytest.raises(NoSuchPerson):
        current_code(desk.database, desk.secrets, "nobody@example.org")


def test_the_second_factor_is_told_once_and_kept_encrypted(site: Flask, desk: Desk) -> None:
    from feedback.store.people import person_with_email

    uri = add_inspector(desk.database, desk.secrets, "new@example.org", "New", PASSWORD)
    secret = re.search(r"secret=([A-Z2-7]+)", uri)
    assert secret is not None
    with desk.database.read() as session:
        person = person_with_email(session, "new@example.org")
        assert person is not None
        assert person.tf_totp_secret is not None
        assert secret[1] not in person.tf_totp_secret
        assert person.password.startswith("$argon2id$")
