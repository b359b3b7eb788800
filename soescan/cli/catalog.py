"""Look into catalogs, and work on them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from soescan.cli.outputs import plan_outputs, write_outputs
from soescan.cli.shared import (
    OUTPUT,
    PATH,
    QUIET,
    SOE_MAP,
    SOE_SHEET,
    as_of_option,
    read_catalog,
    soe_options,
    today,
)
from soescan.cli.terminal import stdout_options


@click.group("catalog")
def catalog_group() -> None:
    """Show, check and compare catalogs.

    \b
        soescan catalog check soe.yaml
    """


@catalog_group.command("check")
@click.argument("catalog", type=PATH)
@SOE_MAP
@SOE_SHEET
@as_of_option
def catalog_check(
    catalog: Path,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    as_of: date | None,
) -> None:
    """Check CATALOG and report each mistake with its line.

    What is probably not meant, such as a waiver that has expired, is a warning.

    \b
        soescan catalog check soe.yaml
    """
    from soescan import report
    from soescan.catalog import list_warnings

    read = read_catalog(catalog, soe_map, soe_sheet)
    warnings = list_warnings(read.catalog, as_of or today())
    text = report.catalog.describe_catalog(
        read.catalog, read.notes, read.overlays, stdout_options(), warnings
    )
    click.echo(text, nl=False)


@catalog_group.command("import")
@click.argument("list_", metavar="LIST", type=PATH)
@OUTPUT
@SOE_MAP
@SOE_SHEET
@QUIET
def catalog_import(
    list_: Path,
    output: tuple[Path, ...],
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    quiet: bool,
) -> None:
    """Convert a LIST of products into a catalog.

    Each record names its source.

    \b
        soescan catalog import standards.csv -o imported.yaml
    """
    from soescan import catalog, report

    targets = plan_outputs(output, "yaml", {}, inputs=[list_])
    text, read = catalog.import_list(list_, mapping=dict(soe_map), sheet=soe_sheet)
    write_outputs(targets, lambda _: text, quiet=quiet)
    if not quiet:
        text = report.catalog.describe_catalog(read.catalog, read.notes, (), stdout_options())
        click.echo(text, nl=False, err=True)


@catalog_group.command("show")
@click.argument("name", required=False)
@soe_options
def catalog_show(
    name: str | None, soe: Path | None, soe_map: tuple[tuple[str, str], ...], soe_sheet: str
) -> None:
    """Show a catalog, or the record whose id or name is NAME.

    \b
        soescan catalog show --soe soe.yaml
        soescan catalog show single-sign-on --soe soe.yaml
    """
    from soescan import catalog, report

    read = read_catalog(soe, soe_map, soe_sheet)
    if name is None:
        click.echo(report.catalog.render_catalog(read.catalog, stdout_options()), nl=False)
    else:
        click.echo(
            report.catalog.render_records(read.catalog, name, catalog.catalog_schema()), nl=False
        )


@catalog_group.command("test")
@click.argument("catalog", type=PATH, required=False)
@click.option(
    "--cases", type=PATH, help="File of cases.  [default: NAME.cases.yaml beside NAME.yaml]"
)
@click.option("--complete", is_flag=True, help="Exit 1 when a standard lacks a case.")
@click.option("-v", "--verbose", is_flag=True, help="List the cases that hold, too.")
@SOE_MAP
@SOE_SHEET
def catalog_test(
    catalog: Path | None,
    cases: Path | None,
    complete: bool,
    verbose: bool,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
) -> None:
    """Test CATALOG with the cases beside it.

    A case is a set of facts with the verdict or outcome expected.
    Exits 1 when a case does not hold. Without CATALOG, tries the SOE that came with soescan.

    \b
        soescan catalog test soe.yaml
        soescan catalog test --complete
    """
    from soescan import app
    from soescan.catalog.testing.cases import cases_path, read_cases
    from soescan.reference import builtin
    from soescan.report.texts.catalog_test import render_catalog_test

    path = catalog or builtin.builtin_soe("starter")
    loaded = read_catalog(path, soe_map, soe_sheet)
    test_cases = read_cases(cases or cases_path(path), loaded.catalog)
    result = app.run_catalog_tests(test_cases, loaded, path.name)
    click.echo(render_catalog_test(result, stdout_options(verbose=verbose)), nl=False)
    sys.exit(result.exit_code(complete=complete))


@catalog_group.command("diff")
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
@SOE_MAP
@SOE_SHEET
def catalog_diff(
    before: Path, after: Path, soe_map: tuple[tuple[str, str], ...], soe_sheet: str
) -> None:
    """List the changes from the catalog BEFORE to AFTER in words.

    Of two tables, both are read with the same columns and sheet.

    \b
        soescan catalog diff soe.yaml soe.yaml
    """
    from soescan.catalog.difference import find_differences
    from soescan.report.texts.catalog_difference import render_catalog_difference

    old, new = (read_catalog(path, soe_map, soe_sheet).catalog for path in (before, after))
    click.echo(
        render_catalog_difference(
            old.catalog, new.catalog, find_differences(old, new), stdout_options()
        ),
        nl=False,
    )


@catalog_group.command("find")
@click.argument("name_or_url")
@soe_options
@as_of_option
def catalog_find(
    name_or_url: str,
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    as_of: date | None,
) -> None:
    """Find the product that NAME_OR_URL refers to.

    Products with similar names are listed, too.

    \b
        soescan catalog find "Acme Mailer" --soe soe.yaml
        soescan catalog find https://acme.example --soe soe.yaml
    """
    from soescan import app, report

    read, day = read_catalog(soe, soe_map, soe_sheet), as_of or today()
    match = app.find_product(name_or_url, read, day)
    text = report.catalog.describe_match(name_or_url, match, day, stdout_options())
    click.echo(text, nl=False)
