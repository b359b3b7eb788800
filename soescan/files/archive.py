"""Archives of XML parts (ECMA-376 part 2, ODF 1.3 part 2), streamed within limits.

Each part goes through expat once, and a reader keeps what it wants of it: a file of a few kilobytes
can unpack to gigabytes, and a tag can be as long as its author likes.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from soescan.errors import InputError
from soescan.files.raw import LIMITS

_CHUNK = 1 << 18
_TOKEN = 4 << 20
"""Bytes a tag or a comment may have; expat keeps each in memory, several times over."""
SMALL_PART = 8 << 20
"""What a part other than cells and shared texts may unpack to."""
MOST_PARTS = 2_000
_ELEMENTS = 10_000_000
"""Elements of a part, whatever they are."""

BROKEN_FILE_ERRORS = (
    # What the standard library raises for archives and XML that are not what they promise.
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class PartReader:
    """Takes the elements of a part, by their names without prefix."""

    texts: frozenset[str] = frozenset()
    """The elements whose text is wanted, with that of the elements in them."""
    spaces: frozenset[str] = frozenset()
    """The elements that stand for white space in a text."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; `text` is what stood in it, if it was wanted."""


class XmlArchive:
    """An archive whose parts are streamed through readers."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        """`name` is what messages call the file."""
        self._archive = archive
        self.name = name
        self.parts = frozenset(archive.namelist())

    def read_start(self, part: str) -> bytes:
        """The first bytes of a part."""
        with self._archive.open(part) as file:
            return file.read(200)

    def parse_part(self, part: str, reader: PartReader, limit: int) -> None:
        """Stream one part of the archive through a reader; without a name, there is nothing to.

        Raises InputError for a part of more than `limit` bytes or with a document type.
        """
        if not part:
            return
        size = self._archive.getinfo(part).file_size  # zipfile never unpacks more than this
        if size > limit:
            expected = f"expected at most {limit >> 20} MiB unpacked"
            raise InputError([f"{self.name}: {part}: {expected}, found {size >> 20} MiB"])
        with self._archive.open(part) as file:
            try:
                _stream_part(file.read, reader)
            except EnoughReadError:
                pass
            except _DoctypeError:
                message = f"{self.name}: expected no document type, found one in {part!r}"
                raise InputError([message]) from None


class _DoctypeError(Exception):
    """A document type: honest workbooks have none, and entities need one."""


class EnoughReadError(Exception):
    """Nothing further is wanted of this part."""


def _stream_part(read: Callable[[int], bytes], reader: PartReader) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    texts = _OpenTexts()
    count = depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > _ELEMENTS or depth > LIMITS.depth:
            raise ValueError("more elements than soescan reads")
        name = name.rpartition(":")[2]
        reader.start(name, attributes)
        if name in reader.texts:
            texts.begin()
            parser.CharacterDataHandler = texts.take
        elif name in reader.spaces:
            texts.take(" ")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        name = name.rpartition(":")[2]
        text = ""
        if name in reader.texts:
            text = texts.end()
            if not texts.are_open:
                parser.CharacterDataHandler = None
        reader.end(name, text)

    def refuse(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    while chunk := read(_CHUNK):
        fed += len(chunk)
        parser.Parse(chunk, False)
        if fed - parser.CurrentByteIndex > _TOKEN:
            raise ValueError("a tag without an end")
    parser.Parse(b"", True)


class _OpenTexts:
    """The texts of the elements that have begun and not ended, as far as they are kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._begun: list[int] = []
        self._room = 0

    @property
    def are_open(self) -> bool:
        return bool(self._begun)

    def begin(self) -> None:
        if not self._begun:
            self._pieces.clear()
            self._room = LIMITS.cell + 1  # one more than is kept shows that something was cut
        self._begun.append(len(self._pieces))

    def take(self, data: str) -> None:
        if self._begun and self._room > 0:
            self._pieces.append(data[: self._room])
            self._room -= len(data)

    def end(self) -> str:
        return "".join(self._pieces[self._begun.pop() :])
