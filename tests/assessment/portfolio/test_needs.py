"""The 80 % rule: coverage, combinations, and the five verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment.portfolio import needs
from soescan.model import (
    BusinessCase,
    Capability,
    CapabilityId,
    CaseKind,
    Catalog,
    Coverage,
    Header,
    Level,
    Lifecycle,
    Need,
    NeedsAnswer,
    NeedsVerdict,
    Policy,
    Product,
    ProductId,
    Proposal,
    Standing,
    Tool,
    UncountedProduct,
)

DAY, YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 23)
CAPABILITIES = tuple(
    Capability(CapabilityId(name), f"The {name}") for name in ("mail", "web", "chat", "tests")
)
LEVELS = {"f": Level.FULL, "p": Level.PARTIAL, "n": Level.NONE}


def product(name: str, standing: Standing = Standing.APPROVED, /, **has: Any) -> Product:
    """A product with capabilities by letter: mail="f" is full, "p" partial, "n" none."""
    dates = {key: has.pop(key) for key in ("valid_until", "decided_on") if key in has}
    able = {CapabilityId(key): LEVELS[letter] for key, letter in has.items()}
    return Product(ProductId(name.lower()), name, standing, capabilities=able, **dates)


def answer(
    wanted: list[Need], *products: Product, cases: tuple[BusinessCase, ...] = (), **policy: float
) -> NeedsAnswer:
    made = Catalog(
        Header("x", "X"), capabilities=CAPABILITIES, products=products, policy=Policy(**policy)  # type: ignore[arg-type]
    )  # fmt: skip
    found = needs.judge_needs(
        Proposal((Tool("T"),), needs=tuple(wanted), business_cases=cases), made, DAY
    )
    assert found is not None
    return found


MAIL, WEB, CHAT = Need("mail", 5), Need("web", 3), Need("chat", 2)
CASE = BusinessCase("faster", CaseKind.EFFICIENCY)


def test_a_proposal_without_needs_gets_no_answer() -> None:
    assert needs.judge_needs(Proposal((Tool("T"),)), Catalog(Header("x", "X")), DAY) is None


@pytest.mark.parametrize(
    ("one", "share", "possible", "uncovered", "unstated"),
    [
        (product("A", mail="f", web="f", chat="f"), 1, 1, (), ()),
        (product("A", mail="f", web="f", chat="n"), 0.8, 0.8, ("chat",), ()),
        (product("A", mail="f", web="f"), 0.8, 1, (), ("chat",)),
        (product("A", mail="f", web="p", chat="n"), 0.65, 0.65, ("web", "chat"), ()),
        (product("A", mail="p"), 0.25, 0.75, ("mail",), ("web", "chat")),
    ],
)
def test_coverage_is_the_weighted_share(
    one: Product, share: float, possible: float, uncovered: Any, unstated: Any
) -> None:
    (found,) = answer([MAIL, WEB, CHAT], one).single
    assert found == Coverage(("A",), share, possible, uncovered, unstated)


def test_what_partial_counts_is_the_catalogs_choice() -> None:
    (found,) = answer([MAIL], product("A", mail="p"), partial_counts=0.9).single
    assert found.share == 0.9


@pytest.mark.parametrize(
    ("one", "counted"),
    [
        (product("A", mail="f"), True),
        (product("A", Standing.STANDARD, mail="f"), True),
        (product("A", Standing.APPROVED_WITH_CONDITIONS, mail="f"), True),
        (product("A", Standing.PILOT, mail="f"), False),
        (product("A", Standing.RETIRING, mail="f"), False),
        (product("A", Standing.PROHIBITED, mail="f"), False),
        (product("A", mail="f", valid_until=DAY, decided_on=DAY), True),
        (product("A", mail="f", valid_until=YESTERDAY), False),
        (product("A", mail="f", decided_on=TOMORROW), False),
        (product("A", web="f"), False),  # nothing that is needed
    ],
)
def test_only_what_it_approves_of_on_the_day_covers_anything(one: Product, counted: bool) -> None:
    assert len(answer([MAIL], one).single) == int(counted)


def test_a_need_may_use_the_capabilitys_label() -> None:
    (found,) = answer([Need("the MAIL")], product("A", mail="f")).single
    assert found.share == 1


# --- combinations --------------------------------------------------------------------------------

A, B, C = product("A", mail="f"), product("B", web="f"), product("C", chat="f")


def test_combinations_cover_more_than_any_smaller_one() -> None:
    found = answer([MAIL, WEB, CHAT], A, B, C)
    assert [(c.products, round(c.share, 9)) for c in (*found.single, *found.combined)] == [
        (("A",), 0.5),
        (("B",), 0.3),
        (("C",), 0.2),
        (("A", "B"), 0.8),
        (("A", "B", "C"), 1),
    ]


def test_a_combination_that_adds_nothing_is_not_one() -> None:
    assert answer([MAIL, WEB], A, product("D", mail="f")).combined == ()


PRODUCTS = st.lists(
    st.dictionaries(st.sampled_from(("mail", "web", "chat")), st.sampled_from("fpn")), max_size=4
)


@given(PRODUCTS, st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_no_pair_covers_more_than_the_best_pair(
    able: list[dict[str, str]], weights: list[int]
) -> None:
    made = [product(f"P{n}", **has) for n, has in enumerate(able)]
    wanted = [Need(name, w) for name, w in zip(("mail", "web", "chat"), weights, strict=True)]
    found = answer(wanted, *made)
    worth = {"f": 1.0, "p": 0.5, "n": 0.0}

    def share(group: tuple[dict[str, str], ...]) -> float:
        best = [
            max((worth[has.get(n.capability, "n")] for has in group), default=0) for n in wanted
        ]
        return sum(b * n.weight for b, n in zip(best, wanted, strict=True)) / sum(weights)

    alone = max((share((has,)) for has in able), default=0)
    pair = max((share(two) for two in combinations(able, 2)), default=0)
    assert max((c.share for c in found.single), default=0) == pytest.approx(alone)
    shares = [c.share for c in found.combined if len(c.products) == 2]
    assert shares == ([pytest.approx(pair)] if pair > alone + 1e-12 else [])
    assert all(c.share <= c.possible + 1e-12 for c in (*found.single, *found.combined))


# --- the verdicts --------------------------------------------------------------------------------

MUST = Need("chat", 2, must=True)
CRITICAL = Need("chat", 2, mission_critical=True)
ARGUED = Need("chat", 2, business_case="faster")
FULL = {"mail": "f", "web": "f", "chat": "n"}
HALF = {"mail": "f", "web": "n", "chat": "n"}


@pytest.mark.parametrize(
    ("wanted", "products", "cases", "verdict"),
    [
        ([MAIL, WEB, CHAT], [product("A", **FULL)], (), "use what we have"),
        ([MAIL, WEB, ARGUED], [product("A", **FULL)], (CASE,), "use what we have"),
        ([MAIL, WEB, MUST], [product("A", **FULL)], (), "extend"),
        ([MAIL, WEB, CRITICAL], [product("A", **FULL)], (), "extend"),
        ([MAIL, WEB, MUST], [product("A", mail="f", web="f", chat="p")], (), "extend"),
        ([MAIL, WEB, MUST], [product("A", mail="f", web="f", chat="f")], (), "use what we have"),
        ([MAIL, WEB, MUST], [product("A", **HALF)], (), "justified"),
        ([MAIL, WEB, ARGUED], [product("A", **HALF)], (CASE,), "justified"),
        ([MAIL, WEB, ARGUED], [product("A", **HALF)], (), "drop or park"),
        ([MAIL, WEB, CHAT], [product("A", **HALF)], (CASE,), "drop or park"),
        ([MAIL, WEB, CHAT], [], (), "drop or park"),
        ([MUST], [], (), "justified"),
        ([MAIL, WEB, CHAT], [product("A", mail="f")], (), "cannot tell"),
        ([MAIL, WEB, MUST], [product("A", mail="f", web="n")], (), "cannot tell"),
        ([MAIL, WEB, MUST], [product("A", mail="n", web="n", chat="n")], (), "justified"),
        # what is critical is not known to be missing
        ([MAIL, WEB, MUST], [product("A", mail="f", web="f")], (), "cannot tell"),
        ([MAIL, WEB, CHAT], [product("A", mail="f", web="f")], (), "use what we have"),
        ([MAIL, WEB, CHAT], [product("A")], (), "cannot tell"),
        ([MAIL, WEB, CHAT], [product("A", **HALF), product("B")], (), "cannot tell"),
        # two together are enough
        ([MAIL, WEB, CHAT], [A, B], (), "use what we have"),
        # of two that cover as much, the one that may cover more
        ([MAIL, WEB, CHAT], [product("A", **HALF), product("B", mail="f")], (), "cannot tell"),
    ],
)
def test_the_verdict_on_the_needs(
    wanted: list[Need], products: list[Product], cases: tuple[BusinessCase, ...], verdict: str
) -> None:
    assert answer(wanted, *products, cases=cases).verdict == verdict


def test_every_verdict_says_how_much_is_covered_by_what() -> None:
    assert answer([MAIL, WEB, CHAT], product("A", **FULL)).says == (
        "A covers 80% of the weighted needs, at or above the threshold of 80%; still open: the chat"
    )
    assert answer([MAIL, WEB, MUST], product("A", mail="f", web="f", chat="n")).says == (
        "A covers 80% of the weighted needs, but critical needs are still open: the chat"
    )
    assert answer([MAIL, WEB, MUST], A, B).says == (
        "A and B cover 80% of the weighted needs; ask IT whether A or B covers the chat"
    )
    assert answer([MAIL, WEB, CHAT]).says == (
        "no approved product covers any of the needs; no open need is critical or has a business"
        " case; still open: the mail, the web, the chat"
    )


@pytest.mark.parametrize("weights", [(0.7, 0.1, 0.2), (0.1, 0.7, 0.2), (0.3, 0.5, 0.2)])
def test_eighty_percent_is_eighty_percent_however_it_adds_up(weights: tuple[float, ...]) -> None:
    wanted = [Need(n, w) for n, w in zip(("mail", "web", "chat"), weights, strict=True)]
    found = answer(wanted, product("A", **FULL))
    assert found.verdict is NeedsVerdict.USE_WHAT_WE_HAVE


def test_the_threshold_is_the_catalogs_choice() -> None:
    one = product("A", **HALF)
    assert answer([MAIL, WEB, CHAT], one, coverage_threshold=0.5).verdict == "use what we have"
    assert answer([MAIL, WEB, CHAT], one, coverage_threshold=0.51).verdict == "drop or park"


# --- not stated is unknown -----------------------------------------------------------------------


def test_the_products_to_ask_about_are_named_those_known_for_something_else_last() -> None:
    silent = [product(f"Suite {n}") for n in range(4)]
    found = answer([MAIL, WEB, CHAT], product("Hotjar"), product("B", mail="f"), *silent)
    assert found.says == (
        "B covers 50% of the weighted needs; ask IT whether B, Suite 0, Suite 1, Suite 2, Suite 3"
        " or 1 more covers the web, the chat"
    )
    assert [c.products[0] for c in found.silent][-2:] == ["Suite 3", "Hotjar"]


def test_nothing_is_asked_where_no_answer_could_change_the_verdict() -> None:
    found = answer([MAIL, WEB, CHAT], product("A", **FULL), product("B"))
    assert (found.verdict, found.silent) == (NeedsVerdict.USE_WHAT_WE_HAVE, ())


@given(
    PRODUCTS, st.lists(st.sampled_from(("", "must", "argued")), min_size=3, max_size=3), st.data()
)
def test_not_stated_is_unknown_a_statement_taken_away_changes_no_verdict_to_another(
    able: list[dict[str, str]], kinds: list[str], data: st.DataObject
) -> None:
    """Whatever a catalog stops saying, the verdict stays or becomes *cannot tell*."""
    wanted = [
        Need(name, weight, must=kind == "must", business_case="faster" if kind == "argued" else "")
        for (name, weight), kind in zip((("mail", 5), ("web", 3), ("chat", 2)), kinds, strict=True)
    ]
    stated = [(n, key) for n, has in enumerate(able) for key in has]
    removed = data.draw(st.sets(st.sampled_from(stated)) if stated else st.just(set()))
    less = [{k: v for k, v in has.items() if (n, k) not in removed} for n, has in enumerate(able)]
    before, after = (
        answer(wanted, *(product(f"P{n}", **has) for n, has in enumerate(some)), cases=(CASE,))
        for some in (able, less)
    )
    assert after.verdict in {before.verdict, NeedsVerdict.CANNOT_TELL}


# --- what the vendor catalog knows ---------------------------------------------------------------

MAILS, CRM = Need("email-campaigns", 3), Need("crm", 1)


def test_what_the_vendor_catalog_knows_counts_where_the_list_is_silent_and_is_marked() -> None:
    found = answer([MAILS, Need("mail", 1)], product("Mailchimp", mail="f"))
    assert found.verdict is NeedsVerdict.USE_WHAT_WE_HAVE
    assert found.single == (Coverage(("Mailchimp",), 1, 1, published=("email-campaigns",)),)
    assert (
        "(email campaigns according to the vendor catalog; IT's catalog does not say)" in found.says
    )


def test_what_the_list_denies_counts_before_what_the_vendor_catalog_knows() -> None:
    denied = product("Mailchimp", **{"email-campaigns": "n"})
    assert answer([MAILS], denied).verdict is NeedsVerdict.DROP_OR_PARK


def test_a_published_capability_is_its_own_by_whatever_id_the_catalog_calls_it() -> None:
    own = (Capability(CapabilityId("mailing"), "Email campaigns"),)
    catalog = Catalog(Header("x", "X"), capabilities=own, products=(product("Mailchimp"),))
    found = needs.judge_needs(Proposal((), needs=(MAILS, Need("mailing"))), catalog, DAY)
    assert found
    assert found.verdict is NeedsVerdict.USE_WHAT_WE_HAVE


# --- what does not count says so -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (product("A", Standing.PROHIBITED, mail="f"), "IT prohibits it"),
        (product("A", Standing.RETIRING, mail="p"), "IT is retiring it"),
        (product("A", Standing.PILOT, mail="f"), "it is a pilot"),
        (product("A", mail="f", valid_until=YESTERDAY), "its approval expired on 21 Nov 2026"),
        (product("A", mail="f", decided_on=TOMORROW), "its approval starts on 23 Nov 2026"),
        (
            replace(product("A", mail="f"), lifecycle=Lifecycle(ours=YESTERDAY)),
            "its life ended on 21 Nov 2026",
        ),
        (
            replace(product("A", mail="f"), unreadable={"valid_until": "3/4/26"}),
            "IT's list says '3/4/26' under “valid until”, which soescan cannot read",
        ),
    ],
)
def test_a_product_that_does_not_count_is_named_with_the_reason(one: Product, reason: str) -> None:
    found = answer([MAIL], one)
    assert found.not_counting == (UncountedProduct("A", reason, ("mail",)),)
    assert found.verdict is NeedsVerdict.DROP_OR_PARK
    assert found.says.endswith(f"; not counted: A for the mail ({reason})")


def test_a_product_that_does_not_count_and_covers_nothing_is_not_named() -> None:
    assert answer([MAIL], product("A", Standing.PROHIBITED, mail="n", web="f")).not_counting == ()
