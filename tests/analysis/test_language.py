"""Languages that share a script are told apart; transcription, mixtures and unknown scripts are said so."""

import pytest

from analysis.language import LanguageReader, expected


@pytest.fixture(scope="module")
def languages() -> LanguageReader:
    return LanguageReader()


LINES = [
    ("ti", "ሰራሕተኛታት ብጣዕሚ ጽቡቓት እዮም፣ ኣብዚ ውሕስነት ይስመዓኒ።"),
    ("ti", "ክፍለይ ዝሑል እዩ ነይሩ"),
    ("am", "ሰራተኞቹ በጣም ጥሩ ናቸው፣ እዚህ ደህንነት ይሰማኛል።"),
    ("am", "ክፍሌ ቀዝቃዛ ነው"),
    ("fa", "کارکنان خیلی مهربان هستند و الان احساس امنیت می‌کنم."),
    ("prs", "کارمندان بسیار مهربان استند اما داکتر و ترجمان نیامد."),
    ("ps", "کارکوونکي ډېر مهربانه دي او زه دلته خوندي یم."),
    ("ckb", "کارمەندەکان زۆر باشن و لێرە هەست بە ئاسایش دەکەم."),
    ("ur", "عملہ بہت مہربان ہے اور مجھے یہاں محفوظ محسوس ہوتا ہے۔"),
    ("ar", "الموظفون طيبون جدا وأشعر بالأمان هنا."),
    ("sq", "Stafi është shumë i mirë dhe ndihem e sigurt këtu."),
    ("vi", "Nhân viên rất tốt và tôi cảm thấy an toàn ở đây."),
    ("so", "Shaqaaluhu aad bay u wanaagsan yihiin, waxaan dareemayaa ammaan."),
    ("cy", "Mae'r staff yn garedig iawn ac rwy'n teimlo'n ddiogel yma."),
    ("en", "The staff are very kind and I feel safe here."),
    ("kmr", "Karmend gelek baş in û ez li vir xwe ewle hîs dikim."),
    ("zh-Hans", "工作人员很好，我觉得很安全。"),
    ("hi", "कर्मचारी बहुत अच्छे हैं।"),
    ("pa", "ਸਟਾਫ ਬਹੁਤ ਚੰਗਾ ਹੈ।"),
    ("uk", "Персонал дуже добрий, і мені тут безпечно."),
    ("ru", "Персонал очень добрый, мне здесь безопасно."),
    ("bg", "Персоналът е много добър и тук се чувствам в безопасност."),
]


@pytest.mark.parametrize(("tag", "line"), LINES)
def test_a_line_is_in_its_language(languages: LanguageReader, tag: str, line: str) -> None:
    assert languages.read(line).tag == tag


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("ar-Latn", "ana mafi felous wallah, el mushkila kteer"),
        ("ur-Latn", "mujhe bahut acha laga lekin khana nahi tha"),
        ("ti-Latn", "ane nay gin bzuh tsbuk iyu, yelen"),
    ],
)
def test_transcription_is_said_so(languages: LanguageReader, tag: str, line: str) -> None:
    assert languages.read(line, tag.partition("-")[0]).tag == tag


def test_the_page_settles_a_short_line(languages: LanguageReader) -> None:
    assert languages.read("mire", "sq").tag == "sq"


def test_a_clear_line_outweighs_the_page(languages: LanguageReader) -> None:
    assert languages.read("The staff were always very kind to me and I felt safe here.", "sq").tag == "en"


def test_dari_and_persian_follow_the_page_where_words_do_not_tell(languages: LanguageReader) -> None:
    assert languages.read("خانه سرد است", "prs").tag == "prs"
    assert languages.read("خانه سرد است", "fa").tag == "fa"


def test_a_text_in_two_languages_is_mixed(languages: LanguageReader) -> None:
    parts = ["The staff are very kind and they help me.", "Stafi është shumë i mirë dhe ndihem e sigurt."]
    assert languages.read(" ".join(parts), None, parts).mixed
    assert not languages.read(parts[0] + " " + parts[0], None, [parts[0], parts[0]]).mixed


def test_two_scripts_are_mixed(languages: LanguageReader) -> None:
    assert languages.read("الموظفون طيبون but the room is cold").mixed


@pytest.mark.parametrize("text", ["", "123", "😀😀", "ქართული ენა", "Ελληνικά εδώ", "ᚠᚢᚦ"])
def test_what_cannot_be_told_is_undetermined_and_never_a_guess(languages: LanguageReader, text: str) -> None:
    said = languages.read(text)
    assert (said.tag, said.probability) == ("und", 0.0)


def test_an_unknown_page_language_changes_nothing(languages: LanguageReader) -> None:
    line = "Stafi është shumë i mirë."
    assert languages.read(line, "tlh") == languages.read(line)


def test_every_expected_language_has_a_distinct_tag() -> None:
    assert len(expected()) == 34
