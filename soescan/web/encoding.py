"""What the bytes of a body stand for: characters, and content codings around them.

Characters are read as the WHATWG Encoding Standard and HTML section 13.2.3 say, content codings as
RFC 9110 section 8.4.1 does.

A label is read as browsers read it: ``iso-8859-1`` means windows-1252, ``gb2312`` means GBK, and
a name that the standard does not list (``rot13``, ``utf-7``) is none.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webencodings import Encoding

_PRESCAN = 2_048
"""Bytes that are looked through for meta elements. Browsers prescan 1,024, and begin anew when a
later one says otherwise (HTML section 13.2.3.4)."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_CHARSET = re.compile(r"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"']+))", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(r"<meta[\s/]([^>]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_XML_DECLARATION = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*(["'])([^"']*)\1""")
_UTF_16_STARTS = ((b"<\x00?\x00x\x00", "utf-16le"), (b"\x00<\x00?\x00x", "utf-16be"))
_STRAY = re.compile("[\udc80-\udcff]")
_CHARACTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
_OF_ASCII = {"utf-16be": "utf-8", "utf-16le": "utf-8", "x-user-defined": "windows-1252"}
"""What a meta element means that names an encoding in which it could not be read."""


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes of a page as text; what stands for nothing becomes U+FFFD, and nothing is an error.

    A byte order mark goes before the charset of Content-Type, that before a meta element or an XML
    declaration; where nothing is said, it is UTF-8 if it can be, else windows-1252.

    >>> decode(b"\\x80", "text/html; charset=iso-8859-1"), decode(b"a", "text/html; charset=hex")
    ('€', 'a')
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    encoding = _lookup(charset(content_type)) or _prescan(body)
    if encoding is None:
        encoding = _lookup("windows-1252") if _is_western(body) else None
    if encoding is None:
        return body.decode("utf-8", "replace")
    if encoding.name == "gbk":  # its decoder is the one of its superset (Encoding, section 10.1.1)
        return body.decode("gb18030", "replace")
    return encoding.codec_info.decode(body, "replace")[0]


def _is_western(body: bytes) -> bool:
    """Is it the old default of browsers: more of it is no UTF-8 than is (HTML 13.2.3.2)?

    A stray byte, or a last character that was cut in two, makes no other encoding of a page.
    """
    if body.isascii():
        return False
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(body)
    strays, characters = len(_STRAY.findall(text)), len(_CHARACTER.findall(text))
    return strays > characters


def charset(content_type: str) -> str:
    """The label that a media type carries; empty when it carries none.

    >>> charset('text/html; charset="Shift_JIS"'), charset("text/html")
    ('Shift_JIS', '')
    """
    match = _CHARSET.search(content_type)
    return next(filter(None, match.groups()), "") if match else ""


def _prescan(body: bytes) -> Encoding | None:
    """What the first meta element says that names an encoding (HTML, prescan a byte stream).

    Without one, what an XML declaration says; one in UTF-16 shows that by its own bytes.
    """
    for start, name in _UTF_16_STARTS:
        if body.startswith(start):
            return _lookup(name)
    head = body[:_PRESCAN].decode("latin-1")
    declaration = _XML_DECLARATION.match(head)
    labels = [*_meta_labels(_COMMENT.sub("", head)), declaration[2] if declaration else ""]
    encoding = next(filter(None, map(_lookup, labels)), None)
    return _lookup(_OF_ASCII.get(encoding.name, encoding.name)) if encoding else None


def _meta_labels(head: str) -> Iterator[str]:
    for meta in _META.finditer(head):
        attributes: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(meta[1]):
            attributes.setdefault(name.lower(), "".join(values))
        if "charset" in attributes:
            yield attributes["charset"]
        elif attributes.get("http-equiv", "").lower() == "content-type":
            yield charset(attributes.get("content", ""))


def _lookup(label: str) -> Encoding | None:
    """The encoding that a label of the standard means."""
    import webencodings

    return webencodings.lookup(label) if label.isascii() else None


# --- content codings -----------------------------------------------------------------------------

CODINGS = ("gzip", "x-gzip", "deflate")
"""Content codings that are unpacked, as headers name them."""


class Inflater:
    """Unpacks a body bit by bit, and never more than is asked for."""

    def __init__(self, coding: str) -> None:
        """For one of `CODINGS`."""
        self._bits = 15 if coding == "deflate" else 31
        self._unpack = zlib.decompressobj(self._bits)
        self._begun = False

    @property
    def is_complete(self) -> bool:
        """Did it end where it says that it ends? A body that never began is whole, too."""
        return self._unpack.eof or not self._begun

    def inflate(self, piece: bytes, limit: int) -> bytes:
        """What a piece of the body unpacks to, at most `limit` bytes.

        Raises:
            zlib.error: it is damaged.
        """
        if self._begun or self._bits == 31:
            return self._inflate(piece, limit)
        try:
            return self._inflate(piece, limit)
        except zlib.error:
            # RFC 9110 8.4.1.2: "deflate" means zlib; some servers send bare deflate instead.
            self._unpack = zlib.decompressobj(-15)
            return self._inflate(piece, limit)

    def _inflate(self, piece: bytes, limit: int) -> bytes:
        self._begun = True
        output = b""
        while piece and len(output) < limit:
            if self._unpack.eof:
                if self._bits != 31 or piece[:1] != b"\x1f":
                    break  # what follows the end is nobody's
                self._unpack = zlib.decompressobj(31)  # several gzip members may follow each other
            output += self._unpack.decompress(piece, limit - len(output))
            piece = self._unpack.unused_data
        return output


def inflate_whole(body: bytes, coding: str, limit: int) -> tuple[bytes | None, bool]:
    """A body in one of `CODINGS` unpacked, at most `limit` bytes, and whether that is all of it.

    None where not even its beginning is packed so. What came before damage is kept.
    """
    unpack, output = Inflater(coding), bytearray()
    for start in range(0, len(body), _PIECE):
        try:
            output += unpack.inflate(body[start : start + _PIECE], limit - len(output))
        except zlib.error:
            return (bytes(output) if output else None), False
        if len(output) >= limit:
            return bytes(output), False
    return bytes(output), unpack.is_complete


_PIECE = 16_384
