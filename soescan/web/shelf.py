"""Bodies of pages on disk, and what was made of the last of them in memory.

A scan asks each of many sites for dozens of pages, and any of them may be two megabytes long. So a
page holds its body in a temporary file, from where it is read when somebody looks at it. Text,
parsed trees and the like are kept of the last few pages, by their size and not by their number.
"""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import IO, Generic, TypeVar

P = TypeVar("P")
"""A page; pages are above this file, which knows of them that they have a body."""
R = TypeVar("R")

IN_MEMORY = 16 << 10
"""Bytes of a body that stays in memory."""
_SEGMENT = 64 << 20
"""Bytes of a file after which the next is begun. A file is gone with the last body in it."""


class _Segment:
    """A file without a name, and how much of it is written."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="soescan-", buffering=0)  # noqa: SIM115 - closed with the last body
        self._lock = threading.Lock()
        self.size = 0
        weakref.finalize(self, self._file.close)

    def append(self, content: bytes) -> int:
        """Write at the end, and say where that was."""
        start = self.size
        self._file.seek(start)
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.size += len(content)
        return start

    def read(self, start: int, size: int) -> bytes:
        if hasattr(os, "pread"):  # a process that was forked shares the place in the file
            return os.pread(self._file.fileno(), size, start)
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)


class ShelvedBody:
    """A body that lies in a file."""

    __slots__ = ("_segment", "_size", "_start")

    def __init__(self, segment: _Segment, start: int, size: int) -> None:
        """Where it lies."""
        self._segment, self._start, self._size = segment, start, size

    def __len__(self) -> int:
        """Its bytes."""
        return self._size

    def read(self) -> bytes:
        """The body.

        Raises:
            OSError: the file cannot be read.
        """
        content = self._segment.read(self._start, self._size)
        if len(content) != self._size:
            raise OSError("a temporary file was cut by somebody else")
        return content


class _Shelf:
    """The file that is written to at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._segment: _Segment | None = None

    def put(self, content: bytes) -> bytes | ShelvedBody:
        if len(content) <= IN_MEMORY:
            return content
        with self._lock:
            try:
                if self._segment is None or self._segment.size >= _SEGMENT:
                    self._segment = _Segment()
                return ShelvedBody(self._segment, self._segment.append(content), len(content))
            except OSError:  # no room, or no folder to write to: memory is all there is
                self._segment = None
                return content


_shelf = _Shelf()


def _begin_anew() -> None:
    """In a process that was forked: two that write to one file would write over each other."""
    global _shelf  # noqa: PLW0603 - one for each process
    _shelf = _Shelf()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


class BodyField:
    """The attribute `body` of a page: bytes to whoever reads it, on the shelf when they are many.

    Set on the class once the dataclass is made, which takes a field's default for a value.
    """

    def __get__(self, page: object | None, owner: type[object] | None = None) -> bytes:
        """The body, read anew each time."""
        if page is None:
            return b""
        kept: bytes | ShelvedBody = page.__dict__["body"]
        return kept.read() if isinstance(kept, ShelvedBody) else kept

    def __set__(self, page: object, body: bytes) -> None:
        """Keep a body."""
        page.__dict__["body"] = _shelf.put(body)


def body_size(page: object) -> int:
    """Bytes of a page's body, which need not be read for it."""
    return len(page.__dict__["body"])


class RecentPages(Generic[P, R]):
    """A function of a page that keeps what it came to for the last pages.

    For as many as their bodies have no more than so many bytes together, the last one always.
    """

    def __init__(self, make: Callable[[P], R], most: int) -> None:
        """Nothing is kept yet."""
        self._make = make
        self._most = most
        self._kept: OrderedDict[P, R] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, page: P) -> R:
        """What the function comes to."""
        with self._lock:
            if page in self._kept:
                self._kept.move_to_end(page)
                return self._kept[page]
        value = self._make(page)
        with self._lock:
            if page not in self._kept:
                self._kept[page] = value
                self._bytes += _weight(page)
            while self._bytes > self._most and len(self._kept) > 1:
                oldest, _ = self._kept.popitem(last=False)
                self._bytes -= _weight(oldest)
        return value


_LEAST = 4_096
"""What the smallest page weighs, its headers and the entry itself."""


def _weight(page: object) -> int:
    return body_size(page) + _LEAST
