"""Files of facts from registers: read, match, translate, correct, compare, believe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from soescan.errors import InputError, SoescanError
from soescan.files import write_files
from soescan.model import Place
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import (
    FactFile,
    KnownFact,
    ProductFacts,
    find_mistakes,
)
from soescan.reference.vendors import KnownProduct, KnownProductId
from soescan.registers.archives import unpack
from soescan.registers.format import format_facts
from soescan.registers.match import MatchResult, RegisterMatcher
from soescan.registers.records import RegisterEntry, Statement
from soescan.registers.registers import READERS, Correction, FactRule, Register
from soescan.web.url import host, registrable_domain

MOST_LOST = 0.1
"""The share of a source's facts or products that may go in one build."""
MOST_MOVED = 0.1
"""The share of its addresses that may move to somebody else's domain in one build."""
FEW = 3
"""So many facts may go or move in any case: small registers are edited by hand."""

Facts = Mapping[KnownProductId, frozenset[KnownFact]]


@dataclass(frozen=True, slots=True)
class RegisterBuild:
    """What became of one register."""

    id: str
    path: str
    content: bytes = b""
    entries: Mapping[str, int] = field(default_factory=dict)
    """How many entries were known, of a vendor, ambiguous, unknown."""
    facts: int = 0
    products: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    refused: str = ""
    """Why it is not believed; what was there is still there."""


def build_registers(
    folder: Path,
    registers: Sequence[Register],
    fetch: Callable[[Register], bytes],
    products: Iterable[KnownProduct],
    corrections: Sequence[Correction],
    *,
    force: bool = False,
) -> tuple[RegisterBuild, ...]:
    """Build the files of facts of registers into a folder of a vendor catalog.

    `fetch` returns a register's file. A register that cannot be read, holds what is no fact, has
    lost more than a tenth or leads elsewhere than before changes nothing; `force` believes the last
    two. All files are written, or none.
    """
    index = RegisterMatcher(products)
    builds = tuple(_build(folder, one, fetch, index, corrections, force) for one in registers)
    for path in {(folder / one.path).parent for one in builds if not one.refused}:
        path.mkdir(parents=True, exist_ok=True)
    write_files((folder / one.path, one.content) for one in builds if not one.refused)
    return builds


def _build(
    folder: Path,
    register: Register,
    fetch: Callable[[Register], bytes],
    index: RegisterMatcher,
    corrections: Sequence[Correction],
    force: bool,
) -> RegisterBuild:
    build = RegisterBuild(register.id, register.path)
    try:
        content = fetch(register)
        name = register.file
        files = unpack(content, name, register.members) if register.members else {name: content}
        entries = tuple(READERS[register.id](files))
        found, counts = _find_facts(register, entries, index)
        facts = _correct(found, [one for one in corrections if one.register == register.id])
        _check_facts(register, facts)
        old = _read_old(folder / register.path)
        if not force:
            _check_plausible(old, facts)
    except SoescanError as error:
        return replace(build, refused=str(error))
    fact_file = FactFile(
        register.source, tuple(ProductFacts(one, tuple(known)) for one, known in facts.items())
    )
    return replace(
        _compare(build, old, facts),
        content=format_facts(fact_file, _comment(register)),
        entries=counts,
    )


# --- translating ---------------------------------------------------------------------------------


