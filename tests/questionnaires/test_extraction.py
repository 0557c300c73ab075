"""Every word of a questionnaire reaches the translators, with where it stands."""

from feedback.questionnaires.extraction import extract
from feedback.questionnaires.instrument import options_of
from feedback.questionnaires.library import DIRECTORY, load_instruments


def test_every_text_is_extracted_once_with_a_comment_and_its_line() -> None:
    for instrument in load_instruments().values():
        path = DIRECTORY / f"{instrument.name}.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        with path.open("rb") as file:
            found = list(extract(file, (), (), None))
        texts = [text for _, _, text, _ in found]
        wanted = {instrument.title}
        for question in instrument.questions:
            wanted |= {question.text, question.hint} | {option.text for option in options_of(question)}
        assert sorted(texts) == sorted(wanted - {""})
        for number, function, text, comments in found:
            assert function == "gettext"
            assert comments[0]
            assert text in lines[number - 1]
