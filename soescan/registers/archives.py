"""Files of a register that comes as an archive, unpacked in memory and within limits."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from soescan.errors import InputError


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much of an archive is read. Far above honest use, far below trouble."""

    inflated: int = 512 << 20
    """Bytes of all members together, also of those that are passed over."""
    members: int = 60_000
    member: int = 256 << 10
    """Bytes of a member that is read; an entry of a register has some hundreds."""


def unpack(
    content: bytes, name: str, pattern: str, limits: ArchiveLimits | None = None
) -> Mapping[str, bytes]:
    """The members of a ``.tar.gz`` whose path fits a pattern, by path; nothing is put on disk.

    Links and devices are passed over. Raises InputError for what is no archive, for a path that
    leads out of it, and beyond the limits.
    """
    limits = limits or ArchiveLimits()
    found: dict[str, bytes] = {}
    try:
        stream = _LimitedStream(content, name, limits.inflated)
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for number, member in enumerate(archive):
                if number >= limits.members:
                    raise InputError([f"{name}: expected at most {limits.members:,} members"])
                _check_path(member.name, name)
                if not (member.isreg() and fnmatchcase(member.name, pattern)):
                    continue
                found[member.name] = _read_member(archive, member, name, limits)
    except (tarfile.TarError, zlib.error, OSError, EOFError) as error:
        raise InputError([f"{name}: expected a .tar.gz archive: {error}"]) from error
    return found


def _read_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, limits: ArchiveLimits
) -> bytes:
    place = f"{name}: {member.name}"
    if member.size > limits.member:
        raise InputError([f"{place}: expected at most {limits.member >> 10} KiB, found more"])
    file = archive.extractfile(member)
    if file is None:
        raise InputError([f"{place}: expected a file"])
    return file.read(limits.member)


def _check_path(path: str, name: str) -> None:
    if path.startswith("/") or ".." in PurePosixPath(path).parts or "\\" in path:
        raise InputError([f"{name}: expected paths inside the archive, found {path[:80]!r}"])


class _LimitedStream(io.RawIOBase):
    """Unpacked bytes, as far as the limit goes."""

    def __init__(self, content: bytes, name: str, limit: int) -> None:
        self.file, self.name, self.left, self.limit = (
            gzip.GzipFile(fileobj=io.BytesIO(content)), name, limit, limit,
        )  # fmt: skip

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self.left -= len(piece)
        if self.left < 0:
            raise InputError(
                [f"{self.name}: expected at most {self.limit >> 20} MiB unpacked, found more"]
            )
        return piece
