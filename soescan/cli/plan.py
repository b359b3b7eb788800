"""The commands about time: plan, whatif, forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.network import NO_STORE, on_file
from soescan.cli.outputs import FormatName, Output, outputs, write
from soescan.cli.progress import working
from soescan.cli.shared import (
    DATA_DIR,
    EVIDENCE,
    OUTPUT,
    PATH,
    QUIET,
    Date,
    as_of_option,
    look,
    plain_look,
    read_catalog,
    read_evidence,
    soe_options,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from soescan.catalog import ReadCatalog
    from soescan.model import Evidence, Tool
    from soescan.plan import PlanOptions
    from soescan.report import RenderOptions
    from soescan.report.plan import PlanFormat


def _inputs_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which catalog, what is known, and by which day."""
    for option in (NO_STORE, DATA_DIR, as_of_option, EVIDENCE, soe_options):
        command = option(command)
    return command


_ENDINGS = {".txt": "table", ".json": "json"}
"""Of what whatif and forecast write."""
_FORMAT = click.option(
    "--format",
    "format_",
    type=FormatName(lambda: list(_ENDINGS.values())),
    help="How to write it, whatever the file is called.",
)
_PROVE = "Seconds for OR-Tools to find and prove better (extra: solve)."


def _how_options(
    draws: int, solve: str = _PROVE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """How hard to look for a good plan, and how often to draw."""
    options = (
        click.option(
            "--solve",
            type=click.FloatRange(min=0),
            default=0.0,
            help=solve,
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
@click.option(
    "--format",
    "format_",
    type=FormatName(lambda: [one.id for one in _formats()]),
    help="How to write the plan, whatever the file is called.",
)
@OUTPUT
@click.option("-v", "--verbose", is_flag=True, help="Show every task and every chain.")
@QUIET
def plan(
    tools: tuple[Path, ...],
    format_: str | None,
    output: tuple[Path, ...],
    verbose: bool,
    quiet: bool,
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
    from soescan import app, proposal
    from soescan.plan import PlanOptions

    endings = {ending: one.id for one in _formats() for ending in one.endings}
    found = outputs(output, format_, endings, inputs=(*tools, given["soe"], *given["evidence"]))
    wanted, _ = proposal.read(tools)
    read, evidence, day = _inputs(wanted.tools, given)
    with working("planning", quiet=quiet):
        made = app.plan_of(
            wanted,
            read,
            evidence,
            day,
            PlanOptions(start, seed=seed, draws=draws, solver_seconds=solve),
        )
    page, file = look(verbose=verbose), plain_look(verbose=verbose)
    write(
        found,
        lambda one: app.plan_text(made, one.format, page if one.to_stdout else file),
        quiet=quiet,
    )


@click.command()
@click.argument("tools", type=PATH, nargs=-1, required=True)
@_inputs_options
@_how_options(2_000, solve="Seconds to look for what --by asks, and to prove it the cheapest.")
@click.option("--by", type=Date(), help="Find the fewest changes that reach this day.")
@_FORMAT
@OUTPUT
@click.option("-v", "--verbose", is_flag=True, help="List every change.")
@QUIET
def whatif(
    tools: tuple[Path, ...],
    by: date | None,
    format_: str | None,
    output: tuple[Path, ...],
    verbose: bool,
    quiet: bool,
    start: date | None,
    seed: int,
    draws: int,
    solve: float,
    **given: Any,
) -> None:
    """Say what would bring TOOLS live sooner: facts, routes, people, days.

    \b
        soescan whatif tools.csv --soe soe.yaml
        soescan whatif tools.csv --soe soe.yaml --by 2027-02-01 -o whatif.json
    """
    from soescan import app, proposal
    from soescan.report.plan import whatif as page

    to = outputs(output, format_, _ENDINGS, inputs=(*tools, given["soe"], *given["evidence"]))
    wanted, _ = proposal.read(tools)
    read, evidence, day = _inputs(wanted.tools, given)
    with working("trying what would be quicker", quiet=quiet):
        found = app.whatif(wanted, read, evidence, day, _quick(start, seed, draws, solve), by)
    _write(to, found, lambda look: page.render(found, look), verbose=verbose, quiet=quiet)


@click.command()
@click.argument("proposals", type=PATH, nargs=-1, required=True)
@_inputs_options
@_how_options(2_000)
@_FORMAT
@OUTPUT
@QUIET
def forecast(
    proposals: tuple[Path, ...],
    format_: str | None,
    output: tuple[Path, ...],
    quiet: bool,
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
    from soescan import app, proposal
    from soescan.report.plan import forecast as page

    to = outputs(output, format_, _ENDINGS, inputs=(*proposals, given["soe"], *given["evidence"]))
    listed = [(path.name, proposal.read([path])[0]) for path in proposals]
    tools = [tool for _, one in listed for tool in one.tools]
    read, evidence, day = _inputs(tools, given)
    with working("planning", quiet=quiet):
        found = app.forecast(listed, read, evidence, day, _quick(start, seed, draws, solve))
    _write(to, found, lambda look: page.render(found, look), quiet=quiet)


def _quick(start: date | None, seed: int, draws: int, solve: float) -> PlanOptions:
    """How to plan many times over."""
    from soescan.plan import PlanOptions

    return PlanOptions(start=start, budget=30, seed=seed, draws=draws, solver_seconds=solve)


def _formats() -> Sequence[PlanFormat]:
    from soescan import app

    return app.plan_formats()


def _inputs(tools: Sequence[Tool], given: dict[str, Any]) -> tuple[ReadCatalog, Evidence, date]:
    read = read_catalog(given["soe"], given["soe_map"], given["soe_sheet"])
    day = given["as_of"] or today()
    seen, _ = on_file(tools, day, given["data_dir"], no_store=given["no_store"])
    return read, read_evidence(given["evidence"], seen), day


def _write(
    to: Sequence[Output],
    found: object,
    page: Callable[[RenderOptions], str],
    *,
    verbose: bool = False,
    quiet: bool,
) -> None:
    """Write what was found to every output, as its page or as JSON."""
    import json

    from soescan.schema import DocumentSchema

    def made(one: Output) -> str:
        if one.format == "json":
            written = DocumentSchema().write_document(found)
            return f"{json.dumps(written, ensure_ascii=False, indent=1)}\n"
        return page(look(verbose=verbose) if one.to_stdout else plain_look(verbose=verbose))

    write(to, made, quiet=quiet)
