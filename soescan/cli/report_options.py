"""How a report is to be written: one group of options for the commands that end in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from soescan.cli.outputs import FormatParam, Output, plan_outputs, write_outputs
from soescan.cli.shared import COLOUR, OUTPUT, QUIET, bundle_options
from soescan.cli.terminal import file_options, stdout_options
from soescan.errors import UsageError

if TYPE_CHECKING:
    from soescan.model import Report
    from soescan.report import Format, RenderOptions

AUDIENCES = ("marketing", "it", "procurement")


def _formats() -> Sequence[Format]:
    from soescan import app

    return app.report_formats()


class ReportOptions(NamedTuple):
    """What the options say of how a report is to be written."""

    format_: str | None
    output: tuple[Path, ...]
    audience: str | None
    table: str
    template: Path | None
    long: bool
    verbose: bool
    colour: bool | None
    quiet: bool

    def outputs(self, inputs: Iterable[Path | None]) -> tuple[Output, ...]:
        """Where to write, and in which formats; nothing is written to the `inputs`.

        Raises:
            UsageError: something cannot be written as the options say.
        """
        planned = _plan_report(self.output, self.format_, (*inputs, self.template))
        written = {output.format for output in planned}
        if self.template and "docx" not in written:
            raise UsageError("--template is for a brief", hint="name one: -o brief.docx")
        if self.long and written.isdisjoint(("docx", "pdf")):
            raise UsageError("--long is for a brief", hint="name one: -o brief.docx")
        if self.table:
            from soescan.report.tables import find_table

            find_table(self.table)
            if "csv" not in written:
                raise UsageError("--table is for CSV", hint=f"name a file: -o {self.table}.csv")
        return planned

    def write(self, report: Report, outputs: Sequence[Output]) -> None:
        """Write a report to all outputs."""
        by_name = {output.id: output for output in _formats()}
        write_outputs(
            outputs,
            lambda output: by_name[output.format].render(report, self._render_options(output)),
            quiet=self.quiet,
        )

    def _render_options(self, output: Output) -> RenderOptions:
        from soescan.report import Audience

        if output.to_stdout:
            base = stdout_options(verbose=self.verbose, colour=self.colour)
        else:
            base = replace(file_options(verbose=self.verbose), replaces=output.path)
        table = self.table or ("" if output.to_stdout else table_named_by(output.path))
        audience = Audience(self.audience) if self.audience else None
        return replace(base, audience=audience, table=table, template=self.template, long=self.long)


def check_report_path(path: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError for a file that no report can be written to here; `inputs` are read."""
    _plan_report((path,), None, inputs)


def _plan_report(
    paths: Sequence[Path], name: str | None, inputs: Iterable[Path | None]
) -> tuple[Output, ...]:
    """Where a report is written, and in which formats, for which everything is there."""
    formats = _formats()
    endings = {ending: format.id for format in formats for ending in format.endings}
    binary = {format.id for format in formats if not format.text}
    planned = plan_outputs(paths, name, endings, binary=binary, inputs=inputs)
    written = {output.format for output in planned}
    for format in formats:
        if format.check_dependencies and format.id in written:
            format.check_dependencies()
    return planned


def table_named_by(path: Path) -> str:
    """The table that a file's name ends in, "" for none: ``2026-gaps.csv`` is for the gaps."""
    stem = f" {path.stem.lower()}"
    ends = (name for name in _table_ids() if stem.endswith(name))
    whole = [name for name in ends if not stem[-len(name) - 1].isalnum()]
    return max(whole, key=len, default="")


def _table_ids() -> list[str]:
    from soescan.report.tables import TABLES

    return [sheet.id for sheet in TABLES]


LONG = click.option(
    "--long", is_flag=True, help="A brief or PDF with every part, not only two pages."
)
_OPTIONS = (
    click.option(
        "--format",
        "format_",
        type=FormatParam(lambda: [one.id for one in _formats()]),
        help="Output format, whatever the file name.",
    ),
    OUTPUT,
    click.option(
        "--for",
        "audience",
        type=click.Choice(AUDIENCES),
        help="The reader: the same facts, in another order.  [default: marketing; for a workbook,"
        " procurement]",
    ),
    click.option(
        "--table",
        metavar="NAME",
        default="",
        help="Table to write as CSV.  [default: by the file name]",
    ),
    click.option(
        "--template",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A DOCX file whose styles to use.",
    ),
    LONG,
    click.option("-v", "--verbose", is_flag=True, help="List every finding, question and step."),
    COLOUR,
    QUIET,
)


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a report, and pass it one `ReportOptions` as `options`."""
    return bundle_options(command, "options", ReportOptions, _OPTIONS)