def _find_facts(
    register: Register, entries: Iterable[RegisterEntry], index: RegisterMatcher
) -> tuple[Facts, Mapping[str, int]]:
    facts: dict[KnownProductId, set[KnownFact]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for entry in entries:
        match = index.match(entry, register.platforms)
        counts[match.result] += 1
        is_vendor = match.result is MatchResult.VENDOR
        for known in _translate(register, entry, is_vendor=is_vendor):
            for product in match.products:
                facts[product].add(known)
    return {one: frozenset(known) for one, known in facts.items()}, counts


def _translate(register: Register, entry: RegisterEntry, *, is_vendor: bool) -> Iterator[KnownFact]:
    """The facts of an entry; of a vendor as a whole, those that hold for all of its products."""
    for statement in entry.statements:
        for rule in register.rules:
            if rule.word == statement.word and (rule.vendor_wide or not is_vendor):
                yield from _apply(register, rule, statement, is_vendor=is_vendor)


def _apply(
    register: Register, rule: FactRule, statement: Statement, *, is_vendor: bool
) -> Iterator[KnownFact]:
    as_of = statement.as_of or register.source.date
    if rule.texts and statement.text.casefold() not in map(str.casefold, rule.texts):
        return
    if rule.years and as_of < _years_before(register.source.date, rule.years):
        return
    value = rule.value if rule.value != "" else statement.also or statement.text
    if isinstance(value, str) and builtin.vocabulary()[rule.key].countries:
        value = builtin.country_names().get(fold(value), "")
    if value in ("", ()):
        return
    notes = (statement.note, "vendor-wide" if is_vendor else "")
    yield KnownFact(
        rule.key,
        value,
        statement.url or register.page,
        as_of,
        register.said_by,
        rule.fit,
        "; ".join(filter(None, (rule.condition, statement.condition))),
        rule.editions,
        "; ".join(filter(None, notes)),
    )


def _years_before(day: str, years: int) -> str:
    return f"{int(day[:4]) - years}{day[4:]}"


def _correct(facts: Facts, corrections: Sequence[Correction]) -> Facts:
    """The facts as reviewed. Raises InputError for a correction that corrects nothing."""
    used: set[Correction] = set()
    corrected: dict[KnownProductId, frozenset[KnownFact]] = {}
    for product, known in facts.items():
        kept = set(known)
        for one in corrections:
            hits = {
                fact
                for fact in kept
                if one.product == product and one.key == fact.key and one.url in ("", fact.url)
            }
            if hits:
                used.add(one)
                kept -= hits
                kept |= {new for fact in hits for new in _replace(fact, one)}
        if kept:
            corrected[product] = frozenset(kept)
    return corrected


def _replace(fact: KnownFact, correction: Correction) -> Iterator[KnownFact]:
    if correction.value != "":
        fact = replace(fact, value=correction.value)
    elif correction.fit is None:
        return
    yield replace(fact, fit=correction.fit or fact.fit)


# --- believing -----------------------------------------------------------------------------------


def _check_facts(register: Register, facts: Facts) -> None:
    """Raise InputError with every fact that is none: a value or address not of its type."""
    problems = [
        f"{register.file}: {product}: {text}"
        for product, known in sorted(facts.items())
        for fact in known
        for text in find_mistakes(fact)
    ]
    if problems:
        raise InputError(sorted(problems))


def _read_old(path: Path) -> Facts:
    if not path.is_file():
        return {}
    products = builtin.read_table(path, FactFile).products
    return {
        one.id: frozenset(replace(fact, place=Place("")) for fact in one.facts) for one in products
    }


def _check_plausible(old: Facts, new: Facts) -> None:
    """Raise InputError for a register that lost too much, or that leads elsewhere than before."""
    counts = (sum(map(len, old.values())), sum(map(len, new.values())))
    for what, before, after in (("facts", *counts), ("products", len(old), len(new))):
        if before - after > max(FEW, before * MOST_LOST):
            raise InputError(
                [f"it has lost more than a tenth of its {what} ({before:,} before, {after:,} now)"]
            )
    was, now = _list_domains(old), _list_domains(new)
    moved = [key for key in was.keys() & now.keys() if was[key].isdisjoint(now[key])]
    if len(moved) > max(FEW, len(was) * MOST_MOVED):
        raise InputError([f"{len(moved):,} of {len(was):,} addresses lead to other domains"])


def _list_domains(facts: Facts) -> Mapping[tuple[str, str], set[str]]:
    domains: dict[tuple[str, str], set[str]] = defaultdict(set)
    for product, known in facts.items():
        for fact in known:
            domains[product, fact.key].add(registrable_domain(host(fact.url)))
    return domains


def _compare(build: RegisterBuild, old: Facts, new: Facts) -> RegisterBuild:
    was = {(product, fact) for product, known in old.items() for fact in known}
    now = {(product, fact) for product, known in new.items() for fact in known}
    gone = Counter((product, fact.key) for product, fact in was - now)
    come = Counter((product, fact.key) for product, fact in now - was)
    changed = (gone & come).total()
    return replace(
        build,
        facts=len(now),
        products=len(new),
        added=come.total() - changed,
        removed=gone.total() - changed,
        changed=changed,
    )


def _comment(register: Register) -> str:
    source = register.source
    text = (
        f"Facts from {source.name.partition(',')[0]}. Written by `soescan data build`:"
        " mend them in corrections.yaml, not here."
    )
    if not register.share_alike:
        return text
    return (
        f"{text}\nLicence: {source.license}; attribution: {source.name}, {source.url}.\n"
        "Changed: facts of products that are known here, in our form. soescan works without it."
    )
