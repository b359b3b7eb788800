"""The browsers' HSTS preload list as one sorted text, searched where it lies.

A mapping of its hundred and fifty thousand entries would take a tenth of a second to make and
thirty megabytes to keep; most runs look up a few names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preload:
    """An entry of the browsers' HSTS preload list."""

    force_https: bool
    include_subdomains: bool


class PreloadList(Mapping[str, Preload]):
    """The list by host name."""

    def __init__(self, text: bytes, count: int) -> None:
        """Take what `format_preloads` made, and how many entries it holds."""
        self._text = text
        self._count = count

    def __getitem__(self, name: str) -> Preload:
        """The entry of just this name; its parents are entries of their own."""
        encoded = name.encode("utf-8", "replace")
        position = bisect_left(range(len(self._text)), encoded, key=self._name_at)
        listed_name, flags = self._line_at(position)
        if not encoded or listed_name != encoded:
            raise KeyError(name)
        return Preload(b"f" in flags, b"s" in flags)

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of their bytes."""
        for line in self._text.splitlines():
            yield line.partition(b"\t")[0].decode("ascii", "replace")

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def _name_at(self, position: int) -> bytes:
        return self._line_at(position)[0]

    def _line_at(self, position: int) -> tuple[bytes, bytes]:
        """Name and flags of the line in which a byte is; nothing past the end."""
        start = self._text.rfind(b"\n", 0, position) + 1
        end = self._text.find(b"\n", position)
        name, _, flags = self._text[start : end if end >= 0 else None].partition(b"\t")
        return name, flags


def format_preloads(entries: Mapping[str, tuple[bool, bool]]) -> str:
    """The text that `PreloadList` searches: a name and its flags a line, in the order of bytes."""
    return "".join(
        f"{name}\t{'f' * forced}{'s' * below}\n"
        for name, (forced, below) in sorted(entries.items())
    )
