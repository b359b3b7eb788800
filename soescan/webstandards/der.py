"""Distinguished Encoding Rules (ITU-T X.690), as far as certificates need them.

A library that reads a whole certificate gives up on the first thing that is wrong with it. Here
each element stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

UTC_TIME = 0x17

_TEXT_ENCODINGS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
"""Kinds of text by their tag; Teletex is Latin-1 in practice."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag, its content, and all of its bytes."""

    tag: int
    content: bytes
    encoded: bytes

    @property
    def children(self) -> tuple[Element, ...]:
        """The elements within.

        Raises:
            ValueError: the content is not a row of elements.
        """
        return read_elements(self.content)

    @property
    def text(self) -> str:
        """The text it holds.

        Raises:
            ValueError: it holds none, or not in the characters of its kind.
        """
        if self.tag not in _TEXT_ENCODINGS:
            raise ValueError(f"an element of the kind {self.tag:#04x} is no text")
        return self.content.decode(_TEXT_ENCODINGS[self.tag])


def read_elements(data: bytes) -> tuple[Element, ...]:
    """The elements that stand one after the other in some bytes (section 8.1).

    >>> [element.content for element in read_elements(bytes.fromhex("0c0141 0c0142"))]
    [b'A', b'B']

    Raises:
        ValueError: a length points beyond the end, or the encoding is not DER.
    """
    elements = []
    start = 0
    while start < len(data):
        head, length = _read_length(data, start + 1)
        end = head + length
        if data[start] & 0x1F == 0x1F or end > len(data):
            raise ValueError("the encoding is not DER")
        elements.append(Element(data[start], data[head:end], data[start:end]))
        start = end
    return tuple(elements)


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    """Where the content begins, and its length (section 8.1.3); DER knows no open ends."""
    if at >= len(data):
        raise ValueError("the encoding ends within an element")
    first = data[at]
    if first < 0x80:
        return at + 1, first
    size = first & 0x7F
    if not 0 < size <= 4 or at + size >= len(data):
        raise ValueError("the encoding has no length")
    return at + 1 + size, int.from_bytes(data[at + 1 : at + 1 + size])
