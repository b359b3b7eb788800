"""The commands about time: plan, whatif, forecast. They parse, call one function and print.

Apart from `cli`, which would not fit on a screen otherwise; it adds them to its list.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from soescan.catalog import ReadCatalog
    from soescan.model import Evidence
    from soescan.plan import How

PATH = click.Path(path_type=Path, allow_dash=True)
FORMATS = ("table", "json", "graphml", "dot", "mermaid", "csv", "ics")
ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".graphml": "graphml",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".csv": "csv",
    ".ics": "ics",
}


class Shared:
    """What the commands need from `cli`: options and readers, without importing it."""

    def __init__(
        self,
        *,
        inputs: Callable[[Callable[..., Any]], Callable[..., Any]],
        day: click.ParamType[date],
        catalog: Callable[..., ReadCatalog],
        evidence: Callable[..., Evidence],
        look: Callable[..., Any],
        today: Callable[[], date],
    ) -> None:
        """`inputs` adds the options that say which catalog, evidence and day."""
        self.inputs, self.day = inputs, day
        self.catalog, self.evidence = catalog, evidence
        self.look, self.today = look, today


def add_to(main: click.Group, shared: Shared) -> None:
    """Add the commands to a group."""
    main.add_command(_plan(shared))
    main.add_command(_whatif(shared))
    main.add_command(_forecast(shared))


def _how_options(shared: Shared, draws: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
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
            click.option("--start", type=shared.day, help="First day.  [default: --as-of]"),
        ):
            command = option(command)
        return command

    return add


def _plan(shared: Shared) -> click.Command:
    @click.command()
    @click.argument(
        "tools", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True
    )
    @shared.inputs
    @_how_options(shared, 10_000)
    @click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write the plan.")
    @click.option(
        *("-o", "--output"),
        type=PATH,
        multiple=True,
        help="Write here; repeat for several.",
    )
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
        read, evidence, day = _inputs(shared, given)
        how = How(start=start, seed=seed, draws=draws, solve=solve)
        found = run.plan_of(wanted, read, evidence, day, how)
        for path, form in targets:
            text = run.plan_text(found, form, shared.look(verbose=verbose))
            if str(path) == "-":
                click.echo(text, nl=False)
            else:
                write_text(path, text)
                click.echo(f"wrote {path}", err=True)

    return plan


def _whatif(shared: Shared) -> click.Command:
    @click.command()
    @click.argument(
        "tools", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True
    )
    @shared.inputs
    @_how_options(shared, 2_000)
    @click.option("--by", type=shared.day, help="Find the fewest changes that reach this day.")
    @click.option("--format", "format_", type=click.Choice(("table", "json")), default="table")
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
        import json

        from soescan import proposal, run
        from soescan.report.plan import whatif as page
        from soescan.shape import Shape

        wanted, _ = proposal.read(tools)
        read, evidence, day = _inputs(shared, given)
        how = _quick(start, seed, draws, solve)
        found = run.whatif(wanted, read, evidence, day, how, by)
        if format_ == "json":
            written = Shape().write_document(found)
            click.echo(json.dumps(written, ensure_ascii=False, indent=1))
        else:
            click.echo(page.render(found, shared.look(verbose=verbose)), nl=False)

    return whatif


def _forecast(shared: Shared) -> click.Command:
    @click.command()
    @click.argument("proposals", type=PATH, nargs=-1, required=True)
    @shared.inputs
    @_how_options(shared, 2_000)
    @click.option("--format", "format_", type=click.Choice(("table", "json")), default="table")
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
        import json

        from soescan import proposal, run
        from soescan.report.plan import forecast as page
        from soescan.shape import Shape

        listed = [(path.name, proposal.read([path])[0]) for path in proposals]
        read, evidence, day = _inputs(shared, given)
        found = run.forecast(listed, read, evidence, day, _quick(start, seed, draws, solve))
        if format_ == "json":
            written = Shape().write_document(found)
            click.echo(json.dumps(written, ensure_ascii=False, indent=1))
        else:
            click.echo(page.render(found, shared.look()), nl=False)

    return forecast


def _quick(start: date | None, seed: int, draws: int, solve: float) -> How:
    """How to plan many times over."""
    from soescan.plan import How

    return How(start=start, budget=30, seed=seed, draws=draws, solve=solve)


def _inputs(shared: Shared, given: dict[str, Any]) -> tuple[ReadCatalog, Evidence, date]:
    read = shared.catalog(given["soe"], given["soe_map"], given["soe_sheet"])
    return read, shared.evidence(given["evidence"]), given["as_of"] or shared.today()


def _format(path: Path, name: str | None) -> str:
    if name or str(path) == "-":
        return name or "table"
    if path.suffix.lower() in ENDINGS:
        return ENDINGS[path.suffix.lower()]
    from soescan.errors import UsageError

    known = ", ".join(ENDINGS)
    raise UsageError(f"{path}: expected a file ending in {known}", hint="or say --format")
