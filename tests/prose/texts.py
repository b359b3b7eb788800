"""The texts that people read, by where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import click
from click.testing import CliRunner

from soescan import catalog
from soescan.app import render_plan
from soescan.cli import main
from soescan.reference import builtin
from soescan.report import RenderOptions, render
from tests.demo.test_story import report
from tests.wording.sentences import FILE

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"```.*?```|<!--.*?-->|`[^`\n]+`|\]\([^)]*\)|<[^>\n]+>", re.DOTALL)
_PROSE_FIELDS = ("title", "label", "why", "fix", "question", "text", "meaning", "says", "reason")


def collect() -> dict[str, str]:
    """Every text by a name: pages, what commands say, catalogs, outputs, sentences."""
    pages = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
    found = {str(page.relative_to(ROOT)): _strip(page.read_text("utf-8")) for page in pages}
    found["sentences"] = FILE.read_text("utf-8")
    found["help"] = "\n".join(_helps(main, ()))
    found["vocabulary"] = "\n".join(_prose(builtin.vocabulary().values()))
    found["matters"] = "\n".join(_prose(builtin.matters().values()))
    for name in ("soe/starter", "soe/small", "soe/regulated", "example/soe"):
        read = catalog.read(builtin.catalogs_folder() / f"{name}.yaml")
        found[name] = "\n".join(_prose([read.catalog]))
    options = RenderOptions(wrap=False, verbose=True)
    found["terminal"] = render(report(), "table", options)
    found["markdown"] = _strip(render(report(), "markdown", options))
    found["page"] = re.sub(r"(?s)<(style|script|svg).*?</\1>|<[^>]+>", " ",
                           render(report(), "html", options))  # fmt: skip
    found["plan"] = render_plan(report().plan, "table", options)
    return found


def _strip(text: str) -> str:
    """A page without code, comments and addresses; lines stay where they are."""
    return _CODE.sub(lambda match: "`" + "\n" * match[0].count("\n"), text)


def _helps(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    yield CliRunner().invoke(main, [*path, "--help"], terminal_width=200).output
    for name, below in getattr(command, "commands", {}).items():
        yield from _helps(below, (*path, name))


def _prose(records: Iterable[object]) -> Iterator[str]:
    """What records say in sentences or labels, at any depth."""
    for record in records:
        if isinstance(record, tuple):
            yield from _prose(record)
        elif is_dataclass(record):
            for field in fields(record):
                value = getattr(record, field.name)
                if field.name in _PROSE_FIELDS and isinstance(value, str) and value:
                    yield f"{value}\n"
                elif isinstance(value, tuple):
                    yield from _prose(value)
