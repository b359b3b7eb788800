"""The real command on hostile files: a clear end, bounded time and memory, and what was good is kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest

MEGABYTE = 1 << 20
MOST_MEMORY = 300
"""Megabytes; what the issue that asked for soescan allows."""

SLOW, HEAVY = pytest.mark.slow, pytest.mark.heavy
pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs os.wait4 to measure memory")

# A process counts as its own the memory of the one it was forked from, and pytest has a lot of it:
# so a small process in between starts the command and measures it. Work that grows out of hand is
# ended after so many seconds of it, however busy the machine is.
MEASURE = """
import json, os, resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
with open("stdout", "wb") as out, open("stderr", "wb") as err:
    child = subprocess.Popen([sys.executable, "-m", "soescan", *sys.argv[1:]], stdout=out, stderr=err)
_, status, usage = os.wait4(child.pid, 0)
peak = usage.ru_maxrss // (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(json.dumps([os.waitstatus_to_exitcode(status), peak]))
"""


@dataclass(frozen=True)
class Run:
    """How the command ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> Any:
        return json.loads(self.stdout)

    @property
    def tools(self) -> list[str]:
        return [one["tool"]["name"] for one in self.report["assessments"]]

    @property
    def rejected(self) -> dict[str, int]:
        """What was left out, and how often."""
        return {
            note["says"]: note.get("count", 1)
            for note in self.report.get("notes", [])
            if note.get("rejected")
        }

    @property
    def noted(self) -> list[str]:
        return [note["says"] for note in self.report.get("notes", []) if not note.get("rejected")]


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Run]:
    """Run ``soescan check`` in the folder of the test, and hold it to its bounds."""

    def run(*arguments: str) -> Run:
        found = subprocess.run(
            [sys.executable, "-c", MEASURE, "check", *arguments, "--as-of", "2026-11-22"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        exit_code, memory = json.loads(found.stdout)
        made = Run(
            exit_code,
            (tmp_path / "stdout").read_text(encoding="utf-8"),
            (tmp_path / "stderr").read_text(encoding="utf-8"),
        )
        assert "Traceback" not in made.stderr
        assert exit_code in (0, 2, 3), made.stderr
        assert memory <= MOST_MEMORY
        return made

    return run


Check = Callable[..., Run]


def as_json(check: Check, name: str) -> Run:
    return check(name, "--format", "json")


# --- CSV -----------------------------------------------------------------------------------------

GOOD = b"name,url\nBefore,https://before.example\n"
AFTER = b"After,https://after.example\n"
TOO_LONG = "left out: a record of more than 1,048,576 bytes or 500 lines"


def one_line(file: BinaryIO) -> None:
    file.write(b"Big," + b"x" * 50 * MEGABYTE + b"\n")


def one_line_in_quotes(file: BinaryIO) -> None:
    file.write(b'Big,"' + "\N{GRINNING FACE}".encode() + b"x" * 50 * MEGABYTE + b'\nmore"\n')


def many_lines_in_quotes(file: BinaryIO) -> None:
    file.write(b'Big,"' + (b"x" * 99 + b"\n") * (MEGABYTE // 2) + b'"\n')


def nothing_but_quotes(file: BinaryIO) -> None:
    file.write(b"Big," + b'"a' * 25 * MEGABYTE + b"\n")


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(one_line, marks=HEAVY),
        pytest.param(one_line_in_quotes, marks=SLOW),
        pytest.param(many_lines_in_quotes, marks=HEAVY),
        pytest.param(nothing_but_quotes, marks=HEAVY),
    ],
)
def test_a_cell_of_fifty_megabytes_costs_its_row(
    write: Callable[[BinaryIO], None], tmp_path: Path, check: Check
) -> None:
    with (tmp_path / "tools.csv").open("wb") as file:
        file.write(GOOD)
        write(file)
        file.write(AFTER)

    found = as_json(check, "tools.csv")

    assert (found.exit_code, found.tools) == (0, ["Before", "After"])
    assert found.rejected == {TOO_LONG: 1}


@pytest.mark.heavy
def test_fifty_megabytes_after_a_quote_by_a_slip_are_rows_all_the_same(
    tmp_path: Path, check: Check
) -> None:
    row = b"Again,https://again.example," + b"x" * 3_000 + b"\n"
    with (tmp_path / "tools.csv").open("wb") as file:
        file.write(b'name,url,note\n"Slip,https://slip.example,x\n' + AFTER)
        file.write(row * (50 * MEGABYTE // len(row)))

    found = as_json(check, "tools.csv")

    assert (found.exit_code, found.tools) == (0, ["Slip", "After", "Again"])
    assert "a quote that is never closed; its line is read on its own" in found.noted


def count_grouped_tools(page: str) -> int:
    """How many tools the groups of a first page have."""
    return sum(map(int, re.findall(r"^[A-Z][^:]*: (\d+) tools?$", page, re.MULTILINE)))


@pytest.mark.heavy
def test_of_a_hundred_thousand_rows_the_first_are_judged_and_the_others_counted(
    tmp_path: Path, check: Check
) -> None:
    rows = "".join(f"Tool {n},https://tool{n}.example\n" for n in range(100_000))
    (tmp_path / "tools.csv").write_text(f"name,url\n{rows}")

    found = check("tools.csv")

    lines = found.stdout.splitlines()
    assert found.exit_code == 0
    assert count_grouped_tools(found.stdout) == 10_000
    assert "- 90,000 × left out: only the first 10,000 rows are read; split the file" in lines


@pytest.mark.heavy
def test_wide_signs_in_every_cell_take_no_more_memory_than_a_table_may(
    tmp_path: Path, check: Check
) -> None:
    with (tmp_path / "tools.csv").open("w", encoding="utf-16") as file:
        file.write("name,url,note\n")
        for number in range(5_000):
            file.write(f"Tool {number % 5},,\N{GRINNING FACE}{'y' * 4_900}\n")

    found = as_json(check, "tools.csv")

    assert found.tools == [f"Tool {number}" for number in range(5)]
    assert found.rejected == {
        "left out: only the first 10,000,000 characters are read; split the file": 2_971,
        "left out: the same tool again": 2_024,
    }


@pytest.mark.heavy
def test_nul_bytes_and_encodings_mixed_within_a_file_cost_nothing(
    tmp_path: Path, check: Check
) -> None:
    lines = [
        b"\xef\xbb\xbfname;url\r\n",
        "Käse;https://kaese.example\r\n".encode(),
        "Bär;https://baer.example\r".encode("cp1252"),
        b"N\0U\0L\0;https://nul.example\n",
        b'"Semi;colon";https://semi.example\n',
    ]
    (tmp_path / "tools.csv").write_bytes(b"".join(lines))

    found = as_json(check, "tools.csv")

    assert (found.exit_code, found.tools) == (0, ["Käse", "Bär", "NUL", "Semi;colon"])
    assert (found.rejected, found.noted) == (
        {},
        ["not UTF-8; read as Windows-1252", "NUL bytes removed"],
    )


@pytest.mark.slow
def test_a_file_of_nul_bytes_holds_nothing(tmp_path: Path, check: Check) -> None:
    (tmp_path / "tools.csv").write_bytes(b"\0" * MEGABYTE)

    found = check("tools.csv")

    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == (
        "Error: tools.csv: expected a header line and rows, found nothing\n"
        "Hint: one name a line is enough\n"
    )


@pytest.mark.slow
def test_a_file_of_any_other_kind_is_refused_in_few_words(tmp_path: Path, check: Check) -> None:
    (tmp_path / "tools.csv").write_bytes(bytes(range(256)) * 4_096)

    found = check("tools.csv")

    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("Error: tools.csv:3: header: expected a column such as name,")
    assert len(found.stderr) < 2_000


# --- formulas ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_formulas_are_left_blank_and_reported(tmp_path: Path, check: Check) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("name", "url"),
        ("Acme", '=HYPERLINK("https://acme.example")'),
        ("=A2", "https://b.example"),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "tools.xlsx")
    (tmp_path / "tools.csv").write_text(
        "name,url\nPigeonpost,=cmd|' /C calc'!A0\n=A2,https://b.example\n"
    )

    found = check("tools.xlsx", "tools.csv", "--format", "json")

    assert (found.exit_code, found.tools) == (0, ["Acme", "Pigeonpost"])
    assert found.rejected == {
        "left out: it has no name": 1,
        "left out: its name is a formula": 1,
    }
    assert "a formula without a value; what it says is not known" in found.noted
    assert "calc" not in found.stdout


@pytest.mark.slow
def test_a_list_of_formulas_holds_no_tool(tmp_path: Path, check: Check) -> None:
    (tmp_path / "tools.csv").write_text("name\n=A1\n=A2\n")

    found = check("tools.csv")

    assert (found.exit_code, found.stdout, found.stderr) == (
        3,
        "",
        "Error: tools.csv: no tool could be read: 2 × left out: its name is a formula\n",
    )


# --- workbooks -----------------------------------------------------------------------------------


def text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture
def bomb(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook whose parts unpack to anything."""
    relation = '<Relationship Id="{0}" Type="http://x/{0}" Target="{1}"/>'
    parts = {
        "_rels/.rels": relation.format("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relation.format("worksheet", "sheet.xml")
        + relation.format("sharedStrings", "texts.xml")
        + relation.format("styles", "styles.xml"),
        "xl/workbook.xml": '<sheets><sheet name="S" r:id="worksheet"/></sheets>',
    }
    header = f"<row>{text_cell('name')}{text_cell('url')}</row><row>{text_cell('Good')}</row>"

    def write(rows: Iterator[str], texts: Iterator[str], styles: Iterator[str]) -> Path:
        path = tmp_path / "tools.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, f'<x xmlns:r="http://r">{content}</x>')
            for name, start, made in (
                ("xl/sheet.xml", f"<x><sheetData>{header}", rows),
                ("xl/texts.xml", "<x><sst>", texts),
                ("xl/styles.xml", "<x><cellXfs>", styles),
            ):
                with archive.open(name, "w") as file:
                    file.write(start.encode())
                    for piece in made:
                        file.write(piece.encode())
                    file.write(f"</{start.split('<')[2].rstrip('>')}></x>".encode())
        assert path.stat().st_size < 8 * MEGABYTE
        return path

    return write


def times(piece: str, megabytes: float) -> Iterator[str]:
    """As many megabytes of a piece, not all at once."""
    block = piece * (1 + MEGABYTE // 8 // len(piece))
    for _ in range(int(megabytes * MEGABYTE / len(block))):
        yield block


NOTHING: tuple[str, ...] = ()
BELOW = "left out: all below this row; only 3,000,000 cells are looked at"
CELLS = "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>"
FORMULAS = "<row>" + "<c><f/></c>" * 200 + "</row>"


@pytest.mark.parametrize(
    ("rows", "texts", "tools", "left_out"),
    [
        pytest.param(
            ["<row>", text_cell("Wide"), *times("<c/>", 60)], NOTHING, ["Good", "Wide"], {BELOW: 1},
            marks=HEAVY, id="cells",
        ),
        pytest.param(
            times("<row/>", 60), NOTHING, ["Good"], {BELOW: 1}, marks=HEAVY, id="blank-rows"
        ),
        pytest.param(times(FORMULAS, 60), NOTHING, ["Good"], {BELOW: 1}, marks=HEAVY, id="formulas"),
        pytest.param(
            NOTHING, times("<si><t>a</t></si>", 30), ["Good"], {}, marks=HEAVY, id="texts"
        ),
        pytest.param(
            times(f"<row>{text_cell('One')}</row>", 20), NOTHING, ["Good", "One"],
            {
                "left out: only the first 10,000 rows are read; split the file": 398_790,
                "left out: the same tool again": 9_998,
            },
            marks=pytest.mark.heavy, id="rows",
        ),
    ],
)  # fmt: skip
def test_a_workbook_of_many_megabytes_is_read_as_far_as_it_makes_sense(
    rows: Iterator[str],
    texts: Iterator[str],
    tools: list[str],
    left_out: dict[str, int],
    bomb: Callable[..., Path],
    check: Check,
) -> None:
    found = as_json(check, bomb(rows, texts, NOTHING).name)

    assert (found.exit_code, found.tools) == (0, tools)
    assert found.rejected == left_out


@pytest.mark.heavy
def test_one_long_text_in_half_a_million_cells_is_kept_a_few_times(
    bomb: Callable[..., Path], check: Check
) -> None:
    found = as_json(
        check, bomb(times(CELLS, 10), [f"<si><t>{'x' * 10_001}</t></si>"], NOTHING).name
    )

    assert (found.exit_code, found.tools[0], len(found.tools)) == (0, "Good", 2)
    assert (
        "left out: only the first 10,000,000 characters are read; split the file" in found.rejected
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "styles", "says"),
    [
        (times("0", 900), NOTHING, "xl/sheet.xml: expected at most 64 MiB unpacked, found 899 MiB"),
        (NOTHING, times("<xf/>", 60), "xl/styles.xml: expected at most 8 MiB unpacked, found 59 MiB"),
        (["<!--", *times("x", 60), "-->"], NOTHING,
         "expected an XLSX workbook, found a broken one (ValueError)"),
        (times("<row>", 60), NOTHING, "expected an XLSX workbook, found a broken one (ValueError)"),
        (["<!DOCTYPE x>"], NOTHING, "expected an XLSX workbook, found a broken one (ExpatError)"),
    ],
    ids=["size", "styles", "comment", "depth", "doctype"],
)  # fmt: skip
def test_a_bomb_is_refused(
    rows: Iterator[str], styles: Iterator[str], says: str, bomb: Callable[..., Path], check: Check
) -> None:
    found = check(bomb(rows, NOTHING, styles).name)

    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == f"Error: tools.xlsx: {says}\n"


# --- documents -----------------------------------------------------------------------------------

FORM = '{"schema": "soescan/proposal@1", "tools": ['


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.json", f'[{{"name": "{"x" * 50 * MEGABYTE}"}}]',
         "p.json: expected at most 24 MiB of JSON, found more"),
        ("p.json", "[" + "[]," * 7 * MEGABYTE + "[]]",
         "p.json: expected at most 1,000,000 values, found more"),
        ("p.json", "[" * 900_000, "p.json: expected at most 60 levels, found more"),
        ("p.json", FORM + '{"name": "\N{GRINNING FACE}' + "x" * 20 * MEGABYTE + '", "deep": 1}]}',
         "p.json:1: tools[0].deep: expected one of"),
        ("p.json", FORM + '{"name": "' + '\\"' * 10 * MEGABYTE + '", "deep": 1}]}',
         "p.json:1: tools[0].deep: expected one of"),
        ("p.yaml", "a: " + "x" * 50 * MEGABYTE, "p.yaml: expected at most 8 MiB of YAML, found more"),
        ("p.yaml", "- " * 4 * MEGABYTE, "p.yaml:1: expected at most 60 levels, found more"),
        ("p.yaml", "x: 1\n" * MEGABYTE, "p.yaml:200000: expected at most 400000 values, found more"),
    ],
    ids=["cell", "lists", "depth", "emoji", "escapes", "yaml-cell", "yaml-depth", "yaml-keys"],
)  # fmt: skip
def test_a_document_out_of_all_measure_is_refused(
    name: str, content: str, says: str, tmp_path: Path, check: Check
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    found = check(name)

    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith(f"Error: {says}")


@pytest.mark.heavy
def test_thirty_thousand_tools_in_a_document_are_held_against_its_decisions(
    tmp_path: Path, check: Check
) -> None:
    tools = ",\n".join(
        f'{{"name": "Tool {n}", "url": "https://tool{n}.example"}}' for n in range(30_000)
    )
    (tmp_path / "p.json").write_text(f"{FORM}{tools}]}}")

    found = check("p.json")

    assert count_grouped_tools(found.stdout) == 30_000
    said = "only IT's decision is checked, not standards or dates, after the first 4,000 tools"
    assert f"- 26,000 × {said}" in found.stdout.replace("\n  ", " ")
