"""Every offered language has its own name, its direction, and a whole catalogue."""

from babel import Locale

from feedback.web.languages import TRANSLATIONS, offered_languages


def test_the_first_seven_are_offered_english_first() -> None:
    assert list(offered_languages())[:1] == ["en"]
    assert {"en", "cy", "sq", "vi", "ti", "so", "ar"} <= set(offered_languages())


def test_each_has_a_catalogue_and_the_direction_of_its_script() -> None:
    for tag, language in offered_languages().items():
        if tag != "en":
            assert (TRANSLATIONS / language.locale / "LC_MESSAGES" / "messages.po").exists(), tag
        assert Locale.parse(language.locale).text_direction == language.direction, tag


def test_no_translation_claims_a_review_that_nobody_made() -> None:
    assert {language.state for tag, language in offered_languages().items() if tag != "en"} == {"draft"}


def test_agencies_and_staff_are_asked_in_english_and_welsh() -> None:
    assert {tag for tag, language in offered_languages().items() if language.professional} == {"en", "cy"}
