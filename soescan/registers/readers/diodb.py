"""disclose.io: one JSON list of programmes for reports of security holes."""

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
    """An entry a programme whose address answers; says ``program``, ``bounty``, ``harbor``."""
    for path, content in files.items():
        programs = read_document_node(path, content, json_wanted=True).value
        if not isinstance(programs, list):
            raise InputError([f"{path}: expected a list of programmes"])
        for number, entry in enumerate(programs):
            if not isinstance(entry, dict):
                raise InputError([f"{path}: [{number}]: expected a programme"])
            yield _read_program(entry, f"{path}: [{number}]")


def _read_program(entry: Mapping[str, object], place: str) -> RegisterEntry:
    name = read_text(entry.get("program_name"), f"{place}.program_name")
    url = read_address(entry.get("policy_url"), f"{place}.policy_url")
    if not url or entry.get("policy_url_status") == "dead":
        return RegisterEntry(name, (), ())
    bounty = read_text(entry.get("offers_bounty"), f"{place}.offers_bounty")
    harbor = read_text(entry.get("safe_harbor"), f"{place}.safe_harbor")
    says = [Statement("program", url=url)]
    says += [Statement("bounty", bounty, url)] if bounty else []
    says += [Statement("harbor", harbor, url)] if harbor else []
    return RegisterEntry(name, (url,), tuple(says))
