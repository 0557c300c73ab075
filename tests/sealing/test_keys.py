"""Keys are made once, each in the folder of the process that may hold it, and refused where others could read them."""

from pathlib import Path

import pytest

from feedback.sealing.keys import BrokenKey, PublicKey
from feedback.sealing.making import make_keys
from feedback.sealing.opener import KeyIsExposed, PrivateKey


def test_the_public_sites_folder_holds_nothing_private(keys: Path) -> None:
    assert sorted(path.name for path in (keys / "public").iterdir()) == ["escrow.pub", "worker.pub"]


def test_every_private_file_is_readable_by_its_owner_only(keys: Path) -> None:
    private = [path for path in keys.rglob("*") if path.suffix in {".key", ".toml"}]
    assert len(private) == 4
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


def test_keys_are_never_overwritten(keys: Path) -> None:
    before = (keys / "worker" / "worker.key").read_bytes()
    with pytest.raises(FileExistsError):
        make_keys(keys)
    assert (keys / "worker" / "worker.key").read_bytes() == before


def test_a_key_that_others_can_read_is_refused_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    PrivateKey.generate().write(tmp_path / "worker.key")
    (tmp_path / "worker.key").chmod(0o640)
    with pytest.raises(KeyIsExposed, match="chmod 600"):
        PrivateKey.read(tmp_path / "worker.key")


@pytest.mark.parametrize(
    "content", ["", "words", "feedback-public-key-1 eHg=", "feedback-private-key-1 !!!", "feedback-private-key-1 eHg="]
)
def test_a_file_that_is_no_private_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BrokenKey):
        PrivateKey.read(path)


def test_a_missing_public_key_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BrokenKey, match=r"worker\.pub"):
        PublicKey.read(tmp_path / "worker.pub")


def test_a_private_key_does_not_show_in_its_text_form() -> None:
    key = PrivateKey.generate()
    assert repr(key).count("\\x") == 0
    assert "raw" not in repr(key)
