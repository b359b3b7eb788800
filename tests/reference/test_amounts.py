"""Amounts of money as people write them."""

from __future__ import annotations

import pytest

from soescan.model import Value
from soescan.reference import builtin
from soescan.reference.amounts import (
    ONCE,
    Amount,
    AmountError,
    coerce_amount,
    is_cost_title,
    read_amount,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("24k", Amount(24_000)),
        ("$1.2M", Amount(1_200_000, "USD")),
        ("$99/mo", Amount(99, "USD", 12)),
        ("$99/m", Amount(99, "USD", 12)),
        ("1.500 €", Amount(1_500, "EUR")),
        ("1,500 €", Amount(1_500, "EUR")),
        ("1,50 €", Amount(1.5, "EUR")),
        ("43.200,00 €", Amount(43_200, "EUR")),
        ("1.200,- €", Amount(1_200, "EUR")),
        ("CHF 1’200.–", Amount(1_200, "CHF")),
        ("1 200,50 EUR", Amount(1_200.5, "EUR")),
        ("US$ 12,000.00", Amount(12_000, "USD")),
        ("R$ 1.500", Amount(1_500, "BRL")),
        ("₹12,34,567", Amount(1_234_567, "INR")),
        ("24 Tsd. € p.a.", Amount(24_000, "EUR", 1)),
        ("24 TEUR", Amount(24_000, "EUR")),
        ("€5m", Amount(5_000_000, "EUR")),
        ("1,5 Mio. EUR/Jahr", Amount(1_500_000, "EUR", 1)),
        ("99 € im Monat", Amount(99, "EUR", 12)),
        ("$99 a month", Amount(99, "USD", 12)),
        ("500 kr", Amount(500)),
        ("500 one-off", Amount(500, "", ONCE)),
        ("ca. 24k", Amount(24_000)),
        ("free", Amount(0)),
        ("semi-annual 50", Amount(50, "", 2)),
        ("$1,200 AUD", Amount(1_200, "AUD")),
        ("24.000 EUR p. a.", Amount(24_000, "EUR", 1)),
        ("1 200 € TTC/an", Amount(1_200, "EUR", 1)),
        ("₹12 lakh", Amount(1_200_000, "INR")),
    ],
)
def test_an_amount_has_a_currency_and_a_period_where_it_says_so(text: str, amount: Amount) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.500", "whether it is 1500 or 1.500"),
        ("$1.500", "whether it is 1500 or 1.500"),
        ("1,500k", "whether it is 1500 or 1.500"),
        ("1,234.567", "thousands"),
        ("0.500 €", "thousands"),
        ("10-20k", "several numbers"),
        ("$25/user/month", "how many times 'user' there is"),
        ("25 € pro Nutzer", "how many times 'nutzer' there is"),
        ("from $99", "'from'"),
        ("5000+", "'+'"),
        ("-5", "'-'"),
        ("(500)", "negative"),
        ("€ 500 USD", "several currencies"),
        ("99/mo billed annually", "several periods"),
        ("on request", "no number"),
    ],
)
def test_what_may_be_several_amounts_is_none(text: str, why: str) -> None:
    with pytest.raises(AmountError, match=why.replace("+", "[+]")):
        read_amount(text)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("tool.cost.annual", "$99/mo", 1_188),
        ("tool.cost.annual", "24k EUR", 24_000),
        ("tool.cost.annual", "500 one-off", "500 one-off"),
        ("tool.cost.one_off", "500 one-off", 500),
        ("tool.cost.support", "1.500", "1.500"),
        ("tool.cost.annual", 3_600, 3_600),
        ("sla.uptime", "24k", "24k"),
    ],
)
def test_an_answer_about_money_is_an_amount_of_what_was_asked(
    key: str, written: Value, value: Value
) -> None:
    assert coerce_amount(written, builtin.vocabulary()[key]) == value


def test_what_is_free_costs_nothing() -> None:
    assert str(read_amount("kostenlos").total) == "0"


def test_a_word_with_a_hyphen_is_no_word_that_changes_nothing() -> None:
    with pytest.raises(AmountError, match="bi-monthly"):
        read_amount("bi-monthly 50")


@pytest.mark.parametrize(
    ("title", "amount"),
    [
        ("Cost (EUR)", Amount(1_500, "EUR")),
        ("Kosten/Monat, €", Amount(1_500, "EUR", 12)),
        ("Budget (EUR, net)", Amount(1_500, "EUR")),
        ("Setup fee in €", Amount(1_500, "EUR", ONCE)),
    ],
)
def test_the_title_says_what_the_cell_leaves_open(title: str, amount: Amount) -> None:
    assert read_amount("1.500", title) == amount


def test_the_cell_outweighs_its_title() -> None:
    assert read_amount("£99 a month", "Annual cost (USD)") == Amount(99, "GBP", 12)


@pytest.mark.parametrize("title", ["Price per user", "Cost centre", "Total", "Support cost", "TCO"])
def test_other_titles_are_none_of_costs(title: str) -> None:
    assert not is_cost_title(title)
