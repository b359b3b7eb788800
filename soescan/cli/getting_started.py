"""To begin with: schemas, the demo, templates, completion."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from soescan.cli.endings import say
from soescan.cli.outputs import check_targets
from soescan.cli.progress import show_progress
from soescan.cli.report_options import LONG
from soescan.cli.shared import (
    QUIET,
    read_catalog,
    soe_options,
    today,
)
from soescan.cli.terminal import file_options, stdout_options
from soescan.errors import UsageError, printable

SCHEMAS = ("soe", "cases", "proposal", "evidence", "report", "plan", "whatif", "forecast")


@click.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
@soe_options
def schema(
    kind: str, soe: Path | None, soe_map: tuple[tuple[str, str], ...], soe_sheet: str
) -> None:
    """Print the JSON Schema of a KIND of file.

    Editors use it to complete and check YAML.

    Editors offer the fact keys, and the roles, steps, standards, capabilities and other ids of the
    SOE; every other id stays valid.

    \b
        soescan schema soe
        soescan schema proposal --soe soe.yaml
    """
    import json

    from soescan import app

    catalog = read_catalog(soe, soe_map, soe_sheet).catalog if soe else None
    click.echo(json.dumps(app.json_schema(kind, catalog), indent=1, ensure_ascii=False))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="soescan-demo")
@LONG
@QUIET
def demo(folder: Path, long: bool, quiet: bool) -> None:
    """Check the shipped example and write the reports to FOLDER.

    \b
        soescan demo
    """
    from soescan import app, catalog, proposal, report
    from soescan.files import write_files
    from soescan.model import Evidence
    from soescan.progress import count_items
    from soescan.reference import builtin
    from soescan.report.text import wrap

    example = builtin.catalogs_folder() / "example"
    inputs = {folder / file.name: file.read_bytes() for file in sorted(example.iterdir())}
    pages = {
        folder / f"report{format.endings[0]}": format
        for format in report.FORMATS
        if not format.check_dependencies
    }
    _check_demo_folder(folder, inputs, pages)
    with show_progress("judging", quiet=quiet) as tell:
        proposed, notes = proposal.read([example / "proposal.yaml"])
        read = catalog.read(example / "soe.yaml")
        # The example is a story with a date; by another day other approvals would have expired.
        day = read.catalog.catalog.as_of or today()
        evidence = [
            app.read_evidence(example / name, read.catalog)
            for name in ("recording.jsonl", "evidence.json")
        ]
        merged = Evidence.merge(evidence)
        result = app.review(proposed, read, merged, day, notes, on_progress=tell)
        as_files = replace(file_options(), long=long)
        counted = count_items(pages.items(), len(pages), "writing files", tell)
        written = ((path, format.render(result, as_files)) for path, format in counted)
        write_files(chain(inputs.items(), written))
    options = stdout_options()
    click.echo(report.render_answer(result, options))
    if not quiet:
        other_files = ", ".join(path.name for path, format in pages.items() if format.id != "html")
        message = (
            f"The same as {other_files}, and the files it was made from, are in the same folder."
        )
        click.echo("\n" + "\n".join(wrap(message, options)), err=True)
    click.echo(printable(f"\nThe report is in {folder / 'report.html'}"))
    if not quiet:
        say(f"To see it: soescan open {shlex.quote(str(folder))}")


def _check_demo_folder(folder: Path, inputs: Mapping[Path, bytes], pages: Iterable[Path]) -> None:
    """Refuse to write over what somebody else made; an earlier demo is made anew.

    Raises:
        UsageError: a file of the demo's cannot be written, or is there and not the demo's.
    """
    check_targets((*inputs, *pages))
    taken = [path for path in inputs if path.exists() and path.read_bytes() != inputs[path]]
    if not all(path.exists() for path in inputs):
        taken += [path for path in pages if path.exists()]
    if taken:
        names = " and ".join(path.name for path in taken)
        raise UsageError(f"{folder} already has {names}", hint="name another folder")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Write a commented catalog and proposal to FOLDER.

    \b
        soescan init our-soe
    """
    from soescan.files import write_files
    from soescan.reference import builtin

    templates = sorted((builtin.catalogs_folder() / "templates").glob("*.yaml"))
    check_targets(folder / template.name for template in templates)
    if existing := [t.name for t in templates if (folder / t.name).exists()]:
        raise UsageError(
            f"{folder} already has {' and '.join(existing)}", hint="name another folder"
        )
    write_files((folder / template.name, template.read_bytes()) for template in templates)
    for template in templates:
        say(f"wrote {folder / template.name}")
    say(f"Try: soescan check {folder / 'proposal.yaml'} --soe {folder / 'soe.yaml'}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes soescan's commands in SHELL.

    \b
        soescan completion bash
    """
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    if completion_class is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(
        completion_class(context.find_root().command, {}, "soescan", "_SOESCAN_COMPLETE").source(),
        nl=False,
    )
