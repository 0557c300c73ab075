"""The inspector's journey, without scripts: from signing in, through evidence and verdicts, to a pack in two files."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from feedback.evidence.frameworks import all_frameworks
from tests.journeys.conftest import UNREADABLE
from tests.journeys.inspector import Inspector

pytestmark = pytest.mark.xdist_group("workbench")  # one of the processes that test starts the workbench, not all of them


def open_a_theme(inspector: Inspector, least: int = 1) -> str:
    """Open a theme with at least so many quotes to judge; its title."""
    themes = inspector.themes_with_quotes()
    assert themes
    for address in themes:
        inspector.open(address)
        if inspector.undecided().count() >= least:
            return inspector.heading().splitlines()[-1].strip()
    raise AssertionError(f"no theme has {least} quotes")


def test_an_inspector_signs_in_with_a_password_and_a_code_and_out_again(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector()
    inspector.open("/")
    assert inspector.heading() == "Sign in"
    inspector.give_password("not the passphrase")
    assert inspector.page.get_by_role("alert").is_visible()
    inspector.give_password()
    inspector.give_code("000000")
    assert inspector.page.get_by_role("alert").is_visible()
    inspector.give_code()
    assert inspector.heading() == "Your inspections"
    assert inspector.page.get_by_role("link", name="INSPECTION-").count() == 1, "other teams' inspections are listed"
    inspector.press("Sign out")
    assert inspector.heading() == "Sign in"
    inspector.page.go_back(wait_until="commit")
    expect(inspector.page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_same_evidence_is_seen_through_each_framework(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector()
    inspector.sign_in()
    inspector.open_inspection()
    respondents = inspector.page.get_by_role("table").first.inner_text()
    seen = []
    for framework in all_frameworks().values():
        name = f"{framework.title} ({framework.edition})"
        if inspector.link(name).count():
            inspector.go_by(inspector.link(name))
        assert inspector.page.get_by_role("listitem").filter(has_text=name).locator("[aria-current=page]").count() == 1
        assert inspector.page.get_by_role("table").first.inner_text() == respondents
        headings = inspector.page.get_by_role("heading", level=2).all_inner_texts()
        assert set(framework.items.values()) <= set(headings)
        seen.append(set(inspector.themes_with_quotes()))
    assert all(seen)


def test_an_inspector_confirms_corrects_and_rejects_a_tag_and_takes_it_back(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector()
    inspector.sign_in()
    inspector.open_inspection()
    open_a_theme(inspector)
    quote = inspector.undecided().first
    assert quote.locator("mark").inner_text()
    assert "by machine, version" in quote.inner_text()
    anchor = quote.get_attribute("id")
    inspector.go_by(quote.get_by_role("button", name="Confirm"))
    assert "The tag is confirmed." in inspector.status()
    confirmed = inspector.page.locator(f"#{anchor}")
    assert "Ines Spector" in confirmed.inner_text()
    inspector.go_by(confirmed.get_by_role("button", name="Undo the decision"))
    assert "The decision is taken back." in inspector.status()
    inspector.go_by(quote.get_by_role("button", name="Reject"))
    assert "The tag is rejected." in inspector.status()
    rejected = inspector.page.get_by_role("region", name="Rejected tags").locator(f"#{anchor}")
    inspector.go_by(rejected.get_by_role("button", name="Undo the decision"))
    inspector.go_by(inspector.page.locator(f"#{anchor}").get_by_role("link", name="Correct"))
    assert inspector.heading() == "Correct a tag"
    inspector.page.get_by_label("Theme", exact=True).select_option(label="Complaints and speaking up")
    inspector.page.get_by_role("radio", name="Mixed").check()
    inspector.press("Save the correction")
    assert "The tag is corrected." in inspector.status()


def test_what_a_machine_could_not_tag_is_given_a_theme_by_a_person(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector()
    inspector.sign_in()
    inspector.open_inspection()
    inspector.go_by(inspector.link("For a person to read"))
    unread = inspector.page.get_by_role("article").filter(has_text="not read by machine")
    waiting = unread.count()
    assert waiting
    assert UNREADABLE in unread.first.inner_text()
    inspector.go_by(unread.first.get_by_role("link", name="Choose a theme"))
    inspector.press("Save the correction")
    assert inspector.page.get_by_role("alert").get_by_role("link", name="Choose a theme").is_visible()
    inspector.page.get_by_label("Theme", exact=True).select_option(index=3)
    inspector.page.get_by_role("radio", name="Concern").check()
    inspector.press("Save the correction")
    assert "The tag is corrected." in inspector.status()
    assert unread.count() == waiting - 1


def test_a_pack_is_issued_and_both_of_its_files_open(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector()
    inspector.sign_in()
    inspector.open_inspection()
    theme = open_a_theme(inspector)
    quote = inspector.undecided().first
    passage = " ".join(quote.locator("mark").evaluate("mark => mark.childNodes[1].textContent").split())
    inspector.go_by(quote.get_by_role("button", name="Confirm"))
    inspector.go_by(inspector.link(inspector.reference))
    inspector.go_by(inspector.link("Packs"))
    inspector.press("Issue the pack")
    assert inspector.page.get_by_role("alert").inner_text().splitlines()[-1] == "Choose a framework"
    framework = next(iter(all_frameworks().values()))
    inspector.page.get_by_role("radio", name=f"{framework.title} ({framework.edition})").check()
    inspector.press("Issue the pack")
    assert "The pack is issued." in inspector.status()
    digest = inspector.page.get_by_role("row").nth(1).locator("code").inner_text()

    name, path = download(inspector, "Spreadsheet (CSV)")
    assert digest[:8] in name
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert {row["inspection"] for row in rows} == {inspector.reference}
    mine = [row for row in rows if " ".join(row["tagged passage"].split()) == passage and row["theme"] == theme]
    assert any("Ines Spector" in row["decided by"] for row in mine)

    name, path = download(inspector, "Word document")
    assert digest[:8] in name
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())
    assert inspector.reference in words
    assert theme in words
    assert passage in words


def download(inspector: Inspector, name: str) -> tuple[str, Path]:
    """Take one of the newest pack's files; its name, and where it is now."""
    with inspector.page.expect_download() as taken:
        inspector.page.get_by_role("row").nth(1).get_by_role("link", name=name).click()
    return taken.value.suggested_filename, Path(taken.value.path())
