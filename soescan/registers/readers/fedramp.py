"""The FedRAMP marketplace: one JSON document with the offerings that have or seek authorisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.errors import InputError
from soescan.registers.records import RegisterEntry, Statement, read_document_node, read_text

_PAGE = "https://marketplace.fedramp.gov/products/"


def read(files: Mapping[str, bytes]) -> Iterator[RegisterEntry]:
    """An entry an offering; says ``status`` or ``government status``, ``level`` and ``date``."""
    for path, content in files.items():
        root = read_document_node(path, content, json_wanted=True).value
        data = root.get("data") if isinstance(root, dict) else None
        offerings = data.get("Products") if isinstance(data, dict) else None
        if not isinstance(offerings, list):
            raise InputError([f"{path}: expected data.Products, a list of offerings"])
        for number, entry in enumerate(offerings):
            if not isinstance(entry, dict):
                raise InputError([f"{path}: data.Products[{number}]: expected an offering"])
            yield _read_offering(entry, f"{path}: data.Products[{number}]")


def _read_offering(entry: Mapping[str, object], place: str) -> RegisterEntry:
    texts = {
        key: read_text(entry.get(key), f"{place}.{key}")
        for key in ("id", "cso", "status", "impact_level", "auth_date", "website")
    }
    url = f"{_PAGE}{texts['id']}" if texts["id"].isalnum() else ""
    offering = f"offering: {texts['cso']}"
    words = texts["cso"].lower()
    is_government = entry.get("deployment_model") == "Government Community Cloud" and "gov" in words
    status = "government status" if is_government else "status"
    says = [
        Statement(status, texts["status"], url, condition=offering),
        Statement(f"level of {texts['status']}", texts["impact_level"], url, condition=offering),
    ]
    day = texts["auth_date"].partition("T")[0]
    if day[:2] == "20" and len(day) == len("2026-04-28"):
        says.append(Statement(f"date of {texts['status']}", day, url, condition=offering))
    return RegisterEntry(texts["cso"], (texts["website"],) if texts["website"] else (), tuple(says))
