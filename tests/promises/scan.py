"""A scan of raw bytes for planted strings, in each form in which they could lie about: plain, wide, base64, hex, percent."""

import base64
import os
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

_HEAD = 4  # bytes that are compared for all needles at once, before the whole needle is


def forms(text: str) -> Iterator[bytes]:
    """A string in each encoding; in base64 at each of the three places where it can begin."""
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (plain.hex().encode(), plain.hex().upper().encode())
    quoted = "".join(f"%{byte:02X}" for byte in plain)
    yield from (urllib.parse.quote(text, safe="").encode(), urllib.parse.quote_plus(text).encode(), quoted.encode())
    yield from (urllib.parse.quote(text, safe="").lower().encode(), quoted.lower().encode())
    yield text.encode("unicode_escape")
    for before in range(3):
        # Characters that also hold bits of a neighbour are left out.
        whole = base64.b64encode(b"\0" * before + plain + b"\0" * 3)
        first = (0, 2, 3)[before]
        inner = whole[first : (before + len(plain)) * 8 // 6]
        yield from (inner, inner.translate(bytes.maketrans(b"+/", b"-_")))


class Scan:
    """Looks for all planted strings at once."""

    def __init__(self, planted: Iterable[str]) -> None:
        self._needles: dict[int, list[tuple[bytes, str]]] = {}
        for text in planted:
            for needle in set(forms(text)):
                head = int.from_bytes(needle[:_HEAD], "little")
                self._needles.setdefault(head, []).append((needle, text))
        self._heads = np.sort(np.array(list(self._needles), dtype=np.uint32))
        self._first_two = np.zeros(1 << 16, dtype=bool)
        self._first_two[self._heads & 0xFFFF] = True

    def found_in(self, raw: bytes) -> set[str]:
        """The planted strings that these bytes hold."""
        octets = np.frombuffer(raw, dtype=np.uint8)
        if len(octets) < _HEAD:
            return set()
        twos = octets[:-1].astype(np.uint16) | (octets[1:].astype(np.uint16) << 8)
        places = np.flatnonzero(self._first_two[twos[: len(octets) - _HEAD + 1]])
        heads = twos[places].astype(np.uint32) | (twos[places + 2].astype(np.uint32) << 16)
        hits: npt.NDArray[np.intp] = places[np.isin(heads, self._heads)]
        found = set()
        for place in map(int, hits):
            head = int.from_bytes(raw[place : place + _HEAD], "little")
            found |= {text for needle, text in self._needles[head] if raw.startswith(needle, place)}
        return found

    def found(self, sources: Mapping[str, bytes]) -> dict[str, set[str]]:
        """The planted strings in each source that holds any."""
        return {name: found for name, raw in sources.items() if (found := self.found_in(raw))}


def files_below(*roots: Path) -> dict[str, bytes]:
    """The bytes of every file below these folders; what vanishes meanwhile is no trace any more."""
    found = {}
    for root in roots:
        for path in root.rglob("*"):
            try:
                if path.is_file():
                    found[str(path)] = path.read_bytes()
            except FileNotFoundError:
                continue
    return found


def files_held_open(group: int) -> dict[str, bytes]:
    """The bytes of every regular file that the processes of a group hold open, deleted ones and shared memory included."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) != group:
                continue
            for descriptor in (process / "fd").iterdir():
                if descriptor.is_file():  # no socket, pipe or device
                    found[f"{descriptor} -> {descriptor.readlink()}"] = descriptor.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
