import html
import re
from collections.abc import Callable
from http import HTTPStatus

import html5lib
import pytest
from sqlalchemy import update

from feedback.store.packs import Pack
from tests.evidence.planting import Planter, Said
from tests.workbench.conftest import Desk


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    return desk.sign_in()


@pytest.fixture
def here(planter: Planter) -> str:
    return f"/inspections/{planter.inspection_id}"


def verdict(desk: Desk, here: str, finding_id: bytes, decision: str, theme: str = "premises") -> str:
    fields = {"decision": decision, "place": theme, "framework": "contract"}
    answer = desk.send(f"{here}/findings/{finding_id.hex()}/verdict", f"{here}/themes/{theme}", **fields)
    assert answer.location == f"{here}/themes/{theme}?framework=contract#tag-{finding_id.hex()}"
    return desk.client.get(answer.location).text


def test_the_evidence_page_shows_counts_by_audience_and_no_words(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("premises", text="It is freezing in there."))
    planter.respond(Said("premises", "strength"), audience="staff")
    page = signed_in.client.get(here).text
    assert "freezing" not in page
    assert page.count("1 tagged by machine") == 2
    assert "Nobody spoke of this." in page


def test_the_same_evidence_is_seen_through_every_framework(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("interpreters"))
    for name, item in (
        ("key-questions", "Are they responsive"),
        ("survivor-care-standards", "Trauma-informed approach"),
        ("contract", "Interpreting and translation"),
        ("outcomes", "Access to education"),
    ):
        page = html.unescape(signed_in.client.get(f"{here}?framework={name}").text)
        assert item in page
        assert page.count("1 tagged by machine") == 1


def test_a_quote_is_shown_with_its_passage_marked_and_the_reason(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("premises", text="[name] is kind. <b>The room</b> is cold.", passage="<b>The room</b> is cold."))
    page = signed_in.client.get(f"{here}/themes/premises").text
    assert re.search(r"\[name\] is kind\. <mark>.*&lt;b&gt;The room&lt;/b&gt; is cold\.", page)
    assert "tagged by machine, version 1+0123456789ab, very sure, 93 %" in page
    assert "No heating all winter." in page


def test_a_tag_is_confirmed_rejected_and_taken_back_by_a_press(signed_in: Desk, planter: Planter, here: str) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    assert "confirmed by Ines Spector on" in verdict(signed_in, here, finding_id, "confirm")
    assert "The decision is taken back." in verdict(signed_in, here, finding_id, "undo")
    page = verdict(signed_in, here, finding_id, "reject")
    assert "Rejected tags" in page
    assert "rejected by Ines Spector" in page
    assert "1 tagged by machine" not in signed_in.client.get(here).text


def test_a_tag_is_corrected_and_the_machines_is_kept_beside_it(signed_in: Desk, planter: Planter, here: str) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    address = f"{here}/findings/{finding_id.hex()}/correction"
    fields = {"place": "premises", "framework": "contract", "theme": "safety", "direction": "mixed"}
    assert signed_in.send(address, f"{address}?place=premises", **fields).status_code == HTTPStatus.FOUND
    page = signed_in.client.get(f"{here}/themes/safety").text
    assert "as “Accommodation and premises”, concern" in page
    assert "corrected by Ines Spector" in page
    assert "Nobody spoke of this." in signed_in.client.get(f"{here}/themes/premises").text


def test_a_correction_without_a_theme_keeps_the_passage_and_says_what_is_missing(
    signed_in: Desk, planter: Planter, here: str
) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    address = f"{here}/findings/{finding_id.hex()}/correction"
    page = signed_in.send(address, address, theme="", direction="concern").text
    assert "There is a problem" in page
    assert 'href="#theme"' in page
    assert "The room is cold." in page


def test_what_cannot_be_decided_is_refused(signed_in: Desk, planter: Planter, here: str) -> None:
    (answered,) = planter.respond(Said("premises", from_answer=True))
    (nothing,) = planter.respond(Said(None, "neutral"))
    for finding_id, decision in ((answered, "reject"), (nothing, "confirm"), (nothing, "maybe")):
        answer = signed_in.send(f"{here}/findings/{finding_id.hex()}/verdict", "/", decision=decision)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert signed_in.client.get(f"{here}/findings/{answered.hex()}/correction").status_code == HTTPStatus.NOT_FOUND


def test_what_a_person_must_read_is_listed_with_the_urgent_first(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said(None, "neutral", text="Zzz first by no means."))
    planter.respond(Said("safeguarding", text="He hits people.", urgent=True))
    page = signed_in.client.get(f"{here}/read").text
    assert page.index("He hits people.") < page.index("Zzz first")
    assert "Urgent" in page
    assert "of them urgent" in signed_in.client.get(here).text
    (claim,) = (c for c in planter.evidence().for_a_person() if c.theme is None)
    fields = {"decision": "reject", "place": "read"}
    answer = signed_in.send(f"{here}/findings/{claim.id.hex()}/verdict", f"{here}/read", **fields)
    assert answer.location == f"{here}/read"
    assert "Zzz first" not in signed_in.client.get(f"{here}/read").text


