"""What a name means that `soescan explain` is given: a standard first, then everything else."""

from __future__ import annotations

from soescan.app.manuals import manuals_by_kind
from soescan.catalog import LoadedCatalog
from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.model import Catalog, FactKey, Outcome, OutlookKind, Step
from soescan.reference import builtin

STANDARD = "standard"
KINDS = (
    *(STANDARD, "step", "fact", "outcome", "outlook"),
    *("probe", "rule", "format", "list", "recording"),
)
"""What can be explained, in the order in which a name is looked for."""
_RECORDS = ("products", "roles", "committees", "capabilities", "data_classes", "gates", "tests")


def find_kinds(name: str, read: LoadedCatalog) -> tuple[str, ...]:
    """What a name is, in the order of `KINDS`.

    Raises:
        UsageError: it is nothing that can be explained; the hint names the nearest.
    """
    names = _names_by_kind(read.catalog)
    kinds = tuple(kind for kind in KINDS if name in names[kind])
    if kinds:
        return kinds
    if find_records(name, read.catalog):
        hint = f"soescan catalog show {name} shows the record of that name"
    else:
        known = [known for names_of_kind in names.values() for known in names_of_kind]
        hint = did_you_mean(name, known) or "soescan catalog show lists the standards"
    expected = f"expected a standard or step of {read.catalog.catalog.name}, or a fact, outcome,"
    raise UsageError(f"{expected} outlook or probe of soescan, found {name!r}", hint=hint)


def find_records(name: str, catalog: Catalog) -> tuple[str, ...]:
    """The kinds of other records of a catalog with an id, as they are called in a file."""
    return tuple(
        kind for kind in _RECORDS if any(each.id == name for each in getattr(catalog, kind))
    )


def find_step(name: str, catalog: Catalog) -> tuple[Step, tuple[str, ...]]:
    """A step of the catalog, and the ids of the standards that call for it."""
    step = next(step for step in catalog.approvals if step.id == name)
    return step, tuple(each.id for each in catalog.standards if name in each.needs)


def find_fact(name: str, catalog: Catalog) -> tuple[FactKey, tuple[str, ...], tuple[str, ...]]:
    """A fact of the vocabulary, the probes that see it, and the standards that ask for it."""
    from soescan import conditions
    from soescan.scan.probes import PROBES

    asking = tuple(
        standard.id
        for standard in catalog.standards
        if any(
            test.fact == name
            for condition in (standard.require, standard.applies_when)
            if condition
            for test in conditions.iter_tests(condition)
        )
    )
    seen_by = tuple(probe.id for probe in PROBES if name in probe.keys)
    return builtin.vocabulary()[name], seen_by, asking


def _names_by_kind(catalog: Catalog) -> dict[str, set[str]]:
    return {
        STANDARD: {str(standard.id) for standard in catalog.standards},
        "step": {str(step.id) for step in catalog.approvals},
        "fact": set(builtin.vocabulary()),
        "outcome": set(map(str, Outcome)),
        "outlook": set(map(str, OutlookKind)),
        **{kind: set(pages) for kind, pages in manuals_by_kind().items()},
    }
