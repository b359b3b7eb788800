"""What the vendor catalog knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.shared import (
    TABLE_OR_JSON,
    as_of_option,
    read_catalog,
    soe_options,
    today,
)
from soescan.cli.terminal import stdout_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soescan.catalog import LoadedCatalog
    from soescan.reference.vendors import KnownProduct


class NameGroup(click.Group):
    """A group in which what is no command of it is the name that `show` takes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before a name, and before options that are not the group's own."""
        own = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in own else ["show", *args])


@click.group("vendor", cls=NameGroup)
def vendor_group() -> None:
    """Show what is publicly known of a product, and who says it.

    A name or an address without a command shows its page.

    \b
        soescan vendor show hubspot.com
        soescan vendor list --category a-b-testing
    """


@vendor_group.command("show")
@click.argument("name_or_address", nargs=-1, required=True)
@TABLE_OR_JSON
@soe_options
@as_of_option
def vendor_show(
    name_or_address: Sequence[str],
    format_: str,
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    as_of: date | None,
) -> None:
    """Show the page of the product that NAME_OR_ADDRESS means.

    It tells what is known, from where and how old; what the SOE makes of it; and what nobody knows.
    Without --soe, the SOE is the starter that came with soescan.

    \b
        soescan vendor show "Google Optimize"
        soescan vendor show hubspot.com --format json
    """
    from soescan.reference.products.vendor_search import find_vendor_product

    asked = " ".join(name_or_address)
    product = find_vendor_product(asked)  # first: whoever mistyped a name waits for no SOE
    read = read_catalog(soe, soe_map, soe_sheet)
    page = _render_page(product, asked, read, as_of or today(), as_json=format_ == "json")
    click.echo(page, nl=False)


def _render_page(
    product: KnownProduct, asked: str, read: LoadedCatalog, as_of: date, *, as_json: bool
) -> str:
    from soescan import app
    from soescan.report.texts import vendor

    page = app.describe_vendor(product, asked, read, as_of)
    return vendor.render_json(page) if as_json else vendor.render_vendor(page, stdout_options())


@vendor_group.command("list")
@click.option("--category", default="", help="Only products of this category.")
@click.option("--capability", default="", help="Only products that do this for people.")
@TABLE_OR_JSON
def vendor_list(category: str, capability: str, format_: str) -> None:
    """List the products of the vendor catalog.

    \b
        soescan vendor list --category marketing-automation
        soescan vendor list --capability email-campaigns --format json
    """
    from soescan.reference.products.vendor_search import select_products
    from soescan.report.texts import vendor

    products = select_products(category, capability)
    as_json = format_ == "json"
    text = (
        vendor.render_list_json(products)
        if as_json
        else vendor.render_list(products, stdout_options())
    )
    click.echo(text, nl=False)
