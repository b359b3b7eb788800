"""To begin with: schemas, the demo, templates, completion."""

from __future__ import annotations

from pathlib import Path

import click

from soescan.cli.shared import look, today
from soescan.errors import UsageError

SCHEMAS = ("soe", "cases", "proposal", "evidence", "report", "plan", "whatif", "forecast")


@click.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, for editors that complete and check YAML.

    \b
        soescan schema soe
    """
    import json

    from soescan import run

    click.echo(json.dumps(run.json_schema(kind), indent=1, ensure_ascii=False))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="soescan-demo")
def demo(folder: Path) -> None:
    """Run the whole job on the shipped example, offline, and put it into FOLDER.

    \b
        soescan demo
    """
    from soescan import catalog, proposal, report, run, shipped
    from soescan.files import write_file
    from soescan.model import Evidence

    example = shipped.folder() / "example"
    wanted, notes = proposal.read([example / "proposal.yaml"])
    read = catalog.read(example / "soe.yaml")
    # The example is a story with a date; judged by another day, other approvals would have expired.
    day = read.catalog.catalog.as_of or today()
    known = [run.evidence_of(example / name) for name in ("recording.jsonl", "evidence.json")]
    found = run.review(wanted, read, Evidence.of(known), day, notes)
    click.echo(report.render(found, "table", look()), nl=False)
    for path in sorted(example.iterdir()):
        write_file(folder / path.name, path.read_text(encoding="utf-8"))
    for format_ in report.FORMATS:
        path = folder / f"report{format_.endings[0]}"
        write_file(path, format_.render(found, report.Look(verbose=True)))
        click.echo(f"The report is in {path}", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Write a commented SOE and proposal of your own into FOLDER, to begin with.

    \b
        soescan init our-soe
    """
    from soescan import shipped
    from soescan.files import write_file

    templates = sorted((shipped.folder() / "templates").glob("*.yaml"))
    if there := [t.name for t in templates if (folder / t.name).exists()]:
        raise UsageError(f"{folder} already has {' and '.join(there)}", hint="name another folder")
    for template in templates:
        write_file(folder / template.name, template.read_text(encoding="utf-8"))
        click.echo(f"wrote {folder / template.name}", err=True)
    click.echo(
        f"Try: soescan check {folder / 'proposal.yaml'} --soe {folder / 'soe.yaml'}", err=True
    )


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes soescan's commands in SHELL.

    \b
        soescan completion bash
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(
        kind(context.find_root().command, {}, "soescan", "_SOESCAN_COMPLETE").source(), nl=False
    )
