"""Catalogues: complete, with equal placeholders and right plurals, not stale, and each really in its language."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.plural import PluralRule

from analysis.language import LanguageReader
from feedback.web.languages import TRANSLATIONS, offered_languages

ROOT = TRANSLATIONS.parent
PROFESSIONAL = re.compile(r"about-agency|about-staff|agency-\d|staff-\d")
OTHERS = [tag for tag in offered_languages() if tag != "en"]
# Names of organisations stay as they are on doors and letters.
LONG_ENOUGH = 40
LANGUAGES = LanguageReader()


def template() -> Catalog:
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        return read_po(file)


def catalogue(tag: str) -> Catalog:
    with (TRANSLATIONS / offered_languages()[tag].locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=offered_languages()[tag].locale)


def needed(tag: str) -> Iterator[Message]:
    """The messages that a language must have: agencies and staff are asked in few."""
    for message in template():
        professional = message.locations and all(PROFESSIONAL.search(path) for path, _ in message.locations)
        if message.id and (offered_languages()[tag].professional or not professional):
            yield message


def forms(message: Message | None) -> list[str]:
    if message is None or not message.string:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)[sd]", text))
    braced = {name for _, name, _, _ in string.Formatter().parse(re.sub(r"%\(\w+\)[sd]", "", text)) if name is not None}
    return named | braced


def test_the_template_is_what_the_code_says_now() -> None:
    mapping, options = parse_mapping_toml_file(ROOT / "pyproject.toml")
    found = {
        message
        for _, _, message, _, context in extract_from_dir(
            ROOT / "feedback", mapping, options, keywords={"gettext": None, "_": None, "lazy_gettext": None, "ngettext": (1, 2)}
        )
    }
    assert found == {message.id for message in template() if message.id}


def parse_mapping_toml_file(path: Path) -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    import tomllib

    mapping, options = [], {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]:
        mapping.append((entry["pattern"], entry["method"]))
        options[entry["pattern"]] = {}
    return mapping, options


@pytest.mark.parametrize("tag", OTHERS)
def test_every_needed_message_is_translated_in_all_its_plural_forms(tag: str) -> None:
    found = catalogue(tag)
    for message in needed(tag):
        translated = forms(found.get(message.id))
        wanted = found.num_plurals if message.pluralizable else 1
        assert len(translated) == wanted, (tag, message.id)
        assert all(text.strip() for text in translated), (tag, message.id)


@pytest.mark.parametrize("tag", OTHERS)
def test_nothing_is_left_over_or_fuzzy(tag: str) -> None:
    known = {message.id for message in template()}
    for message in catalogue(tag):
        assert message.id in known, (tag, message.id)
        assert not message.fuzzy or not message.id, (tag, message.id)


@pytest.mark.parametrize("tag", OTHERS)
def test_placeholders_are_the_same(tag: str) -> None:
    found = catalogue(tag)
    for message in needed(tag):
        source = message.id if isinstance(message.id, str) else message.id[1]
        for text in forms(found.get(message.id)):
            # A form for exactly one or two may say the number in words.
            assert placeholders(text) <= placeholders(source), (tag, source)
            if not message.pluralizable:
                assert placeholders(text) == placeholders(source), (tag, source)


@pytest.mark.parametrize("tag", OTHERS)
def test_plural_forms_are_the_languages_own(tag: str) -> None:
    from babel import Locale
    from babel.messages.plurals import get_plural

    found = catalogue(tag)
    assert found.num_plurals == get_plural(Locale.parse(offered_languages()[tag].locale)).num_plurals
    PluralRule({})  # the formula itself is parsed by the catalogue


@pytest.mark.parametrize("tag", OTHERS)
def test_each_translation_is_really_in_its_language(tag: str) -> None:
    found, strange, seen = catalogue(tag), [], 0
    for message in needed(tag):
        for text in forms(found.get(message.id)):
            plain = re.sub(r"%\(\w+\)[sd]|\{\w+\}|“[^”]*”", " ", text)
            if len(plain) >= LONG_ENOUGH:
                seen += 1
                language = LANGUAGES.read(plain)
                if language.tag != tag:
                    strange.append((language, text))
    assert seen > 20
    assert len(strange) <= seen * 0.03, strange


@pytest.mark.parametrize("tag", OTHERS)
def test_the_button_to_leave_is_called_what_it_is_called(tag: str) -> None:
    found = catalogue(tag)
    name = forms(found.get("Leave this page"))[0]
    for message in needed(tag):
        if isinstance(message.id, str) and "“Leave this page”" in message.id:
            assert name in forms(found.get(message.id))[0], (tag, message.id)
