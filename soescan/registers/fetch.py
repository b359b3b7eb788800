"""A register's file, from its publisher or from a folder."""

from __future__ import annotations

from pathlib import Path

from soescan.errors import InputError
from soescan.files import read_bytes
from soescan.registers.registers import Register
from soescan.web import Get, Web


def fetch_register(web: Web, register: Register) -> bytes:
    """The file as its publisher offers it; raises InputError for anything but the whole file."""
    page = web.ask(Get(register.address, limit=register.mib << 20))
    if page.status != 200:
        raise InputError([f"the publisher answered with status {page.status}"])
    if page.cut:
        raise InputError([f"the register did not come whole: {page.cut}"])
    return page.body


def read_register(folder: Path, register: Register) -> bytes:
    """The file as it is kept in a folder; raises InputError or UsageError when it is not."""
    return read_bytes(folder / register.file, register.mib << 20)
