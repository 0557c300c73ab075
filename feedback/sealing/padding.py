"""Padding: a sealed text's length says no more than which power of two, from 1 to 64 KiB, it fits in."""

import struct

SMALLEST = 1024
LARGEST = 64 * 1024
_LENGTH = struct.Struct(">I")


class TooLarge(ValueError):
    """The content is longer than the largest bucket holds."""


class BrokenPadding(ValueError):
    """The padded bytes are not of the form that `pad` makes."""


def pad(content: bytes, smallest: int = SMALLEST, largest: int = LARGEST) -> bytes:
    """The content behind its length, filled with zeros up to the next power of two.

    Raises:
        TooLarge: the content and its four bytes of length do not fit in `largest`.
    """
    needed = len(content) + _LENGTH.size
    if needed > largest:
        raise TooLarge(f"{len(content)} bytes do not fit in {largest}")
    bucket = max(smallest, 1 << (needed - 1).bit_length())
    return (_LENGTH.pack(len(content)) + content).ljust(bucket, b"\0")


def unpad(padded: bytes) -> bytes:
    """The content that `pad` was given.

    Raises:
        BrokenPadding: the length points past the end, or the filling is not zero.
    """
    if len(padded) < _LENGTH.size:
        raise BrokenPadding("shorter than its own length field")
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if end > len(padded) or padded[end:].strip(b"\0"):
        raise BrokenPadding("the length and the filling do not agree")
    return padded[_LENGTH.size : end]
