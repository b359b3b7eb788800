"""Every page with a console is run: the README first, then the stories in cases/."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from soescan.cli import main
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "tests" / "cases").glob("*.md"))]
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_happens(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["name"]:
            (tmp_path / block["name"]).write_text(block["body"], encoding="utf-8")
        elif block["kind"] == "console":
            for command, expected in _commands(block["body"]):
                result = CliRunner().invoke(main, command)
                assert result.output == expected, f"{page.name}: {shlex.join(command)}"
                ran += 1
    assert ran, "a page without a console tests nothing"


def _commands(body: str) -> list[tuple[list[str], str]]:
    """Each ``$ soescan …`` line with the output written below it."""
    found = []
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        line, _, output = part.partition("\n")
        program, *arguments = shlex.split(line)
        assert program == "soescan", f"only soescan is run here, found {program}"
        found.append((arguments, output.rstrip("\n") + "\n" if output.strip() else output))
    return found
