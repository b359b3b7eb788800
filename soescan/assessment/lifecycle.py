"""Is the product that is meant still what it is called, and still on offer?

Looks at: the tool's name and addresses, against what the vendor catalog says of products that were
renamed, merged, bought or discontinued.

Why it matters: nobody should wait months for a product that has ended, or look for one under a name
that it gave up. What a vendor or its successor says is told; what only others say is asked.

Cannot see: what became of a product since the catalog's sources, and of those it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.assessment.rule import Rule
from soescan.model import Case, Finding, Severity, Verdict
from soescan.names import fold, split
from soescan.reference.products.lifecycles import (
    RULE_ID,
    FormerName,
    LifecycleState,
    ProductFate,
    Teller,
    ask_fate,
    say_fate,
)
from soescan.reference.vendors import KnownProduct, find_owner, known_products, recognise_name
from soescan.web.url import host, registrable_domain

_ENDED = frozenset({LifecycleState.DISCONTINUED, LifecycleState.MERGED})


def judge(case: Case) -> Iterator[Finding]:
    """Yield what became of the known product that the tool is, or of the name it goes by."""
    tool = case.tool
    hosts = [host(url) for url in (tool.url, tool.app_url) if url]
    named = _find_named(tool.name, tool.vendor.name)
    for product in dict.fromkeys((*filter(None, (named,)), *_find_at(hosts))):
        is_elsewhere = product is named and bool(hosts) and not _may_be_at(product, hosts)
        if product.lifecycle and product.lifecycle.state is not LifecycleState.ACTIVE:
            heir = _name_successor(product.lifecycle.successor)
            yield _make_finding(product.name, product.lifecycle, heir, is_elsewhere)
    if not named or _is_known_to_it(case):
        return
    is_elsewhere = bool(hosts) and not _may_be_at(named, hosts)
    for record in named.renamed:
        if fold(record.name) in _fold_spellings(tool.name):
            yield _make_finding(record.name, record, named.name, is_elsewhere)


def _make_finding(
    name: str, record: ProductFate | FormerName, heir: str, is_elsewhere: bool
) -> Finding:
    """What is told is a finding; what has ended asks for what is meant, and hearsay for the truth.

    A name at an address that is none of the product's may be that of another: it is asked.
    """
    is_ended = record.state in _ENDED
    says = f"{say_fate(name, record, heir)}."
    if is_elsewhere:
        question = (
            f"Is this the {name} of which {host(record.url)} writes “{says.removesuffix('.')}”?"
        )
        return _ask(f"This may be another product called {name}.", Severity.ADVICE, question)
    if record.by is Teller.THIRD_PARTY:
        severity = Severity.CONDITION if is_ended else Severity.ADVICE
        says = f"It is not certain what became of {name}: only {host(record.url)} writes about it."
        return _ask(says, severity, ask_fate(name, record, heir))
    if is_ended:
        question = f"{says} What do you use in its place, or do you mean another product?"
        return _ask(says, Severity.BLOCKER, question)
    return Finding(RULE.id, Verdict.NOT_APPLICABLE, says)


def _ask(says: str, severity: Severity, question: str) -> Finding:
    return Finding(RULE.id, Verdict.UNKNOWN, says, severity=severity, question=question)


def list_told(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """What is told of products' lives among findings, without full stops."""
    told = (f for f in findings if f.rule == RULE.id)
    return tuple(
        f.says.removesuffix(".") for f in told if f.verdict is Verdict.NOT_APPLICABLE or is_end(f)
    )


def is_end(finding: Finding) -> bool:
    """Does a finding tell that the product has ended?"""
    return finding.rule == RULE.id and finding.severity is Severity.BLOCKER


# --- which product is meant ----------------------------------------------------------------------


def _find_named(name: str, vendor: str) -> KnownProduct | None:
    """The known product of a name that is no ordinary word, or of the vendor's name and it."""
    texts = (name, split(name).name, *([f"{vendor} {name}"] if vendor else []))
    return next((known for text in texts if (known := recognise_name(text))), None)


def _find_at(hosts: list[str]) -> Iterator[KnownProduct]:
    """The products of which something is told and whose own domains the addresses are on."""
    owners = (find_owner(name) for name in hosts)
    yield from (product for product in owners if product and product.lifecycle)


def _may_be_at(product: KnownProduct, hosts: list[str]) -> bool:
    """Is one of the hosts on a site of the product, be it one that it shares?"""
    domains = filter(None, (*product.domains, product.home))
    sites = {registrable_domain(domain) or domain for domain in domains}
    return not sites or any((registrable_domain(name) or name) in sites for name in hosts)


def _is_known_to_it(case: Case) -> bool:
    """Does IT's own list say that the tool's name is one its product had?"""
    product = case.match.product
    former = product.former_names if product else ()
    return not _fold_spellings(case.tool.name).isdisjoint(map(fold, former))


def _fold_spellings(name: str) -> set[str]:
    return {fold(name), fold(split(name).name)}


def _name_successor(successor: str) -> str:
    """The name of the product with this id, or the text itself."""
    named = (product.name for product in known_products() if product.id == successor)
    return next(named, successor)


RULE = Rule(id=RULE_ID, doc=__doc__, judge=judge)
