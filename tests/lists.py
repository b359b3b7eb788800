"""Long lists of tools, as a person would hand them in: the names of products that are known."""

from __future__ import annotations

import csv
from pathlib import Path

from soescan.reference.vendors import known_products


def write_known_tools(path: Path, count: int) -> Path:
    """Write a CSV of so many tools, and return its path.

    They are named like the products of the vendor catalog, but for names that are addresses; where
    those do not reach, the names come again, with a number behind them.
    """
    names = [product.name for product in known_products() if "." not in product.name]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Tool", "Data class", "Personal data"))
        for number in range(count):
            again, position = divmod(number, len(names))
            name = f"{names[position]} {again + 1}" if again else names[position]
            rows.writerow((name, "confidential", "yes"))
    return path
