"""What is publicly known of a product, as a page of text, as JSON, and as a list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from soescan.conditions import format_value
from soescan.dates import read_period
from soescan.model import Assessment, Severity, Supplier, Verdict
from soescan.names import fold
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.reference.capabilities import known_capabilities
from soescan.reference.products import vendor_facts
from soescan.reference.products.lifecycles import LifecycleState, Teller, ask_fate, say_fate
from soescan.reference.products.vendor_facts import KnownFact, last_day
from soescan.reference.vendors import FactSource, KnownProduct
from soescan.report.format import RenderOptions
from soescan.report.text import (
    align_columns,
    capitalize_first,
    escape_json_controls,
    wrap,
    wrap_indented,
)


@dataclass(frozen=True, slots=True)
class VendorPage:
    """All that a page about one known product says."""

    asked: str
    """The name or the address that somebody gave."""
    product: KnownProduct
    heir: str
    """The name of what took its place; empty: none is known."""
    facts: tuple[KnownFact, ...]
    counting: frozenset[KnownFact]
    """Those by which a standard may be judged on the day."""
    sources: Mapping[str, FactSource]
    catalog: str
    """The name of the catalog that it is held against."""
    assessment: Assessment
    unknown: tuple[str, ...]
    """Keys of facts that the catalog's standards wait for and that no source holds."""
    as_of: date


_GROUPS = (
    ("Who they are", ("vendor.", "legal.entity")),
    ("Papers and addresses", ("legal.", "dpa.", "status.", "security.", "subproc.", "sla.", "baa.",
                              "contract.", "transfer.", "accessibility.")),
    ("How one signs in", ("auth.",)),
    ("Certificates and audits, as claimed", ("assurance.", "pentest.")),
    ("Reporting of weaknesses", ("vdp.", "incident.")),
    ("Integration", ("integration.", "browser.", "exit.")),
    ("Hosting and data", ("hosting.", "data.", "encryption.", "backup.", "recovery.", "audit.")),
    ("AI", ("ai.",)),
)  # fmt: skip
_OTHER = "Other"


def find_group(key: str) -> str:
    """The heading under which a fact stands.

    >>> find_group("legal.entity"), find_group("legal.terms"), find_group("scan.state")
    ('Who they are', 'Papers and addresses', 'Other')
    """
    return next((title for title, starts in _GROUPS if key.startswith(starts)), _OTHER)


# --- the page ------------------------------------------------------------------------------------


def render_vendor(page: VendorPage, options: RenderOptions) -> str:
    """The page about a product, for a person."""
    lines = [
        *_identity_lines(page, options),
        *_fact_lines(page, options),
        *_verdict_lines(page, options),
        *_unknown_lines(page, options),
        *_source_lines(page, options),
    ]
    return "\n".join(lines) + "\n"


def _identity_lines(page: VendorPage, options: RenderOptions) -> Iterator[str]:
    product = page.product
    yield from wrap(product.name, options)
    for sentence in tell_fates(page):
        yield from wrap(f"{sentence}", options)
    yield ""
    attributes = {
        "Vendor": product.vendor,
        "Category": product.category,
        "Domains": ", ".join(product.domains),
        "Home": product.home,
        "Also called": ", ".join(product.aliases),
        "Formerly": ", ".join(product.former_names),
        "Does at least": ", ".join(known_capabilities(product)),
        "Pages": ", ".join(address for _, address in list_pages(product)),
    }
    for name, text in attributes.items():
        if text:
            yield from wrap(f"{name}: {text}", options, "  ")


def tell_fates(page: VendorPage) -> Iterator[str]:
    """What became of the product and of the names it gave up: told, or asked, with the address."""
    product, record = page.product, page.product.lifecycle
    if record and record.state is not LifecycleState.ACTIVE:
        if record.by is Teller.VENDOR:
            yield f"{say_fate(product.name, record, page.heir)} ({record.url})."
            if record.state is LifecycleState.DISCONTINUED and not page.heir:
                yield "The catalog names no successor."
        else:
            yield f"{ask_fate(product.name, record, page.heir)} ({record.url})"
    for former in product.renamed:
        if fold(former.name) != fold(page.asked):
            continue
        if former.by is Teller.VENDOR:
            yield f"{say_fate(former.name, former, product.name)} ({former.url})."
        else:
            yield f"{ask_fate(former.name, former, product.name)} ({former.url})"


