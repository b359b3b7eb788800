"""Every format of a report on 60 tools and some 1,400 steps, and a page of 1,000 lines, beside the
libraries that do nothing but write the same.

python tests/benchmarks/reports.py
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from tabulate import tabulate
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan import app, catalog, proposal, report
from soescan.files import parse
from soescan.model import Evidence, Report
from soescan.reference import builtin
from soescan.report import Format, RenderOptions
from soescan.report.saved_report import read_report_document
from soescan.report.tables import TABLES
from soescan.report.tables.cells import cell_text
from soescan.report.text import truncate
from soescan.schema import DocumentSchema

TOOLS, LINES = 60, 1_000
DAY = date(2026, 11, 22)


def made(tools: int, soe: str) -> Report:
    """A report on many tools, half of which have an address and a class of data."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tools.csv"
        rows = [
            f"Tool {n} of the {n % 7}th kind,https://tool{n}.example,confidential,Vendor {n // 2}"
            for n in range(tools)
        ]
        path.write_text("\n".join(["name,url,data,vendor", *rows]) + "\n", encoding="utf-8")
        wanted, notes = proposal.read([path])
        return app.review(wanted, catalog.read(builtin.builtin_soe(soe)), Evidence(), DAY, notes)


def best(work: Callable[[], object], times: int = 3) -> float:
    """The least of some times, in seconds of this process."""
    found = []
    for _ in range(times):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


# --- the same, bare ------------------------------------------------------------------------------


def cells(found: Report) -> list[list[tuple[str, ...]]]:
    """The texts of every table, head first."""
    tables = [one.build(found) for one in TABLES]
    return [
        [
            tuple(column.title for column in table.columns),
            *(
                tuple(cell_text(c, k.kind) for c, k in zip(row, table.columns, strict=True))
                for row in table.rows
            ),
        ]
        for table in tables
    ]


def bare_xlsx(tables: Iterable[list[tuple[str, ...]]]) -> None:
    book = Workbook(io.BytesIO(), {"in_memory": True})
    for rows in tables:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
    book.close()


def bare_csv(rows: list[tuple[str, ...]]) -> None:
    csv.writer(io.StringIO()).writerows(rows)


def bare_markdown(tables: Iterable[list[tuple[str, ...]]]) -> None:
    for rows in tables:
        tabulate(rows[1:], rows[0], tablefmt="github", disable_numparse=True)


def bare_json(found: Report) -> None:
    json.dumps(DocumentSchema().write(found), ensure_ascii=False)


def main() -> None:
    found = made(TOOLS, "small")
    tables = cells(found)
    tools = next(rows for one, rows in zip(TABLES, tables, strict=True) if one.id == "tools")
    references: dict[str, tuple[str, Callable[[], None]]] = {
        "xlsx": ("XlsxWriter with the same texts", lambda: bare_xlsx(tables)),
        "csv": ("csv with the same texts", lambda: bare_csv(tools)),
        "markdown": ("tabulate with the same texts", lambda: bare_markdown(tables)),
    }
    every = sum(len(rows) for rows in tables)
    print(f"a report on {TOOLS} tools and {len(found.plan.tasks)} steps, {every:,} rows:")
    as_json = best(lambda: bare_json(found))
    for format in (one for one in report.FORMATS if not one.check_dependencies):
        took, size = _took(found, format)
        name, reference = references.get(format.id, ("json.dumps of the report", None))
        bare = best(reference) if reference else as_json
        print(
            f"  {format.id:<9} {took:6.2f} s, {size / 1024:8,.0f} KiB,"
            f" {took / bare:5.1f} × {name} ({bare:.3f} s)"
        )
    _saved(found)
    _page()


def _saved(found: Report) -> None:
    """What sharing costs and saves: JSON as it is saved, beside all of it written in place."""
    text = report.render(found, "json")
    plain = DocumentSchema().write(found)
    in_full = json.dumps(plain, ensure_ascii=False)
    dumps, loads = best(lambda: json.dumps(plain)), best(lambda: json.loads(in_full))
    write = best(lambda: report.render(found, "json"))
    read = best(lambda: read_report_document(parse(text.encode(), "r.json", json_wanted=True)))
    print(
        f"JSON: {len(text.encode()) / TOOLS:,.0f} bytes a tool, in full"
        f" {len(in_full.encode()) / TOOLS:,.0f}; written in {write:.2f} s, {write / dumps:.1f} ×"
        f" json.dumps of it in full; read in {read:.2f} s, {read / loads:.1f} × json.loads"
    )


def _took(found: Report, format: Format) -> tuple[float, int]:
    sizes = []

    def write() -> None:
        pieces = format.render(found, RenderOptions())
        sizes.append(sum(len(p if isinstance(p, bytes) else p.encode()) for p in pieces))

    return best(write), sizes[0]


def _page() -> None:
    found = made(LINES, "small")
    rows = [tuple(truncate(cell, 30) for cell in row[:3]) for row in cells(found)[1][1:]]
    bare = best(lambda: tabulate(rows, ("tool", "outcome", "because")))
    whole = best(lambda: report.render(found, "table"))
    print(f"a page of {LINES:,} tools: {whole:.2f} s, {whole / bare:.1f} × tabulate alone")


if __name__ == "__main__":
    main()
