"""What a page says is true: its consoles run, its options and links exist, its names are in the code."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import pages
from tests.conftest import ROOT
from tests.pages import CASES, DOCS

CONSOLES = [page for page in [*DOCS, *CASES] if "```console" in page.read_text(encoding="utf-8")]
SLOW = {"tutorial-marketing.md", "tutorial-it.md"}
"""They judge by the starter SOE again and again."""
ARCHITECTURE = ROOT / "docs" / "architecture.md"
MOST_README = 10_240
MOST_PICTURE = 150_000


def each_page(*names: Path) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", names, ids=lambda page: page.name)


def marks_of(page: Path) -> list[pytest.MarkDecorator]:
    return [pytest.mark.slow] if page.name in SLOW else []


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.name, marks=marks_of(page)) for page in CONSOLES]
)
def test_what_a_page_says_happens(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for console in pages.run_page(page.read_text(encoding="utf-8"), tmp_path):
        for command in console:
            assert command.output == command.expected, f"{page.name}: {command.line}"


PAGE = """
```csv tools.csv
tool
```

```csv tools.csv continued
Pigeonpost
```

```console
$ cat tools.csv
something else
$ soescan catalog check missing.yaml
$ echo $?
0
```
"""


def test_a_page_that_says_something_else_is_found_out_and_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [[shown, failed, code]] = pages.run_page(PAGE, tmp_path)
    assert (shown.expected, shown.output) == ("something else\n", "tool\nPigeonpost\n")
    assert (failed.expected, failed.output[:6]) == ("", "Error:")
    assert (code.expected, code.output) == ("0\n", "2\n")
    renewed = pages.renewed(PAGE, tmp_path)
    [console] = pages.run_page(renewed, tmp_path)
    assert [command for command in console if command.output != command.expected] == []


def test_pages_that_show_how_have_a_console() -> None:
    shown = {ROOT / "README.md", *(ROOT / "docs").glob("tutorial-*.md"), *CASES}
    assert sorted(shown - set(CONSOLES)) == []


@each_page(*DOCS)
def test_every_option_that_a_page_names_exists(page: Path) -> None:
    known = pages.options()
    every = set().union(*known.values())
    for line in pages.code_lines(page.read_text(encoding="utf-8")):
        if line.startswith("soescan "):
            path, words = command_of(line, known)
            unknown = {word for word in words if word.startswith("-")} - known[path] - {"-"}
        elif line.startswith(("git ", "pip", "make ", "python", "Usage:")):
            continue
        else:
            unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)) - every
        assert unknown == set(), line


def command_of(
    line: str, known: dict[tuple[str, ...], set[str]]
) -> tuple[tuple[str, ...], list[str]]:
    """The command that a line calls, and the words after it."""
    words = [word.partition("=")[0] for word in shlex.split(line.replace("|", " "))[1:]]
    path: tuple[str, ...] = ()
    while words and (*path, words[0]) in known:
        path = (*path, words.pop(0))
    return path, words


@each_page(*DOCS, ROOT / "catalogs" / "README.md")
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in pages.links(text):
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists() or _may_be_left_out(path), target
        if anchor:
            assert anchor in pages.anchors(path.read_text(encoding="utf-8")), target


def _may_be_left_out(path: Path) -> bool:
    """Is it of the folder that whoever passes soescan on may leave out whole?"""
    apart = ROOT / "catalogs" / "vendors" / "share-alike"
    return not apart.exists() and path.is_relative_to(apart)


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {target.partition("#")[0] for target in pages.links(index.read_text(encoding="utf-8"))}
    written = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert written - linked == set()


def test_the_readme_is_read_in_five_minutes() -> None:
    assert (ROOT / "README.md").stat().st_size <= MOST_README


def test_the_picture_of_a_report_is_small() -> None:
    picture = (ROOT / "docs" / "report.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) <= MOST_PICTURE


@each_page(*DOCS, ROOT / "catalogs" / "README.md")
def test_every_file_of_the_project_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(
        r"`((?:soescan|tests|catalogs|docs|\.ci)/[\w./-]+)`", page.read_text(encoding="utf-8")
    )
    lacking = [name for name in named if not (ROOT / name).exists()]
    assert [name for name in lacking if not _may_be_left_out(ROOT / name)] == []


def test_every_name_in_the_architecture_is_in_the_code() -> None:
    text = pages.BLOCK.sub("", ARCHITECTURE.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:[a-z_]+\.)+[A-Za-z_]+)(?:\(\))?`", text)
    names = [name for name in named if not name.endswith((".py", ".yaml", ".md", ".toml", ".csv"))]
    assert len(names) > 10
    assert [name for name in names if not exists(name)] == []


def exists(name: str) -> bool:
    """Whether a dotted name, without ``soescan.``, leads to a module, class, function or method."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(("soescan", *parts[:length])))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def rooms() -> Iterator[str]:
    """Every folder of the program, and the modules that stand beside them."""
    for path in sorted((ROOT / "soescan").rglob("__init__.py")):
        if path.parent != ROOT / "soescan":
            yield f"{path.parent.relative_to(ROOT).as_posix()}/"
    for path in sorted((ROOT / "soescan").glob("[!_]*.py")):
        yield path.relative_to(ROOT).as_posix()


def test_the_architecture_says_what_every_room_is_for() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    assert [room for room in rooms() if f"`{room}`" not in text] == []
