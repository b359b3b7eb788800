"""A catalog -> warnings: what can be read and lawfully stand there, and is probably not meant.

What cannot be meant at all is an error of reading (`document`, `feasibility`). A warning changes
no verdict; it is what a careful colleague would ask before the catalog is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from soescan import conditions
from soescan.catalog.subjects import find_unknown_names
from soescan.dates import depends_on_first_day
from soescan.model import Catalog, Condition, Note, Place, Product
from soescan.names import fold
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.reference.capabilities import build_vocabulary

_Warning = tuple[str, Place]


def list_warnings(catalog: Catalog, as_of: date) -> tuple[Note, ...]:
    """The warnings about a catalog that was read without an error, as of a day, by their lines."""
    found = [
        *_check_header(catalog, as_of),
        *_check_products(catalog.products),
        *_check_ages(catalog),
        *_check_capabilities(catalog),
        *_check_committees(catalog, as_of),
        *_check_steps(catalog),
        *_check_waivers(catalog, as_of),
        *_check_records(catalog, as_of),
    ]
    notes = [Note(says, 1, (place,)) for says, place in found]
    notes += find_unknown_names(catalog)
    return tuple(sorted(notes, key=lambda note: (note.places[0].file, note.places[0].line)))


def _check_header(catalog: Catalog, as_of: date) -> Iterator[_Warning]:
    header = catalog.catalog
    if header.review_by and header.review_by < as_of:
        yield f"the catalog was to be reviewed by {header.review_by}", header.place


def _check_products(products: Sequence[Product]) -> Iterator[_Warning]:
    for product in products:
        what, decided, until = f"products: {product.id}", product.decided_on, product.valid_until
        if decided and until and until < decided:
            yield f"{what} was decided on {decided}, after it expired on {until}", product.place
        if product.id in product.replaced_by:
            yield f"{what} is its own replacement", product.place
    for first, second in _list_rivals(products):
        rival = f"{first.id} ({first.standing}, line {first.place.line})"
        says = f"products: {second.id} ({second.standing}) has the name and scope of {rival}"
        yield f"{says}; nothing tells them apart", second.place


def _list_rivals(products: Sequence[Product]) -> Iterator[tuple[Product, Product]]:
    """Products of one name with different standings, of which a tool would match both."""
    by_name: dict[str, list[Product]] = {}
    for product in products:
        by_name.setdefault(fold(product.name), []).append(product)
    for alike in by_name.values():
        for first, second in combinations(alike, 2):
            if first.standing != second.standing and not _differ(first, second):
                yield first, second


def _differ(first: Product, second: Product) -> bool:
    """Are two products of one name on other domains, or for other editions, versions or data?"""
    domains = set(first.domains), set(second.domains)
    if all(domains) and domains[0].isdisjoint(domains[1]):
        return True
    scopes = [(set(p.editions), set(p.versions), set(p.allowed_data)) for p in (first, second)]
    return scopes[0] != scopes[1] or first.deployment != second.deployment


def _check_ages(catalog: Catalog) -> Iterator[_Warning]:
    for standard in catalog.standards:
        for condition in (standard.require, standard.applies_when):
            yield from _find_future_days(condition, f"standards: {standard.id}", standard.place)
    for step in catalog.approvals:
        yield from _find_future_days(step.when, f"approvals: {step.id}", step.place)


def _find_future_days(condition: Condition | None, what: str, place: Place) -> Iterator[_Warning]:
    vocabulary = builtin.vocabulary()
    for test in conditions.iter_tests(condition) if condition else ():
        key = vocabulary.get(test.fact)
        is_ahead = isinstance(test.value, int) and test.value > 0
        if test.op == "within_days" and is_ahead and key and key.past:
            days = quantity(test.value, "day")  # type: ignore[arg-type]
            wish = f"{what} wants the {key.label}, which lies in the past, within the next {days}"
            yield f"{wish}; for the last {days}, write within_days: -{test.value}", place


def _check_capabilities(catalog: Catalog) -> Iterator[_Warning]:
    """A condition that names a capability which nobody has never holds."""
    in_use = {str(id_) for product in catalog.products for id_ in product.capabilities}
    vocabulary = build_vocabulary(catalog.capabilities, frozenset(in_use))
    conditioned = [
        *(
            (f"standards: {s.id}", c, s.place)
            for s in catalog.standards
            for c in (s.require, s.applies_when)
        ),
        *((f"approvals: {step.id}", step.when, step.place) for step in catalog.approvals),
    ]
    for what, condition, place in conditioned:
        for test in conditions.iter_tests(condition) if condition else ():
            words = test.value if isinstance(test.value, tuple) else (test.value,)
            for word in words if test.fact == "tool.capabilities" else ():
                if isinstance(word, str) and vocabulary.find(word) is None:
                    yield f"{what}: {vocabulary.describe_unknown(word)}", place


def _check_committees(catalog: Catalog, as_of: date) -> Iterator[_Warning]:
    for committee in catalog.committees:
        if depends_on_first_day(committee, as_of, as_of + timedelta(days=2 * 366)):
            says = f"committees: {committee.id} meets by a rule that counts from a first meeting"
            yield f"{says}, and none is given (from); January 1970 is taken", committee.place


def _check_steps(catalog: Catalog) -> Iterator[_Warning]:
    asked_for = {step for standard in catalog.standards for step in standard.needs}
    for step in catalog.approvals:
        twice = sorted({before for before in step.after if step.after.count(before) > 1})
        if twice:
            yield f"approvals: {step.id} comes after {', '.join(twice)} twice", step.place
        if not step.always and step.when is None and step.id not in asked_for:
            yield f"approvals: nothing asks for {step.id} (always, when or a standard)", step.place


def _check_waivers(catalog: Catalog, as_of: date) -> Iterator[_Warning]:
    waivable_by = {standard.id: standard.waivable_by for standard in catalog.standards}
    for waiver in catalog.waivers:
        if waiver.expires < as_of:
            yield f"waivers: {waiver.id} expired on {waiver.expires}", waiver.place
        if waivable_by.get(waiver.standard) == ():
            says = f"waivers: {waiver.id} waives {waiver.standard}, which nobody may waive"
            yield f"{says} (waivable_by)", waiver.place


def _check_records(catalog: Catalog, as_of: date) -> Iterator[_Warning]:
    for done in catalog.done:
        if done.on > as_of:
            yield f"done: {done.step} of {done.subject} is on {done.on}, in the future", done.place
    for answer in catalog.answers:
        if answer.on and answer.on > as_of:
            says = f"answers: {answer.fact} of {answer.tool} is of {answer.on}"
            yield f"{says}, in the future", answer.place
