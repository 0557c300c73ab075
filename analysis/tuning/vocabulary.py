"""Cuts a text into the tokens of the packaged model, as its engine does, which keeps its own tokenizer to itself."""

import struct

import numpy as np

from analysis.weights import Bytes, Head

_SPACE = "\u2581"
_UNKNOWN_COST = 10.0
"""What an unknown letter scores below the rarest piece, as in the engine."""
_NONE = -1e30


class Vocabulary:
    """The pieces of a unigram tokenizer (Kudo 2018) and their scores."""

    def __init__(self, file: Bytes, head: Head) -> None:
        self._head = head
        ends = np.frombuffer(file, np.uint32, head.pieces + 1, head.vocabulary)
        self._scores = np.frombuffer(file, np.float32, head.pieces, head.letters - 4 * head.pieces).tolist()
        blob = file[head.letters : head.normal].tobytes()
        texts = [blob[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(head.pieces)]
        self._pieces = {texts[i]: i for i in reversed(range(head.pieces))}
        self._pieces.pop("", None)
        self._longest = max(map(len, self._pieces))
        self._unknown = min(self._scores) - _UNKNOWN_COST
        self._normal = _normal(file, head.normal)

    def tokens(self, text: str) -> list[int]:
        """Return the token numbers of a text, with the marks of its beginning and its end."""
        letters = "".join(self._normal.get(letter, letter) for letter in text)
        while "  " in letters:
            letters = letters.replace("  ", " ")
        letters = (letters if letters.startswith(" ") else f" {letters}").replace(" ", _SPACE)
        best, back = [0.0] + [_NONE] * len(letters), [(0, 0)] * (len(letters) + 1)
        for start in range(len(letters)):
            self._extend(letters, start, best[start], best, back)
        found: list[int] = []
        end = len(letters)
        while end:
            end, piece = back[end]
            found.append(piece)
        return [self._head.begin, *reversed(found), self._head.end]

    def _extend(self, letters: str, start: int, score: float, best: list[float], back: list[tuple[int, int]]) -> None:
        """Try every piece that begins at one letter (one step of Viterbi's search)."""
        for end in range(start + 1, min(len(letters), start + self._longest) + 1):
            piece = self._pieces.get(letters[start:end])
            if piece is not None and piece != self._head.unknown and score + self._scores[piece] > best[end]:
                best[end], back[end] = score + self._scores[piece], (start, piece)
        if score + self._unknown > best[start + 1]:
            best[start + 1], back[start + 1] = score + self._unknown, (start, self._head.unknown)


def _normal(file: Bytes, at: int) -> dict[str, str]:
    """Return what the model's normalisation turns single characters into."""
    (number,) = struct.unpack_from("<i", file.data, at)
    at += 8
    found = {}
    for _ in range(number):
        letter, length = struct.unpack_from("<IB", file.data, at)
        found[chr(letter)] = "".join(map(chr, struct.unpack_from(f"<{length}I", file.data, at + 5)))
        at += 5 + 4 * length
    return found
