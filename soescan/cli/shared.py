"""What the commands share: options, kinds of value, and what is read and written for all of them.

Work is imported inside the functions, so that `soescan --help` stays as fast as click.
"""

from __future__ import annotations

import functools
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from soescan.catalog import LoadedCatalog
    from soescan.model import Catalog, Evidence, Note

PATH = click.Path(path_type=Path, allow_dash=True)
OUTCOMES = ("in-soe", "fits", "fits-with-conditions", "cannot-tell", "needs-exception", "blocked")
OUTLOOKS = ("likely", "needs-paper", "unknown", "trouble")
"""Of a tool whose outcome is `cannot-tell`."""


class DateParam(click.ParamType[date]):
    """A day, as ISO 8601 writes it, with years to plan on before and after it."""

    name = "date"
    years = range(1970, 3000)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a date such as 2026-11-22, found {value!r}", param, ctx)
        if day.year not in self.years:
            expected = f"a year from {self.years[0]} to {self.years[-1]}"
            self.fail(f"expected {expected}, found {str(day)!r}", param, ctx)
        return day


class ColumnParam(click.ParamType[tuple[str, str]]):
    """Which column of a table holds which field."""

    name = "field=title"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Both sides of the sign, or a usage error."""
        field, equals, title = str(value).partition("=")
        if not (field.strip() and equals and title.strip()):
            self.fail(f"expected field=title, e.g. name=Tool, found {value!r}", param, ctx)
        return field.strip(), title.strip()


def _refuse_repeated_fields(
    ctx: click.Context, param: click.Parameter, pairs: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Refuse a field whose column is said twice: only one of them could be read."""
    columns: dict[str, str] = {}
    for field, title in pairs:
        if columns.setdefault(field, title) != title:
            problem = f"expected one column for the {field}, found {columns[field]!r} and {title!r}"
            raise click.BadParameter(problem, ctx, param)
    return pairs


class OutcomesParam(click.ParamType[frozenset[str]]):
    """Several outcomes or outlooks of tools, with commas between them."""

    name = "outcome,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """The outcomes and outlooks, or a usage error."""
        if isinstance(value, frozenset):
            return value
        wanted = frozenset(part.strip() for part in str(value).split(",") if part.strip())
        known = (*OUTCOMES, *OUTLOOKS)
        if unknown := sorted(wanted - set(known)):
            self.fail(f"expected some of {', '.join(known)}, found {unknown[0]!r}", param, ctx)
        return wanted


_SOE = click.option("--soe", type=PATH, help="IT's catalog: YAML, or a CSV or XLSX list.")
SOE_MAP = click.option(
    "--soe-map",
    type=ColumnParam(),
    multiple=True,
    help="Column of a catalog table that holds a field.",
    callback=_refuse_repeated_fields,
)
SOE_SHEET = click.option("--soe-sheet", default="", help="Sheet to read in a catalog workbook.")
EVIDENCE = click.option(
    "--evidence", type=PATH, multiple=True, help="Saved evidence, or a recording, HAR or WARC file."
)
MAP = click.option(
    "--map",
    "mapping",
    type=ColumnParam(),
    multiple=True,
    help="Column of a tool list that holds a field.",
    callback=_refuse_repeated_fields,
)
SHEET = click.option("--sheet", default="", help="Sheet to read in a workbook of tools.")


def soe_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--soe``, ``--soe-map`` and ``--soe-sheet``."""
    return SOE_SHEET(SOE_MAP(_SOE(command)))


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--as-of``: the day by which approvals and facts count."""
    return click.option(
        "--as-of", type=DateParam(), help="Judge as of this day.  [default: today]"
    )(command)


DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for evidence and tables.  [default: SOESCAN_DATA, or the system's usual folder]",
)


def data_folder(chosen: Path | None) -> Path:
    """The folder for evidence and tables: `chosen`, SOESCAN_DATA, or the system's place for data.

    Raises:
        UsageError: the system has no such place.
    """
    import os

    from soescan.reference.public.folder import data_folder

    return data_folder(chosen, os.environ)


def now() -> datetime:
    """The one place that asks for the time: everything below gets it as an argument."""
    return datetime.now().astimezone()


def today() -> date:
    """Today in local time: an approval ends with the local day."""
    return now().date()


def read_catalog(
    path: Path | None, mapping: tuple[tuple[str, str], ...], sheet: str
) -> LoadedCatalog:
    """Read the catalog at a path, or the starter that comes with soescan.

    `mapping` and `sheet` say how to read a table: which column holds which field, and on which
    sheet.
    """
    from soescan import catalog

    if path is None:
        return catalog.read_builtin("starter")
    return catalog.read(path, mapping=dict(mapping), sheet=sheet)


def read_evidence(
    paths: tuple[Path, ...], catalog: Catalog, *more: Evidence
) -> tuple[Evidence, tuple[Note, ...]]:
    """Merge the facts and gaps of evidence files, of saved visits, and of what is known besides.

    The notes say how far a file counts that `catalog` does not vouch for.
    """
    from soescan import app
    from soescan.model import Evidence

    read = [app.read_supplied(path, catalog) for path in paths]
    notes = tuple(note for _, of_file in read for note in of_file)
    return Evidence.merge((*(evidence for evidence, _ in read), *more)), notes


TABLE_OR_JSON = click.option(
    "--format",
    "format_",
    type=click.Choice(("table", "json")),
    default="table",
    help="Output format.",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True, readable=False),
    multiple=True,
    help="Output file; - is standard output. Can be repeated.",
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="No messages about progress and files.")
COLOUR = click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colour outcomes and verdicts.  [default: on a terminal, unless NO_COLOR is set]",
)


def bundle_options(
    command: Callable[..., Any],
    name: str,
    kind: type[Any],
    options: Sequence[Callable[..., Any]],
) -> Callable[..., Any]:
    """Give a command options, and pass it their values as one named tuple.

    `name` is the parameter that gets it, `kind` its type; a field is the name of an option's value.
    """

    @functools.wraps(command)
    def takes_one(**values: Any) -> Any:
        mine = {field: values.pop(field) for field in kind._fields if field in values}
        return command(**{name: kind(**mine)}, **values)

    takes_all: Callable[..., Any] = takes_one
    for option in reversed(options):
        takes_all = option(takes_all)
    return takes_all
