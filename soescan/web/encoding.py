"""Which characters the bytes of a page stand for (WHATWG Encoding Standard, HTML section 13.2.3).

A label is read as browsers read it: ``iso-8859-1`` means windows-1252, ``gb2312`` means GBK, and
a name that the standard does not list (``rot13``, ``utf-7``) is none.
"""

from __future__ import annotations

import re
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
_OF_ASCII = {"utf-16be": "utf-8", "utf-16le": "utf-8", "x-user-defined": "windows-1252"}
"""What a meta element means that names an encoding in which it could not be read."""


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes of a page as text; what stands for nothing becomes U+FFFD, and nothing is an error.

    A byte order mark goes before the charset of Content-Type, that before a meta element; where
    nothing is said, it is UTF-8.

    >>> decode(b"\\x80", "text/html; charset=iso-8859-1"), decode(b"a", "text/html; charset=hex")
    ('€', 'a')
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    encoding = _lookup(charset(content_type)) or _prescan(body)
    if encoding is None:
        return body.decode("utf-8", "replace")
    if encoding.name == "gbk":  # its decoder is the one of its superset (Encoding, section 10.1.1)
        return body.decode("gb18030", "replace")
    return encoding.codec_info.decode(body, "replace")[0]


def charset(content_type: str) -> str:
    """The label that a media type carries; empty when it carries none.

    >>> charset('text/html; charset="Shift_JIS"'), charset("text/html")
    ('Shift_JIS', '')
    """
    match = _CHARSET.search(content_type)
    return next(filter(None, match.groups()), "") if match else ""


def _prescan(body: bytes) -> Encoding | None:
    """What the first meta element says that names an encoding (HTML, prescan a byte stream)."""
    head = _COMMENT.sub("", body[:_PRESCAN].decode("latin-1"))
    encoding = next(filter(None, map(_lookup, _meta_labels(head))), None)
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
