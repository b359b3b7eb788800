"""A hint can be followed: its options, commands and file names exist and do what is said."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from soescan import app
from soescan.cli import main as soescan
from soescan.reference import builtin
from tests.conftest import ROOT
from tests.pages import CASES, DOCS, options, run_page

pytestmark = pytest.mark.slow

OPTIONS = options()
EVERY_OPTION = frozenset().union(*OPTIONS.values())
GROUPS = {path[0] for path in OPTIONS if len(path) == 2}
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
COMMAND = re.compile(
    r"\b(?:(?P<called>soescan) )?(?P<command>"
    + "|".join(" ".join(path) for path in sorted(OPTIONS, key=len, reverse=True) if path)
    + r")\b(?P<rest>(?:[^;.,:)]|[.:](?=\S))*)"
)


@cache
def texts(path: Path) -> tuple[tuple[str, int], ...]:
    """Every text in a file of the program, docstrings too, for commands show them."""
    return tuple(_iter_texts(path))


def _iter_texts(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (str(n.value) if isinstance(n, ast.Constant) else "X" for n in node.values)
            yield "".join(parts), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno


SOURCES = sorted((ROOT / "soescan").rglob("*.py"))


def test_every_option_that_a_text_names_exists() -> None:
    wrong = [
        f"{path.name}:{line}: {option}"
        for path in SOURCES
        for text, line in texts(path)
        for option in OPTION.findall(text.replace("--{prefix}", "--"))
        if option not in EVERY_OPTION | {"--soe-"}
    ]
    assert wrong == []


def test_every_option_that_follows_a_command_is_one_of_its_own() -> None:
    wrong = [
        f"{path.name}:{line}: {match[0]}"
        for path in SOURCES
        for text, line in texts(path)
        for match in COMMAND.finditer(text)
        for option in OPTION.findall(match["rest"])[:1]
        if re.fullmatch(r"[^-]*", match["rest"].partition(option)[0])
        and len(match["rest"].partition(option)[0].split()) <= 3
        and option not in OPTIONS[tuple(match["command"].split())]
    ]
    assert wrong == []


def test_every_command_that_a_text_calls_exists() -> None:
    called = re.compile(r"\bsoescan ([a-z]+)(?: ([a-z]+))?")
    known = {path[0] for path in OPTIONS if path}
    prose = {"without", "stands", "does", "made", "is"}  # soescan as the subject of a sentence
    wrong = [
        f"{path.name}:{line}: {match[0]}"
        for path in SOURCES
        for text, line in texts(path)
        if "hint" in text
        or OPTION.search(text)
        or "`soescan " in text
        or text.startswith("soescan ")
        for match in called.finditer(text)
        if match[1] not in prose
        and (match[1] not in known or (match[1] in GROUPS and (match[1], match[2]) not in OPTIONS))
    ]
    assert wrong == []


@pytest.mark.parametrize("page", [*DOCS, *CASES], ids=lambda page: page.name)
def test_what_a_command_prints_names_options_of_its_own(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for console in run_page(page.read_text(encoding="utf-8"), tmp_path):
        for command in console:
            words = shlex.split(command.line)
            if words[0] == "soescan" and "--help" not in words:
                assert foreign_options(words[1:], command.output) == []


def foreign_options(arguments: list[str], output: str) -> list[str]:
    """Options that an output names without their command, and that the command does not have."""
    path = next(p for p in (tuple(arguments[:2]), tuple(arguments[:1])) if p in OPTIONS)
    said = " ".join(output.split())
    for match in COMMAND.finditer(said):
        if OPTION.search(match["rest"]):
            said = said.replace(match[0], "")
    return [option for option in OPTION.findall(said) if option not in OPTIONS[path]]


# --- hints that are given, and followed ----------------------------------------------------------

SOE = "schema: soescan/soe@1\ncatalog: {id: x, name: X}\nproducts: [{id: a, name: A, standing: pilot}]\n"
FILES = {
    "soe.yaml": SOE,
    "tools.csv": "tool,url\nA,a.example\nB,b.example\n",
    "words.csv": "Ding,Ort\nA,a.example\n",
    "hosts.csv": "host,note\na.example,n\n",
    "long.csv": f"{'Ding ' * 9},Preis\nA,1\n",
    "quoted.csv": 'The "tool",Ort\nA,a.example\n',
    "list.csv": "Ding,Urteil\nA,approved\n",
    "page.html": "<html><title>A</title></html>",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def run(line: str) -> tuple[int, str]:
    result = CliRunner().invoke(soescan, shlex.split(line))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "line",
    [
        "check words.csv",
        "check hosts.csv",
        "check long.csv",
        "check quoted.csv",
        "plan words.csv",
        "whatif words.csv",
        "forecast words.csv",
        "scan hosts.csv",
        "explain single-sign-on --tools words.csv",
        "check tools.csv --soe list.csv",
        "catalog check list.csv",
        "catalog import list.csv -o made.yaml",
        "catalog show --soe list.csv",
        "catalog find A --soe list.csv",
        "catalog diff list.csv list.csv",
        "catalog test list.csv",
        "schema soe --soe list.csv",
    ],
)
def test_a_column_that_a_hint_names_can_be_named(line: str, folder: Path) -> None:
    (folder / "list.cases.yaml").write_text("schema: soescan/cases@1\n", encoding="utf-8")
    said = ""
    for _ in range(4):  # each hint names the column of one field
        _, said = run(line)
        hint = re.search(r"Hint: .*?(--[a-z-]*map \w+=\"[^\"]+\")", said)
        if hint is None:
            break
        assert foreign_options(shlex.split(line), said) == []
        line += f" {hint[1]}"
    assert "map " in line
    assert "header: expected" not in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "check hosts.csv --map name=host --map url=host",
            "Error: --map: the column 'host' is said to be the name and the url\n"
            "Hint: give each field a column of its own\n",
        ),
        (
            "check tools.csv --soe list.csv --soe-map name=Ding --soe-map standing=ding",
            "Error: --soe-map: the column 'ding' is said to be the name and the standing\n"
            "Hint: give each field a column of its own\n",
        ),
        (
            "check hosts.csv --map name=host --map name=note",
            "expected one column for the name, found 'host' and 'note'",
        ),
    ],
)  # fmt: skip
def test_a_column_given_twice_is_told(line: str, says: str, folder: Path) -> None:
    code, said = run(line)
    assert (code, says in said) == (2, True), said


MISTAKES = [
    "check nothing.csv",
    "check tools.csv -o page.xyz",
    "check tools.csv --table tools",
    "check tools.csv --template soe.yaml",
    "check tools.csv --scan --replay soe.yaml",
    "check tools.csv --soe nothing.yaml",
    "check tools.csv -o tools.csv",
    "report soe.yaml",
    "plan tools.csv -o plan.xyz",
    "scan",
    "scan nothing.csv",
    "scan page.html",
    "scan tools.csv --url https://a.example",
    "scan tools.csv page.html --url https://a.example",
    "explain nothing",
    "explain single-sign-on --tools tools.csv",
    "catalog import soe.yaml -o made.yaml",
    "catalog import list.csv -o made.xyz",
    "catalog test soe.yaml",
    "catalog show nothing --soe soe.yaml",
    "evidence show a.example",
    "evidence list",
    "evidence diff a.example 2026-01-01 2026-01-02",
    "evidence export nothing.example",
    "data status",
    "demo .",
    "check tools.csv --data-dir soe.yaml",
    "plan tools.csv --data-dir soe.yaml",
    "evidence list --data-dir soe.yaml",
    "whatif tools.csv --solve 1 --by 2027-02-01",
]


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_answered_with_options_that_the_command_has(line: str, folder: Path) -> None:
    _, said = run(line)
    assert foreign_options(shlex.split(line), said) == []


def test_files_that_hints_name_have_endings_that_are_written() -> None:
    endings = {ending for format in app.report_formats() for ending in format.endings}
    endings |= {ending for format in app.pitch_formats() for ending in format.endings}
    named = {
        name
        for path in SOURCES
        for text, _ in texts(path)
        for name in re.findall(r"-o ([\w./-]+\.[a-z]+)", text)
    }
    assert {
        name for name in named if Path(name).suffix not in {*endings, ".yaml", ".jsonl"}
    } == set()
    assert (builtin.catalogs_folder() / "shared-hosts.yaml").is_file()


def test_extras_that_hints_name_are_declared() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = {
        extra
        for path in SOURCES
        for text, _ in texts(path)
        for extra in re.findall(r"soescan\[(\w+)\]", text)
    }
    assert extras == {"pdf", "solve"}
    assert all(f"\n{extra} = [" in project for extra in extras)
