"""The commands about time: plan, whatif, forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.door import NO_STORE, on_file
from soescan.cli.shared import (
    DATA_DIR,
    EVIDENCE,
    PATH,
    Date,
    as_of_option,
    look,
    read_catalog,
    read_evidence,
    soe_options,
    today,
)
from soescan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from soescan.catalog import ReadCatalog
    from soescan.model import Evidence, Tool
    from soescan.plan import How

FORMATS = ("table", "json", "graphml", "dot", "mermaid", "svg", "csv", "ics")
ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".graphml": "graphml",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".svg": "svg",
    ".csv": "csv",
    ".ics": "ics",
}
_PLAIN = click.option(
    "--format",
    "format_",
    type=click.Choice(("table", "json")),
    default="table",
    help="How to write it.",
)


def _inputs_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which catalog, what is known, and by which day."""
    for option in (NO_STORE, DATA_DIR, as_of_option, EVIDENCE, soe_options):
        command = option(command)
    return command


def _how_options(draws: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """How hard to look for a good plan, and how often to draw."""
    options = (
        click.option(
            "--solve",
            type=click.FloatRange(min=0),
            default=0.0,
            help="Seconds for OR-Tools to find and prove better (extra: solve).",
        ),
        click.option(
            "--draws",
            type=click.IntRange(100, 1_000_000),
            default=draws,
            show_default=True,
            help="Draws of the simulation.",
        ),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of chance."),
        click.option("--start", type=Date(), help="First day.  [default: --as-of]"),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in options:
            command = option(command)
        return command

    return add


@click.command()
@click.argument("tools", type=PATH, nargs=-1, required=True)
@_inputs_options
@_how_options(10_000)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write the plan.")
@click.option("-o", "--output", type=PATH, multiple=True, help="Write here; repeat for several.")
@click.option("-v", "--verbose", is_flag=True, help="Show every task and every chain.")
def plan(
    tools: tuple[Path, ...],
    format_: str | None,
    output: tuple[Path, ...],
    verbose: bool,
    start: date | None,
    seed: int,
    draws: int,
    solve: float,
    **given: Any,
) -> None:
    """Say who must agree to TOOLS, in which order, and when they can go live.

    \b
        soescan plan tools.csv --soe soe.yaml
        soescan plan tools.csv --soe soe.yaml -o plan.ics -o plan.graphml
    """
    from soescan import proposal, run
    from soescan.files import write_text
    from soescan.plan import How

    targets = [(path, _format(path, format_)) for path in output or (Path("-"),)]
    wanted, _ = proposal.read(tools)
    read, evidence, day = _inputs(wanted.tools, given)
    found = run.plan_of(
        wanted, read, evidence, day, How(start, seed=seed, draws=draws, solve=solve)
    )
    for path, form in targets:
        text = run.plan_text(found, form, look(verbose=verbose))
        if str(path) == "-":
            click.echo(text, nl=False)
        else:
            write_text(path, text)
            click.echo(f"wrote {path}", err=True)


@click.command()
@click.argument("tools", type=PATH, nargs=-1, required=True)
@_inputs_options
@_how_options(2_000)
@click.option("--by", type=Date(), help="Find the fewest changes that reach this day.")
@_PLAIN
@click.option("-v", "--verbose", is_flag=True, help="List every change.")
def whatif(
    tools: tuple[Path, ...],
    by: date | None,
    format_: str,
    verbose: bool,
    start: date | None,
    seed: int,
    draws: int,
    solve: float,
    **given: Any,
) -> None:
    """Say what would bring TOOLS live sooner: facts, routes, people, days.

    \b
        soescan whatif tools.csv --soe soe.yaml
        soescan whatif tools.csv --soe soe.yaml --by 2027-02-01
    """
    from soescan import proposal, run
    from soescan.report.plan import whatif as page

    wanted, _ = proposal.read(tools)
    read, evidence, day = _inputs(wanted.tools, given)
    found = run.whatif(wanted, read, evidence, day, _quick(start, seed, draws, solve), by)
    _write(found, format_, lambda: page.render(found, look(verbose=verbose)))


@click.command()
@click.argument("proposals", type=PATH, nargs=-1, required=True)
@_inputs_options
@_how_options(2_000)
@_PLAIN
def forecast(
    proposals: tuple[Path, ...],
    format_: str,
    start: date | None,
    seed: int,
    draws: int,
    solve: float,
    **given: Any,
) -> None:
    """Say what PROPOSALS together ask of each role, month by month.

    \b
        soescan forecast tools.csv tools.xlsx --soe soe.yaml
    """
    from soescan import proposal, run
    from soescan.report.plan import forecast as page

    listed = [(path.name, proposal.read([path])[0]) for path in proposals]
    tools = [tool for _, one in listed for tool in one.tools]
    read, evidence, day = _inputs(tools, given)
    found = run.forecast(listed, read, evidence, day, _quick(start, seed, draws, solve))
    _write(found, format_, lambda: page.render(found, look()))


def _quick(start: date | None, seed: int, draws: int, solve: float) -> How:
    """How to plan many times over."""
    from soescan.plan import How

    return How(start=start, budget=30, seed=seed, draws=draws, solve=solve)


def _inputs(tools: Sequence[Tool], given: dict[str, Any]) -> tuple[ReadCatalog, Evidence, date]:
    read = read_catalog(given["soe"], given["soe_map"], given["soe_sheet"])
    day = given["as_of"] or today()
    seen, _ = on_file(tools, day, given["data_dir"], no_store=given["no_store"])
    return read, read_evidence(given["evidence"], seen), day


def _write(found: object, format_: str, page: Callable[[], str]) -> None:
    import json

    from soescan.shape import Shape

    if format_ == "json":
        written = Shape().write_document(found)
        click.echo(json.dumps(written, ensure_ascii=False, indent=1))
    else:
        click.echo(page(), nl=False)


def _format(path: Path, name: str | None) -> str:
    if name or str(path) == "-":
        return name or "table"
    if path.suffix.lower() in ENDINGS:
        return ENDINGS[path.suffix.lower()]
    known = ", ".join(ENDINGS)
    raise UsageError(f"{path}: expected a file ending in {known}", hint="or say --format")
