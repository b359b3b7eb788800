"""Sentry's list of status pages: a TypeScript module a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.errors import InputError
from soescan.registers.literals import read_module
from soescan.registers.records import RegisterEntry, Statement, read_address, read_text


def read(files: Mapping[str, bytes]) -> Iterator[RegisterEntry]:
    """An entry a module; says ``statusPageUrl`` unless the service has ended."""
    for path, content in sorted(files.items()):
        module = read_module(content, path)
        if "statusPageUrl" not in module:  # a module of theirs that describes no service
            continue
        url = read_address(module["statusPageUrl"], f"{path}: statusPageUrl")
        domains = module.get("domains", [])
        if not isinstance(domains, list):
            raise InputError([f"{path}: domains: expected a list"])
        hosts = tuple(read_text(text, f"{path}: domains").removeprefix("*.") for text in domains)
        is_over = module.get("isServiceDefunct") is True
        says = (Statement("statusPageUrl", url, url),) if url and not is_over else ()
        yield RegisterEntry(read_text(module.get("name"), f"{path}: name"), hosts, says)
