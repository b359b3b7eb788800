"""Pages for people, read as tests read them: their blocks, their consoles, their links.

    python -m tests.pages            # writes what the commands say into the consoles of every page

A block with a name (```yaml soe.yaml) is written to that file; with ``continued`` after the name it
is added to it. A ``console`` block holds commands after ``$ `` and what they say: ``soescan …`` is
run, ``cat FILE`` shows a file that was made, ``echo $?`` the exit code of the last command.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner

from soescan.cli import main as soescan
from tests.conftest import ROOT

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
CASES = sorted((ROOT / "tests" / "cases").glob("*.md"))
BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<name>\S+))?(?P<continued> continued)?\n(?P<body>.*?)^```$",
    re.M | re.S,
)
SURROUNDINGS = {"NO_COLOR": "1", "COLUMNS": "80", "TZ": "UTC", "HOME": "/nonexistent"}


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a console, what the page says comes out, and what did."""

    line: str
    expected: str
    output: str


def run_page(text: str, folder: Path) -> Iterator[list[Command]]:
    """Run the consoles of a page in a folder, which is the working directory; one list a console."""
    code = 0
    for block in BLOCK.finditer(text):
        if block["name"]:
            mode = "a" if block["continued"] else "w"
            with (folder / block["name"]).open(mode, encoding="utf-8", newline="\n") as file:
                file.write(block["body"])
        elif block["kind"] == "console":
            commands = []
            for line, expected in _split_console(block["body"]):
                output, code = _run(shlex.split(line), folder, code)
                commands.append(Command(line, expected, output))
            yield commands


def _split_console(body: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        line, _, output = part.partition("\n")
        yield line, output.rstrip("\n") + "\n" if output.strip() else ""


def _run(words: list[str], folder: Path, last_code: int) -> tuple[str, int]:
    """What a command says and its exit code."""
    if words == ["echo", "$?"]:
        return f"{last_code}\n", 0
    program, *arguments = words
    if program == "cat":
        return "".join((folder / name).read_text(encoding="utf-8") for name in arguments), 0
    assert program == "soescan", f"only soescan, cat and echo $? are run here, not {program}"
    result = CliRunner().invoke(soescan, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output, result.exit_code


def renewed(text: str, folder: Path) -> str:
    """The page with what its commands say today."""
    consoles = run_page(text, folder)

    def rewrite(block: re.Match[str]) -> str:
        if block["name"] or block["kind"] != "console":
            return block[0]
        body = "".join(f"$ {command.line}\n{command.output}" for command in next(consoles))
        return f"```console\n{body}```"

    return BLOCK.sub(rewrite, text)


def code_lines(text: str) -> Iterator[str]:
    """Lines of code on a page: inline code, and lines of blocks and indented code."""
    bare = BLOCK.sub("", text)
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", bare)
    yield from re.findall(r"^    (\S.*)$", bare, re.M)
    for block in BLOCK.finditer(text):
        yield from (line.removeprefix("$ ") for line in block["body"].splitlines())


def links(text: str) -> Iterator[str]:
    """Targets of the links and pictures of a page, but for those to other sites."""
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", text)):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def options() -> dict[tuple[str, ...], set[str]]:
    """The options of each command, by the words that call it."""
    known: dict[tuple[str, ...], set[str]] = {}

    def collect(command: click.Command, path: tuple[str, ...]) -> None:
        # A command remembers its help option as the first context names it.
        context = click.Context(command, info_name="soescan", **soescan.context_settings)
        params = command.get_params(context)
        known[path] = {opt for param in params for opt in (*param.opts, *param.secondary_opts)}
        if isinstance(command, click.Group):
            for name, child in command.commands.items():
                collect(child, (*path, name))

    collect(soescan, ())
    return known


def help_pages() -> Iterator[tuple[str, str]]:
    """Every command with its help, for the command reference."""
    os.environ.update(SURROUNDINGS)
    for path in options():
        text = CliRunner().invoke(soescan, [*path, "--help"], prog_name="soescan").output
        yield " ".join(("soescan", *path)), text


def main() -> int:
    """Renew the consoles of every page."""
    os.environ.update(SURROUNDINGS)
    for page in [*DOCS, *CASES]:
        text = page.read_text(encoding="utf-8")
        if "```console" not in text:
            continue
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            made = renewed(text, Path(folder))
        if made != text:
            page.write_text(made, encoding="utf-8", newline="\n")
            print(f"renewed {page.relative_to(ROOT)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
