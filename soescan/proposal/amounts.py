"""Amounts of money in a document, put into the numbers that the form asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from soescan.files import Document, DocumentNode, LocatedDict, LocatedScalar, read_number
from soescan.reference.amounts import ONCE, Amount, AmountError, find_currency, read_amount

_MAY_BE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""A number with three decimals: money has two, and many write a point between thousands."""
_PAID_ONCE = {"annual": False, "one_off": True, "support": False}


def spell_amounts(doc: Document) -> None:
    """Put amounts such as ``24k`` and ``$99/mo`` into numbers, in place, and name their currency.

    What is no amount, or may be several, is recorded as a problem.
    """
    for part in ("tools", "current_stack"):
        for node in _list_records(doc, part):
            if "cost" in node.value:
                _spell_cost(node.child("cost"), node.value)
    for node in _list_records(doc, "business_cases"):
        if "cost_year" in node.value:
            _spell_amount(node.child("cost_year"), node.value, "cost_year", once=False)


def _list_records(doc: Document, part: str) -> Iterator[DocumentNode]:
    """The records of a list, or the one that stands without its list."""
    if not isinstance(doc.value, dict) or part not in doc.value:
        return
    node = doc.root.child(part)
    nodes = node.items() if isinstance(node.value, list) else iter((node,))
    yield from (node for node in nodes if isinstance(node.value, dict))


def _spell_cost(node: DocumentNode, tool: dict[str, Any]) -> None:
    """The amounts of one tool, all in one currency."""
    if isinstance(node.value, str):
        try:
            amount = _read_amount(node.value)
        except AmountError as error:
            _report(node, error)
            del tool["cost"]
            return
        if amount:
            tool["cost"] = _build_cost(amount, node)
    elif isinstance(node.value, dict):
        _spell_costs(node)


def _build_cost(amount: Amount, node: DocumentNode) -> LocatedDict:
    """The cost that one amount is, written where it was."""
    cost = LocatedDict()
    key = "one_off" if amount.payments == ONCE else "annual"
    cost.put(key, LocatedScalar(amount.total), node.place)
    if amount.currency:
        cost.put("currency", amount.currency, node.place)
    return cost


def _spell_costs(node: DocumentNode) -> None:
    costs = node.value
    written = costs.get("currency")
    if isinstance(written, str):
        costs["currency"] = find_currency(written)
        if not costs["currency"]:
            node.child("currency").report("a currency such as EUR (ISO 4217)", found=repr(written))
            del costs["currency"]
    for key in [key for key in _PAID_ONCE if key in costs]:
        amount = _spell_amount(node.child(key), costs, key, once=_PAID_ONCE[key])
        if amount is None or not amount.currency:
            continue
        if costs.setdefault("currency", amount.currency) != amount.currency:
            node.child(key).report("amounts of one currency", found=repr(amount.currency))


def _spell_amount(
    node: DocumentNode, record: dict[str, Any], key: str, *, once: bool
) -> Amount | None:
    """Put one amount into a number; None where it is one already, or none."""
    try:
        amount = _read_amount(node.value)
    except AmountError as error:
        _report(node, error)
        record[key] = None
        return None
    if amount is None:
        return None
    if not amount.is_paid(once=once):
        node.report("an amount paid once" if once else "an amount of a year")
        record[key] = None
        return None
    record[key] = LocatedScalar(amount.total)
    return amount


def _read_amount(value: object) -> Amount | None:
    """The amount in a text; None for a number as YAML and JSON write them."""
    if not isinstance(value, str) or not value.strip():
        return None
    is_number = isinstance(value, LocatedScalar) and read_number(value) is not None
    return None if is_number and not _MAY_BE_THOUSANDS.fullmatch(value) else read_amount(value)


def _report(node: DocumentNode, error: AmountError) -> None:
    node.report("an amount such as 12000 or 24k EUR", hint=f"not clear: {error}")