def test_what_the_machine_overlooks_is_told_once_enough_was_read(signed_in: Desk, planter: Planter, here: str) -> None:
    drawn = Said(None, "neutral", certainty="suggested", confidence=0.0)
    for number in range(20):
        assert "The machine overlooks passages." not in signed_in.client.get(here).text
        (finding_id,) = planter.respond(drawn, Said("premises"))[:1]
        address = f"{here}/findings/{finding_id.hex()}"
        if number < 5:
            fields = {"place": "read", "theme": "safety", "direction": "mixed"}
            signed_in.send(f"{address}/correction", f"{address}/correction?place=read", **fields)
        else:
            signed_in.send(f"{address}/verdict", f"{here}/read", decision="reject", place="read")
    page = signed_in.client.get(here).text
    assert "Of 20 that were read, in all services, 5 had a theme (25 %; with few passages this could be 11 to 47 %)." in page
    assert "of 100 passages that have a theme, it finds about 17, at worst about 10." in page
    assert "The machine overlooks" not in signed_in.client.get(f"{here}/themes/safety").text


def test_the_past_is_marked_and_not_counted(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("safety", text="Before, they locked me in.", about_service=False))
    page = signed_in.client.get(f"{here}/themes/safety").text
    assert "About the past, not the service" in page
    assert "tagged by machine</td>" not in signed_in.client.get(here).text


def test_no_page_beside_a_quote_names_a_language_or_a_week(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("premises"))
    page = signed_in.client.get(f"{here}/themes/premises").text
    assert "Albanian" not in page
    assert 'lang="sq"' not in page
    assert "August" not in page


def test_a_pack_is_issued_listed_and_taken_in_both_forms(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(Said("premises"))
    answer = signed_in.send(f"{here}/packs", f"{here}/packs", framework="contract")
    assert answer.location == f"{here}/packs"
    page = signed_in.client.get(f"{here}/packs").text
    assert "The pack is issued." in page
    files = re.findall(rf'href="({here}/packs/[0-9a-f]{{32}}\.\w+)"', page)
    assert [file.rpartition(".")[2] for file in files] == ["docx", "csv"]
    word, csv = (signed_in.client.get(file) for file in files)
    assert word.data.startswith(b"PK")
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert word.headers["Content-Disposition"].startswith("attachment; filename=")


def test_a_pack_needs_a_framework(signed_in: Desk, here: str) -> None:
    page = signed_in.send(f"{here}/packs", f"{here}/packs").text
    assert "Choose a framework" in page


def test_a_damaged_pack_is_told_so(signed_in: Desk, here: str) -> None:
    signed_in.send(f"{here}/packs", f"{here}/packs", framework="contract")
    with signed_in.database.write() as session:
        session.execute(update(Pack).values(digest="0" * 64))
    (file, _) = re.findall(rf'href="({here}/packs/[0-9a-f]{{32}}\.\w+)"', signed_in.client.get(f"{here}/packs").text)
    answer = signed_in.client.get(file)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "This pack is damaged" in answer.text


def test_a_correction_is_for_a_finding_of_the_inspection_only(signed_in: Desk, planter: Planter, here: str) -> None:
    (answered,) = planter.respond(Said("premises", from_answer=True))
    fields = {"theme": "safety", "direction": "concern"}
    for finding_id, status in ((bytes(16), HTTPStatus.NOT_FOUND), (answered, HTTPStatus.BAD_REQUEST)):
        answer = signed_in.send(f"{here}/findings/{finding_id.hex()}/correction", "/", **fields)
        assert answer.status_code == status


def test_what_could_not_be_read_is_told(signed_in: Desk, planter: Planter, here: str) -> None:
    planter.respond(fault="unreadable")
    planter.respond(Said(None, "neutral", certainty="unread", read_by_machine=False))
    page = signed_in.client.get(here).text
    assert "1 response could not be read." in page
    assert "1 written answer is in a language that no machine has read." in page


@pytest.mark.parametrize("path", ["", "?framework=outcomes", "/themes/premises", "/themes/decisions", "/read", "/packs"])
def test_every_page_is_well_formed_and_accessible_in_structure(signed_in: Desk, planter: Planter, here: str, path: str) -> None:
    planter.respond(Said("premises", urgent=True), Said(None, "neutral"), Said("decisions", "mixed", certainty="suggested"))
    check_structure(signed_in.client.get(here + path).text)


def test_the_sign_in_pages_are_accessible_in_structure(new_desk: Callable[[], Desk]) -> None:
    desk = new_desk()
    check_structure(desk.client.get("/sign-in").text)
    check_structure(desk.give_password(password="wrong").text)
    desk.give_password()
    check_structure(desk.client.get("/sign-in/code").text)
    check_structure(desk.give_code("000000").text)
    check_structure(desk.sign_in().client.get("/").text)


def check_structure(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(tree.findall(".//h1")) == 1
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in tree.iter("label")}
    for control in (*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea")):
        assert control.get("type") in {"hidden", "submit"} or control.get("id") in labelled
    for group in tree.iter("fieldset"):
        assert group.find("legend") is not None
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert all(cell.get("scope") for cell in table.iter("th"))
    for link in tree.iter("a"):
        assert "".join(link.itertext()).strip()
        assert not (link.get("href") or "").startswith("#") or (link.get("href") or "")[1:] in ids
    assert not [element for element in tree.iter() if element.get("style") or element.get("onclick")]
    assert not list(tree.iter("script"))
