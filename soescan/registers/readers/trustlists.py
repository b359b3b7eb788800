"""TrustLists: a JavaScript object a vendor, with the address of its trust centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.errors import InputError
from soescan.registers.literals import read_module
from soescan.registers.records import RegisterEntry, Statement, read_address, read_text


def read(files: Mapping[str, bytes]) -> Iterator[RegisterEntry]:
    """An entry a file; says ``trustCenter``."""
    for path, content in sorted(files.items()):
        entry = read_module(content, path).get("default")
        if not isinstance(entry, dict):
            raise InputError([f"{path}: expected an object as default export"])
        url = read_address(entry.get("trustCenter"), f"{path}: trustCenter")
        site = read_address(entry.get("website"), f"{path}: website")
        says = (Statement("trustCenter", url, url),) if url else ()
        name = read_text(entry.get("name"), f"{path}: name")
        yield RegisterEntry(name, (site,) if site else (), says)
