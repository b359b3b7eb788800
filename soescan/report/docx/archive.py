"""A document as bytes that depend on the document alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive can name."""


def save_document(document: Document, title: str, day: date) -> bytes:
    """The bytes of a document, with `title` and `day` as its properties.

    They depend on nothing else: every part of the archive gets the same time stamp.
    """
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Word writes it as UTC
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title, "soescan", "soescan"
    about.created = about.modified = moment
    about.revision = 1
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(info))
    return out.getvalue()
