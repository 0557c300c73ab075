"""`python -m analysis tag` answers each line, in order, and goes on after a bad one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GOOD = {
    "id": "1",
    "text": "The room is cold. Staff are kind.",
    "language": "en",
    "audience": "survivor",
    "question": ["premises"],
}


def _tag(source: bytes) -> tuple[int, list[dict[str, Any]]]:
    run = subprocess.run([sys.executable, "-m", "analysis", "tag"], input=source, capture_output=True, cwd=ROOT, timeout=120)
    assert run.stderr == b""
    return run.returncode, [json.loads(line) for line in run.stdout.decode().splitlines()]


def _lines(*asked: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in asked)


def test_good_lines_are_answered_in_order_with_every_field() -> None:
    status, answers = _tag(
        _lines(GOOD, {"id": 2, "text": ""}, {"id": 3, "text": "ክፍለይ ቆራሪ እዩ።", "question": "Is your room warm?"})
    )
    assert status == 0
    assert [answer["id"] for answer in answers] == ["1", 2, 3]
    fields = [
        "id",
        "language",
        "passages",
        "themes",
        "suggestions",
        "urgent",
        "about_service",
        "redacted",
        "redactions",
        "version",
    ]
    assert all(list(answer) == fields for answer in answers)
    assert answers[0]["language"] == {"tag": "en", "probability": answers[0]["language"]["probability"], "mixed": False}
    assert [(p["start"], p["end"]) for p in answers[0]["passages"]] == [(0, 17), (18, 33)]
    assert answers[0]["themes"][0]["theme"] == "premises"
    assert set(answers[0]["themes"][0]) == {"theme", "confidence", "direction", "why"}
    assert answers[1]["passages"] == []


BAD: list[tuple[bytes, object]] = [
    (b"not json", None),
    (b"", None),
    (b"[1]", None),
    (b'{"text": "secretword"}', None),
    (b'{"id": 7}', 7),
    (b'{"id": 7, "text": 5}', 7),
    (b'{"id": {}, "text": "secretword"}', None),
    (b'{"id": NaN, "text": "secretword"}', None),
    (b'{"id": 7, "text": "secretword", "language": 1}', 7),
    (b'{"id": 7, "text": "secretword", "audience": "neighbour"}', 7),
    (b'{"id": 7, "text": "secretword", "question": 3}', 7),
    (b'{"id": 7, "text": "secretword", "question": ["cellar"]}', 7),
    (b'{"id": 7, "text": "secretword \\ud800"}', 7),
    (b'{"id": 7, "text": "secretword \xff"}', None),
    (b'{"id": 7, "text": "' + b"secretword " * 6_000 + b'"}', 7),
    (b'{"id": 7, "text": "' + b"secretword " * 100_000 + b'"}', None),
    (b"[" * 100_000, None),
]


def test_bad_lines_are_answered_with_an_error_and_the_run_goes_on() -> None:
    source = b"".join(line + b"\n" + _lines(GOOD) for line, _ in BAD)
    status, answers = _tag(source)
    assert status == 1
    assert len(answers) == 2 * len(BAD)
    for (line, identifier), bad, good in zip(BAD, answers[::2], answers[1::2], strict=True):
        assert bad.get("id") == identifier, line[:60]
        assert bad["error"]
        assert "secretword" not in json.dumps(bad)
        assert good["id"] == "1"
        assert "error" not in good


def test_a_last_line_without_a_line_break_is_answered() -> None:
    status, answers = _tag(_lines(GOOD).rstrip(b"\n"))
    assert (status, len(answers)) == (0, 1)


def test_nothing_in_is_nothing_out() -> None:
    assert _tag(b"") == (0, [])


def test_each_answer_comes_before_the_next_line_is_asked() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "analysis", "tag"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for number in range(3):
            run.stdin.write(_lines({"id": number, "text": "The room is cold."}))
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["id"] == number
        run.stdin.close()
        assert run.wait(timeout=20) == 0


@pytest.mark.parametrize("arguments", [[], ["sing"]])
def test_a_wrong_command_says_what_there_is(arguments: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", "analysis", *arguments], capture_output=True, cwd=ROOT, text=True, timeout=60)
    assert run.returncode == 2
    assert "tag" in run.stderr
