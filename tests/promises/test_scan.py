"""The scan bites: a planted string is found in every form and at every place."""

import base64
import os
from pathlib import Path

import pytest

from tests.promises.scan import Scan, files_below, files_held_open

PLANTED = ("planted-words-0001", "ቃላት ዝተተኽለ 0002", "كلمات مزروعة 0003", "đã gieo từ 0004", "yo+ur/words & 0005")


@pytest.mark.parametrize("text", PLANTED)
@pytest.mark.parametrize("offset", range(9))
def test_every_form_at_every_offset_is_found(text: str, offset: int) -> None:
    scan = Scan(PLANTED)
    plain = text.encode()
    before, after = os.urandom(offset), os.urandom(7)
    wraps = {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "escapes": text.encode("unicode_escape"),
    }
    for name, wrapped in wraps.items():
        assert scan.found_in(before + wrapped + after) == {text}, name
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert scan.found_in(b"x" * offset + encode(before + plain + after)) == {text}


def test_nothing_is_found_where_nothing_was_planted() -> None:
    scan = Scan(PLANTED)
    assert scan.found_in(os.urandom(1 << 20)) == set()
    for short in (b"", b"p", b"pla", PLANTED[0].encode()[:-1]):
        assert scan.found_in(short) == set()


def test_files_and_deleted_files_that_are_held_open_are_seen(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    path = tmp_path / "deep" / "file"
    path.write_text(PLANTED[0])
    scan = Scan(PLANTED)
    assert scan.found(files_below(tmp_path)) == {str(path): {PLANTED[0]}}
    with path.open("rb"):
        path.unlink()
        assert set().union(*scan.found(files_held_open(os.getpgid(0))).values()) == {PLANTED[0]}