def list_pages(product: KnownProduct) -> tuple[tuple[str, str], ...]:
    """Its vendor's public pages by kind, where they are known."""
    pages = product.pages
    named = (
        ("security", pages.security),
        ("trust", pages.trust),
        ("subprocessors", pages.subprocessors),
        ("status", pages.status),
        ("dpa", pages.dpa),
        ("privacy", pages.privacy),
    )
    return tuple((name, address) for name, address in named if address)


def _fact_lines(page: VendorPage, options: RenderOptions) -> Iterator[str]:
    if not page.facts:
        yield from ("", *wrap("No public register of the vendor catalog speaks of it.", options))
        return
    counting = len(page.counting)
    leads = len(page.facts) - counting
    yield ""
    verb = "counts as stated by the vendor or a register", "count as stated by vendors or registers"
    yield from wrap(
        f"{quantity(len(page.facts), 'fact')}: {counting} {verb[counting != 1]};"
        f" {quantity(leads, 'lead')} to ask about, which {'settle' if leads != 1 else 'settles'}"
        " nothing.",
        options,
    )
    for title in (*(title for title, _ in _GROUPS), _OTHER):
        of_group = [fact for fact in page.facts if find_group(fact.key) == title]
        if of_group:
            yield from ("", title)
        for similar in _merge_similar(of_group, page.counting):
            more = f"; {len(similar) - 1} more from {similar[0].source}" if similar[1:] else ""
            yield from wrap_indented(describe_fact(similar[0], page) + more, options)


def _merge_similar(
    facts: Iterable[KnownFact], counting: frozenset[KnownFact]
) -> list[list[KnownFact]]:
    """Facts of one source that say the same of several offerings, together."""
    merged: dict[object, list[KnownFact]] = {}
    for fact in facts:
        says = (fact.key, fact.value, fact.source, fact.as_of, fact.editions, fact in counting)
        merged.setdefault(says, []).append(fact)
    return list(merged.values())


def describe_fact(known: KnownFact, page: VendorPage) -> str:
    """A fact in a line: what it says, for which editions, whether it counts, and its source."""
    key = builtin.vocabulary()[known.key]
    unit = f" {key.unit}" if key.unit else ""
    of_editions = f" in {' and '.join(known.editions)}" if known.editions else ""
    limits = "".join(f", {text}" for text in (known.condition, known.note) if text)
    place = "" if known in page.counting else f"{_why_not(known, page.as_of)}; "
    label = key.label[:1].upper() + key.label[1:]
    value = format_value(known.value) + unit + of_editions + limits
    day = vendor_facts.word_day(known.source, known.as_of).removeprefix("as of ")
    origin = f"{place}{known.source}, {day}, {say_age(known, page.as_of)}"
    return f"{label}: {value} ({origin}) {known.url}"


def _why_not(known: KnownFact, as_of: date) -> str:
    if known.as_of > str(as_of):
        return "dated later"
    return "lead" if last_day(known) >= as_of else "too old"


def _last_of(known: KnownFact) -> date:
    period = read_period(known.as_of)
    return period[1] if period else date.min


