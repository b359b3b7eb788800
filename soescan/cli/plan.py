"""The commands about time: plan, whatif, forecast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.list_inputs import input_options, read_inputs, read_list
from soescan.cli.outputs import FormatParam, Output, plan_outputs, write_outputs
from soescan.cli.pasting import tools_argument
from soescan.cli.progress import show_progress
from soescan.cli.shared import (
    OUTPUT,
    PATH,
    QUIET,
    DateParam,
)
from soescan.cli.terminal import file_options, stdout_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from soescan.report import RenderOptions
    from soescan.report.plan import PlanFormat


_ENDINGS = {".txt": "table", ".json": "json"}
"""Of what whatif and forecast write."""
_FORMAT = click.option(
    "--format",
    "format_",
    type=FormatParam(lambda: list(_ENDINGS.values())),
    help="Output format, whatever the file name.",
)
_SOLVE_HELP = "Seconds for OR-Tools to look for a better plan (extra: solve)."


def _planning_options(
    solve: str = _SOLVE_HELP,
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
            default=10_000,
            show_default=True,
            help="Number of simulation runs.",
        ),
        click.option(
            "--seed", type=int, default=1, show_default=True, help="Random seed of the simulation."
        ),
        click.option(
            "--start", type=DateParam(), help="First working day of the plan.  [default: --as-of]"
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in options:
            command = option(command)
        return command

    return add


@click.command()
@tools_argument
@input_options
@_planning_options()
@click.option(
    "--format",
    "format_",
    type=FormatParam(lambda: [format.id for format in _formats()]),
    help="Output format, whatever the file name.",
)
@OUTPUT
@click.option("-v", "--verbose", is_flag=True, help="Show every task and every critical path.")
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
    **inputs: Any,
) -> None:
    """Plan the approvals and go-live dates of TOOLS.

    Who must agree, in which order, and when each tool can go live.

    \b
        soescan plan tools.csv --soe soe.yaml
        soescan plan tools.csv --soe soe.yaml -o plan.ics -o plan.graphml
    """
    from soescan import app
    from soescan.plan import PlanOptions

    endings = {ending: format.id for format in _formats() for ending in format.endings}
    outputs = plan_outputs(
        output, format_, endings, inputs=(*tools, inputs["soe"], *inputs["evidence"])
    )
    proposed = read_list(tools, inputs, quiet=quiet)
    read, evidence, day = read_inputs(proposed.tools, inputs)
    with show_progress("planning", quiet=quiet) as tell:
        schedule = app.plan_tools(
            proposed,
            read,
            evidence,
            day,
            PlanOptions(start, seed=seed, draws=draws, solver_seconds=solve),
            on_progress=tell,
        )

    def render_output(target: Output) -> str:
        options = (stdout_options if target.to_stdout else file_options)(verbose=verbose)
        if not target.to_stdout:
            options = replace(options, replaces=target.path)
        return app.render_plan(schedule, target.format, options)

    write_outputs(outputs, render_output, quiet=quiet)


@click.command()
@tools_argument
@input_options
@_planning_options("Seconds to look for what --by asks, and to prove it the cheapest.")
@click.option(
    "--by", type=DateParam(), help="Find the fewest changes that bring go-live to this day."
)
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
    **inputs: Any,
) -> None:
    """Show what would bring the go-live of TOOLS forward.

    Facts, routes, people and dates are changed one at a time.

    \b
        soescan whatif tools.csv --soe soe.yaml
        soescan whatif tools.csv --soe soe.yaml --by 2027-02-01 -o whatif.json
    """
    from soescan import app
    from soescan.plan import PlanOptions
    from soescan.report.plan import whatif as page

    outputs = plan_outputs(
        output, format_, _ENDINGS, inputs=(*tools, inputs["soe"], *inputs["evidence"])
    )
    proposed = read_list(tools, inputs, quiet=quiet)
    read, evidence, day = read_inputs(proposed.tools, inputs)
    with show_progress("trying what would be quicker", quiet=quiet) as tell:
        result = app.explore_changes(
            proposed,
            read,
            evidence,
            day,
            PlanOptions(start, seed=seed, draws=draws, solver_seconds=solve),
            by,
            on_progress=tell,
        )
    _write_outputs(
        outputs, result, lambda options: page.render(result, options), verbose=verbose, quiet=quiet
    )


@click.command()
@click.argument("proposals", type=PATH, nargs=-1, required=True)
@input_options
@_planning_options()
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
    **inputs: Any,
) -> None:
    """Forecast the monthly work that PROPOSALS require of each role.

    \b
        soescan forecast tools.csv tools.xlsx --soe soe.yaml
    """
    from soescan import app
    from soescan.plan import PlanOptions
    from soescan.report.plan import forecast as page

    outputs = plan_outputs(
        output, format_, _ENDINGS, inputs=(*proposals, inputs["soe"], *inputs["evidence"])
    )
    listed = [(path.name, read_list([path], inputs, quiet=quiet)) for path in proposals]
    tools = [tool for _, listed_proposal in listed for tool in listed_proposal.tools]
    read, evidence, day = read_inputs(tools, inputs)
    with show_progress("planning", quiet=quiet):
        result = app.forecast_load(
            listed,
            read,
            evidence,
            day,
            PlanOptions(start, seed=seed, draws=draws, solver_seconds=solve),
        )
    _write_outputs(outputs, result, lambda options: page.render(result, options), quiet=quiet)


def _formats() -> Sequence[PlanFormat]:
    from soescan import app

    return app.plan_formats()


def _write_outputs(
    outputs: Sequence[Output],
    result: object,
    render_text: Callable[[RenderOptions], str],
    *,
    verbose: bool = False,
    quiet: bool,
) -> None:
    """Write what was found to every output, as its page or as JSON."""
    import json

    from soescan.schema import DocumentSchema

    def render_output(output: Output) -> str:
        if output.format == "json":
            document = DocumentSchema().write_document(result)
            return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n"
        options = stdout_options if output.to_stdout else file_options
        return render_text(options(verbose=verbose))

    write_outputs(outputs, render_output, quiet=quiet)
