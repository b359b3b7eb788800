"""The SSO Wall of Shame: a YAML file a vendor, with the prices without and with single sign-on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.errors import InputError
from soescan.registers.records import (
    RegisterEntry,
    Statement,
    read_address,
    read_document_node,
    read_text,
)


def read(files: Mapping[str, bytes]) -> Iterator[RegisterEntry]:
    """An entry a file; says ``sso``, and ``price`` with the price beside it as note."""
    for path, content in sorted(files.items()):
        entry = read_document_node(path, content, json_wanted=False).value
        if not isinstance(entry, dict):
            raise InputError([f"{path}: expected a vendor, found {type(entry).__name__}"])
        texts = {key: read_text(_plain(value), f"{path}: {key}") for key, value in entry.items()}
        url = read_address(_plain(entry.get("pricing_source")), f"{path}: pricing_source")
        day = texts.get("updated_at", "")
        base, price = texts.get("base_pricing", ""), texts.get("sso_pricing", "")
        says = [Statement("sso", url=url, as_of=day)]
        if any(letter.isalnum() for letter in price):
            beside = f"base price {base}" if any(map(str.isalnum, base)) else ""
            says.append(Statement("price", price, url, day, note=beside))
        site = read_address(texts.get("vendor_url"), f"{path}: vendor_url")
        yield RegisterEntry(texts.get("name", ""), (site,) if site else (), tuple(says))


def _plain(value: object) -> object:
    """A list of addresses or a date as one text: of several addresses the first counts."""
    if isinstance(value, list):
        return value[0] if value else None
    return value if value is None or isinstance(value, str) else str(value)
