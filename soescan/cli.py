"""The command line: parse, call one function, print, exit. Nothing else lives here.

Work is imported inside the commands, so that `soescan --help` stays as fast as click.
"""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan import __version__, cli_plan
from soescan.errors import SoescanError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from soescan.catalog import ReadCatalog
    from soescan.model import Evidence, Report
    from soescan.report import Format

PATH = click.Path(path_type=Path, allow_dash=True)
OUTCOMES = ("in-soe", "fits", "fits-with-conditions", "cannot-tell", "needs-exception", "blocked")
FORMATS = ("table", "json")
SCHEMAS = ("soe", "cases", "proposal", "evidence", "report", "plan", "whatif", "forecast")


class _Group(click.Group):
    """The one place where our errors become words on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        # The same run gives the same bytes, whatever the locale of the machine it runs on.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
                stream.reconfigure(encoding="utf-8", newline="\n")
        try:
            return super().invoke(ctx)
        except SoescanError as error:
            click.echo(f"Error: {error}", err=True)
            if error.hint:
                click.echo(f"Hint: {error.hint}", err=True)
            ctx.exit(error.exit_code)


class _Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a date such as 2026-11-22, found {value!r}", param, ctx)


class _Pairs(click.ParamType[tuple[str, str]]):
    name = "field=title"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        field, equals, title = str(value).partition("=")
        if not (field.strip() and equals and title.strip()):
            self.fail(f"expected field=title, e.g. name=Tool, found {value!r}", param, ctx)
        return field.strip(), title.strip()


class _Outcomes(click.ParamType[frozenset[str]]):
    name = "outcome,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        found = frozenset(part.strip() for part in str(value).split(",") if part.strip())
        if unknown := sorted(found - set(OUTCOMES)):
            self.fail(f"expected some of {', '.join(OUTCOMES)}, found {unknown[0]!r}", param, ctx)
        return found


_SOE = click.option("--soe", type=PATH, help="IT's catalog: YAML, or a CSV or XLSX list.")
_SOE_MAP = click.option(
    "--soe-map", type=_Pairs(), multiple=True, help="Column of a catalog table."
)
_SOE_SHEET = click.option("--soe-sheet", default="", help="Sheet of a catalog workbook.")


def _soe_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which catalog, and how to read it when it is a table."""
    return _SOE_SHEET(_SOE_MAP(_SOE(command)))


def _as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--as-of", type=_Date(), help="Judge as of this day.  [default: today]")(
        command
    )