def say_age(known: KnownFact, as_of: date) -> str:
    """How old a fact is, as roughly as people say it."""
    months = (as_of - _last_of(known)).days // 30
    if months < 1:
        return "new"
    age = quantity(months, "month") if months < 24 else quantity(months // 12, "year")
    return f"{age} old"


_VERDICTS = (
    ("Conflicts with", (Verdict.CONFLICTS,)),
    ("Meets", (Verdict.MEETS, Verdict.WAIVED)),
)


def _verdict_lines(page: VendorPage, options: RenderOptions) -> Iterator[str]:
    assessed = page.assessment
    yield from ("", *wrap(f"What {page.catalog} makes of it, by what is public", options))
    yield from wrap_indented(f"{assessed.outcome}: {assessed.says}", options)
    if assessed.outlook:
        text = f"outlook {assessed.outlook.kind}: {assessed.outlook.says}"
        yield from wrap_indented(text, options)
    for title, verdicts in _VERDICTS:
        findings = [finding for finding in assessed.findings if finding.verdict in verdicts]
        if findings:
            yield from wrap_indented(f"{title} {len(findings)}:", options)
        for finding in findings:
            yield from wrap_indented(
                f"{capitalize_first(finding.name)}: {finding.says}", options, 4
            )
    still_open = [f for f in assessed.findings if f.verdict is Verdict.UNKNOWN]
    blockers = [f.name for f in still_open if f.severity is Severity.BLOCKER]
    if still_open:
        more = len(still_open) - len(blockers)
        named = (
            f"{quantity(len(blockers), 'blocker')} ({', '.join(blockers)}) and " if blockers else ""
        )
        text = f"{len(still_open)} open: {named}{more} of less weight"
        yield from wrap_indented(text, options)


def _unknown_lines(page: VendorPage, options: RenderOptions) -> Iterator[str]:
    """What to ask the vendor, and what a look at the site would show."""
    keys = [builtin.vocabulary()[key] for key in page.unknown]
    if not keys:
        return
    yield from ("", *wrap(f"What {page.catalog} asks and no source here tells", options))
    for title in (*(title for title, _ in _GROUPS), _OTHER):
        labels = [
            key.label
            for key in keys
            if find_group(key.key) == title and Supplier.PROBE not in key.by
        ]
        if labels:
            yield from wrap_indented(f"{title}: {', '.join(labels)}", options)
    seen = [key.label for key in keys if Supplier.PROBE in key.by]
    if seen:
        yield from wrap_indented(f"To be seen by soescan scan: {', '.join(seen)}", options)


def _source_lines(page: VendorPage, options: RenderOptions) -> Iterator[str]:
    codes = _list_codes(page)
    if codes:
        yield from ("", "Sources")
    for code in codes:
        source = page.sources[code]
        text = f"{code}: {source.name}, {source.date}, {source.license}"
        yield from wrap_indented(f"{text}, {source.url}" if source.url else text, options)


def _list_codes(page: VendorPage) -> list[str]:
    """The codes of all sources of a page, once each."""
    product = page.product
    codes = [fact.source for fact in page.facts]
    codes += [code for listed in product.sources.values() for code in listed]
    codes += [product.lifecycle.source] if product.lifecycle else []
    codes += [former.source for former in product.renamed]
    return sorted({code for code in codes if code in page.sources})


# --- for programs --------------------------------------------------------------------------------


def render_json(page: VendorPage) -> str:
    """The page for programs."""
    assessed = page.assessment
    rules = {
        verdict: [f.rule for f in assessed.findings if f.verdict is verdict] for verdict in Verdict
    }
    return _dump(
        {
            **_describe_product(page.product),
            "home": page.product.home,
            "pages": dict(list_pages(page.product)),
            "became": list(tell_fates(page)),
            "facts": [_describe_known(fact, page) for fact in page.facts],
            "soe": {
                "name": page.catalog,
                "as_of": str(page.as_of),
                "outcome": str(assessed.outcome),
                "reason": assessed.says,
                **({"outlook": str(assessed.outlook.kind)} if assessed.outlook else {}),
                **{str(verdict): listed for verdict, listed in rules.items() if listed},
            },
            "unknown": list(page.unknown),
            "sources": {
                code: {"name": s.name, "license": s.license, "date": s.date, "url": s.url}
                for code, s in ((code, page.sources[code]) for code in _list_codes(page))
            },
        }
    )


def _describe_product(product: KnownProduct) -> dict[str, Any]:
    return {
        "id": product.id,
        "name": product.name,
        "vendor": product.vendor,
        "category": product.category,
        "aliases": list(product.aliases),
        "former_names": list(product.former_names),
        "domains": list(product.domains),
        "capabilities": list(known_capabilities(product)),
        "state": _state_of(product),
    }


def _describe_known(known: KnownFact, page: VendorPage) -> dict[str, Any]:
    return {
        "key": known.key,
        "value": list(known.value) if isinstance(known.value, tuple) else known.value,
        "editions": list(known.editions),
        "condition": known.condition,
        "note": known.note,
        "counts": known in page.counting,
        "said_by": str(known.said_by),
        "fit": str(known.fit),
        "source": known.source,
        "url": known.url,
        "as_of": known.as_of,
        "expires": str(last_day(known)),
    }


def _state_of(product: KnownProduct) -> str:
    return str(product.lifecycle.state if product.lifecycle else LifecycleState.ACTIVE)


def _dump(value: object) -> str:
    return escape_json_controls(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


# --- the list ------------------------------------------------------------------------------------


def render_list(products: Sequence[KnownProduct], options: RenderOptions) -> str:
    """Products in a line each, with how many facts are known of them."""
    lines = align_columns(
        ("Product", "Vendor", "Category", "Facts", "State"), _rows(products), options
    )
    return "\n".join((*lines, "", quantity(len(products), "product"))) + "\n"


def _rows(products: Iterable[KnownProduct]) -> list[tuple[str, ...]]:
    return [
        (p.name, p.vendor, p.category, str(len(vendor_facts.known_facts(p.id))), _state_of(p))
        for p in products
    ]


def render_list_json(products: Iterable[KnownProduct]) -> str:
    """Products for programs."""
    return _dump(
        [{**_describe_product(p), "facts": len(vendor_facts.known_facts(p.id))} for p in products]
    )
