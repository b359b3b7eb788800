"""2FA Directory: a JSON file a domain, with the second factors that a user can switch on."""

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
    """An entry a file; says ``tfa`` with the methods. Entries without a factor say nothing."""
    for path, content in sorted(files.items()):
        root = read_document_node(path, content, json_wanted=True).value
        if not isinstance(root, dict):
            raise InputError([f"{path}: expected a service, found {type(root).__name__}"])
        for name, entry in root.items():
            yield _read_service(read_text(name, path), entry, path)


def _read_service(name: str, entry: object, path: str) -> RegisterEntry:
    if not isinstance(entry, dict):
        raise InputError([f"{path}: expected a service, found {type(entry).__name__}"])
    methods = entry.get("tfa") or []
    others = entry.get("additional-domains") or []
    if not isinstance(methods, list) or not isinstance(others, list):
        raise InputError([f"{path}: expected lists of factors and of domains"])
    also = tuple(sorted({read_text(method, f"{path}: tfa") for method in methods}))
    url = read_address(entry.get("documentation"), f"{path}: documentation")
    domains = [read_text(text, f"{path}: domain") for text in (entry.get("domain"), *others)]
    says = (Statement("tfa", url=url, also=also),) if also else ()
    return RegisterEntry(name, tuple(filter(None, domains)), says)