_EVIDENCE = click.option("--evidence", type=PATH, multiple=True, help="Saved evidence.")
_MAP = click.option("--map", "mapping", type=_Pairs(), multiple=True, help="Column of a tool list.")
_SHEET = click.option("--sheet", default="", help="Sheet of a workbook of tools.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Will this tool get through IT: what stands in the way, who to ask, how long it takes."""


@main.command()
@click.argument("tools", type=PATH, nargs=-1, required=True)
@_soe_options
@_EVIDENCE
@_as_of_option
@_MAP
@_SHEET
@click.option("--in-use", is_flag=True, help="The tools are in use already, not proposed.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write the report.")
@click.option("-o", "--output", type=PATH, multiple=True, help="Write here; repeat for several.")
@click.option("--fail-on", type=_Outcomes(), default="", help="Exit 1 for these outcomes.")
@click.option("-v", "--verbose", is_flag=True, help="Give every reason.")
@click.option("-q", "--quiet", is_flag=True, help="No messages about files written.")
def check(
    tools: tuple[Path, ...],
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
    mapping: tuple[tuple[str, str], ...],
    sheet: str,
    in_use: bool,
    format_: str | None,
    output: tuple[Path, ...],
    fail_on: frozenset[str],
    verbose: bool,
    quiet: bool,
) -> None:
    """Hold TOOLS (CSV, XLSX, JSON, YAML or -) against IT's catalog.

    Without --soe, the SOE that came with soescan stands in for IT's own.

    \b
        soescan check tools.csv --soe soe.yaml
        soescan check tools.xlsx --sheet Wishlist --map name=Product -o report.json
    """
    from soescan import proposal, run
    from soescan.model import Outcome, Use

    wanted, notes = proposal.read(
        tools, mapping=dict(mapping), sheet=sheet, use=Use.IN_USE if in_use else None
    )
    catalog = _catalog(soe, soe_map, soe_sheet)
    report = run.review(wanted, catalog, _evidence(evidence), as_of or _today(), notes)
    _write(report, output, format_, verbose=verbose, quiet=quiet)
    sys.exit(report.exit_code(frozenset(Outcome(name) for name in fail_on)))


@main.group("catalog")
def catalog_group() -> None:
    """Look into a catalog, or check that it says what it means.

    \b
        soescan catalog check soe.yaml
    """


@catalog_group.command("check")
@click.argument("catalog", type=PATH)
@_SOE_MAP
@_SOE_SHEET
def catalog_check(catalog: Path, soe_map: tuple[tuple[str, str], ...], soe_sheet: str) -> None:
    """Read CATALOG and report everything that is wrong with it, each with its line.

    \b
        soescan catalog check soe.yaml
    """
    from soescan import report

    read = _catalog(catalog, soe_map, soe_sheet)
    click.echo(report.catalog.say_read(read.catalog, read.notes, read.overlays, _look()), nl=False)


@catalog_group.command("import")
@click.argument("list_", metavar="LIST", type=PATH)
@click.option("-o", "--output", type=PATH, default="-", help="Where to write it.")
@_SOE_MAP
@_SOE_SHEET
def catalog_import(
    list_: Path, output: Path, soe_map: tuple[tuple[str, str], ...], soe_sheet: str
) -> None:
    """Write somebody's LIST of products as a catalog to keep, with where each record is from.

    \b
        soescan catalog import standards.csv -o imported.yaml
    """
    from soescan import catalog, report
    from soescan.files import write_text

    text, read = catalog.imported(list_, mapping=dict(soe_map), sheet=soe_sheet)
    if str(output) == "-":
        click.echo(text, nl=False)
    else:
        write_text(output, text)
    click.echo(report.catalog.say_read(read.catalog, read.notes, (), _look()), nl=False, err=True)


@catalog_group.command("show")
@click.argument("name", required=False)
@_soe_options
def catalog_show(
    name: str | None, soe: Path | None, soe_map: tuple[tuple[str, str], ...], soe_sheet: str
) -> None:
    """Show what a catalog holds, or the record with the id or name NAME.

    \b
        soescan catalog show --soe soe.yaml
        soescan catalog show single-sign-on --soe soe.yaml
    """
    from soescan import catalog, report

    read = _catalog(soe, soe_map, soe_sheet)
    if name is None:
        click.echo(report.catalog.listed(read.catalog, _look()), nl=False)
    else:
        click.echo(report.catalog.record(read.catalog, name, catalog.catalog_shape()), nl=False)


@catalog_group.command("test")
@click.argument("catalog", type=PATH, required=False)
@click.option("--cases", type=PATH, help="The cases.  [default: NAME.cases.yaml beside NAME.yaml]")
@click.option("--complete", is_flag=True, help="Exit 1 when a standard is not fully covered.")
@click.option("-v", "--verbose", is_flag=True, help="List the cases that hold, too.")
def catalog_test(catalog: Path | None, cases: Path | None, complete: bool, verbose: bool) -> None:
    """Hold CATALOG to the cases beside it: facts, and the verdict or outcome expected of them.

    Exits 1 when a case does not hold. Without CATALOG, tries the SOE that came with soescan.

    \b
        soescan catalog test soe.yaml
        soescan catalog test --complete
    """
    from soescan import catalog_cases, run, shipped
    from soescan.report.cases import render

    path = catalog or shipped.soe("starter")
    read = _catalog(path, (), "")
    wanted = catalog_cases.read(cases or catalog_cases.beside(path), read.catalog)
    trial = run.try_cases(wanted, read, path.name)
    click.echo(render(trial, _look(verbose=verbose)), nl=False)
    sys.exit(trial.exit_code(complete=complete))


@catalog_group.command("diff")
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
def catalog_diff(before: Path, after: Path) -> None:
    """Say in plain words what became of the catalog BEFORE in AFTER.

    \b
        soescan catalog diff soe.yaml soe.yaml
    """
    from soescan import catalog
    from soescan.catalog.difference import differences
    from soescan.report.difference import render

    old, new = (catalog.read(path).catalog for path in (before, after))
    click.echo(render(old.catalog, new.catalog, differences(old, new), _look()), nl=False)


@catalog_group.command("find")
@click.argument("name_or_url")
@_soe_options
@_as_of_option
def catalog_find(
    name_or_url: str,
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    as_of: date | None,
) -> None:
    """Say which product of the catalog NAME_OR_URL is, and what looks alike.

    \b
        soescan catalog find "Acme Mailer" --soe soe.yaml
        soescan catalog find https://acme.example --soe soe.yaml
    """
    from soescan import report, run

    read = _catalog(soe, soe_map, soe_sheet)
    match = run.find(name_or_url, read, as_of or _today())
    click.echo(report.catalog.say_match(name_or_url, match, as_of or _today(), _look()), nl=False)


@main.command()
@click.argument("standard")
@click.option("--tool", default="", help="The tool to hold the standard against.")
@click.option("--tools", type=PATH, multiple=True, help="Where the tool is listed.")
@_soe_options
@_EVIDENCE
@_as_of_option
def explain(
    standard: str,
    tool: str,
    tools: tuple[Path, ...],
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
) -> None:
    """Take STANDARD apart: what it asks and, for a tool, each clause and where its fact is from.

    STANDARD may also be one of soescan's own rules or formats.

    \b
        soescan explain single-sign-on --soe soe.yaml
        soescan explain single-sign-on --soe soe.yaml --tools tools.csv --tool "Acme Mailer"
    """
    from soescan import proposal, report, run
    from soescan.model import Proposal, Tool

    if manual := run.manual(standard):
        click.echo(manual)
        return
    listed = proposal.read(tools)[0] if tools else Proposal((Tool(tool),) if tool else ())
    found = run.explain(
        standard,
        tool,
        listed,
        _catalog(soe, soe_map, soe_sheet),
        _evidence(evidence),
        as_of or _today(),
    )
    click.echo(report.explanation.render(found, _look()), nl=False)


@main.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, for editors that complete and check YAML.

    \b
        soescan schema soe
    """
    import json

    from soescan import run

    click.echo(json.dumps(run.json_schema(kind), indent=1, ensure_ascii=False))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="soescan-demo")
def demo(folder: Path) -> None:
    """Run the whole job on the shipped example, offline, and put it into FOLDER.

    \b
        soescan demo
    """
    from soescan import catalog, evidence, proposal, report, run, shipped
    from soescan.files import write_text

    example = shipped.folder() / "example"
    wanted, notes = proposal.read([example / "proposal.yaml"])
    read = catalog.read(example / "soe.yaml")
    # The example is a story with a date; judged by another day, other approvals would have expired.
    day = read.catalog.catalog.as_of or _today()
    found = run.review(wanted, read, evidence.read(example / "evidence.json"), day, notes)
    click.echo(report.render(found, "table", _look()), nl=False)
    for path in sorted(example.iterdir()):
        write_text(folder / path.name, path.read_text(encoding="utf-8"))
    for format_ in report.FORMATS:
        path = folder / f"report{format_.endings[0]}"
        write_text(path, report.render(found, format_.id, report.Look(verbose=True)))
        click.echo(f"The report is in {path}", err=True)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Write a commented SOE and proposal of your own into FOLDER, to begin with.

    \b
        soescan init our-soe
    """
    from soescan import shipped
    from soescan.files import write_text

    templates = sorted((shipped.folder() / "templates").glob("*.yaml"))
    if there := [t.name for t in templates if (folder / t.name).exists()]:
        raise UsageError(f"{folder} already has {' and '.join(there)}", hint="name another folder")
    for template in templates:
        write_text(folder / template.name, template.read_text(encoding="utf-8"))
        click.echo(f"wrote {folder / template.name}", err=True)
    click.echo(
        f"Try: soescan check {folder / 'proposal.yaml'} --soe {folder / 'soe.yaml'}", err=True
    )


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes soescan's commands in SHELL.

    \b
        soescan completion bash
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(kind(main, {}, "soescan", "_SOESCAN_COMPLETE").source(), nl=False)


# --- what the commands share ---------------------------------------------------------------------


def _catalog(path: Path | None, mapping: tuple[tuple[str, str], ...], sheet: str) -> ReadCatalog:
    from soescan import catalog, shipped

    return catalog.read(path or shipped.soe("starter"), mapping=dict(mapping), sheet=sheet)


def _today() -> date:
    """The one place that asks for the time: everything below gets the day as an argument."""
    return date.today()  # noqa: DTZ011 - an approval ends with the local day


def _evidence(paths: tuple[Path, ...]) -> Evidence:
    from soescan import evidence
    from soescan.model import Evidence

    found = [evidence.read(path) for path in paths]
    return Evidence(
        tuple(fact for one in found for fact in one.facts),
        tuple(gap for one in found for gap in one.gaps),
    )


def _look(*, verbose: bool = False) -> Any:
    import shutil

    from soescan.report import Look

    # Piped text is for other programs and for pages: it does not depend on somebody's window.
    wide = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    return Look(width=max(40, wide), verbose=verbose)


def _format(path: Path, name: str | None) -> Format:
    from soescan import report

    return report.named(name) if name else report.for_file(path)


def _write(
    report: Report, output: tuple[Path, ...], format_: str | None, *, verbose: bool, quiet: bool
) -> None:
    from soescan import report as reports
    from soescan.files import write_text

    # Every ending is looked at before anything is written: a wrong one costs no file.
    paths = [
        (path, reports.named(format_ or "table") if str(path) == "-" else _format(path, format_))
        for path in output or (Path("-"),)
    ]
    for path, format in paths:
        pieces = format.render(report, _look(verbose=verbose))
        if str(path) == "-":
            for piece in pieces:
                click.echo(piece, nl=False)
        else:
            write_text(path, pieces)
            if not quiet:
                click.echo(f"wrote {path}", err=True)


# --- the commands about time ---------------------------------------------------------------------


def _plan_inputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which catalog, which evidence and which day."""
    return _soe_options(_EVIDENCE(_as_of_option(command)))


cli_plan.add_to(
    main,
    cli_plan.Shared(
        inputs=_plan_inputs,
        day=_Date(),
        catalog=_catalog,
        evidence=_evidence,
        look=_look,
        today=_today,
    ),
)
