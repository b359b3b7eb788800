"""Probo: one JSON list of vendors, with companies, claims and addresses of documents."""

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
    """An entry a vendor; says each address by its field, ``legalName``, ``country``, ``claim``."""
    for path, content in files.items():
        vendors = read_document_node(path, content, json_wanted=True).value
        if not isinstance(vendors, list):
            raise InputError([f"{path}: expected a list of vendors"])
        for number, entry in enumerate(vendors):
            if not isinstance(entry, dict):
                raise InputError([f"{path}: [{number}]: expected a vendor"])
            yield _read_vendor(entry, f"{path}: [{number}]")


def _read_vendor(entry: Mapping[str, object], place: str) -> RegisterEntry:
    pages = {
        key: read_address(value, f"{place}.{key}")
        for key, value in entry.items()
        if key.endswith("Url")
    }
    says = [Statement(key, url, url) for key, url in pages.items() if url]
    if company := read_text(entry.get("legalName"), f"{place}.legalName"):
        says.append(Statement("legalName", company))
    address = read_text(entry.get("headquarterAddress"), f"{place}.headquarterAddress")
    if country := address.rpartition(",")[2].strip(" ."):
        says.append(Statement("country", country))
    where = pages.get("trustPageUrl") or pages.get("securityPageUrl") or ""
    claims = _read_list(entry.get("certifications"), f"{place}.certifications")
    says += (Statement("claim", claim, where) for claim in claims)
    domains = _read_list(entry.get("domains"), f"{place}.domains")
    hosts = tuple(filter(None, (pages.get("websiteUrl", ""), *domains)))
    return RegisterEntry(read_text(entry.get("name"), f"{place}.name"), hosts, tuple(says))


def _read_list(values: object, place: str) -> tuple[str, ...]:
    if values is None:
        return ()
    if not isinstance(values, list):
        raise InputError([f"{place}: expected a list, found {type(values).__name__}"])
    return tuple(read_text(value, place) for value in values)
