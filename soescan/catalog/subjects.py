"""Which records of a catalog can be about a tool at all?

A waiver, an answer or a review counts for a tool by a product's id or name, or by the domain that
the tool is on (`soescan.reference.identity`). One that names neither would be passed over in
silence, and whoever wrote it would believe that it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from soescan.files import NoteCollector
from soescan.model import Case, Catalog, Note, Place, Product, Scope
from soescan.names import fold
from soescan.reference import builtin, vendors
from soescan.reference.identity import ToolIdentity
from soescan.web.url import host, parse_url, registrable_domain


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """A record that is about a tool, and by which text."""

    kind: str
    """waiver, answer or review."""
    subject: str
    place: Place


def iter_subject_records(catalog: Catalog) -> Iterator[SubjectRecord]:
    """Every record of a catalog that says which tool it is about; reviews of data or of everything
    say so by another name and are left out."""
    yield from (SubjectRecord("waiver", each.tool, each.place) for each in catalog.waivers)
    yield from (SubjectRecord("answer", each.tool, each.place) for each in catalog.answers)
    scopes = {step.id: step.scope for step in catalog.approvals}
    classes = {fold(each.id) for each in catalog.data_classes}
    for done in catalog.done:
        scope, subject = scopes.get(done.step, Scope.TOOL), fold(done.subject)
        if scope is Scope.DATA and subject in classes:
            continue
        if not (scope is Scope.PORTFOLIO and subject == fold(Scope.PORTFOLIO)):
            yield SubjectRecord("review", done.subject, done.place)


def find_idle_records(catalog: Catalog) -> tuple[Note, ...]:
    """Notes on records that count for no tool, whatever is proposed."""
    notes = NoteCollector()
    for record in iter_subject_records(catalog):
        if why := _explain_idle(record.subject):
            counts = f"the {record.kind} for {record.subject!r} counts for no tool: {why}"
            notes.add(counts, record.place, rejected=True)
    return notes.as_tuple()


def find_unknown_names(catalog: Catalog) -> tuple[Note, ...]:
    """Notes on records and products whose names or domains lead to nothing in the catalog."""
    notes = NoteCollector()
    for record in _iter_unlisted(catalog):
        notes.add(_describe_unlisted(record), record.place)
    for product in catalog.products:
        for problem in _find_idle_names(product):
            notes.add(problem, product.place)
    return notes.as_tuple()


def find_unmatched_records(catalog: Catalog, cases: Sequence[Case]) -> tuple[Note, ...]:
    """Notes on records whose name is no product's, and of no tool of the cases either.

    Records by address are not told: they are for tools that are not proposed. What only seems to be
    about a proposed tool is a question instead.
    """
    unlisted = list(_iter_unlisted(catalog))
    identities = [ToolIdentity.of(case.tool, case.match, catalog) for case in cases if unlisted]
    notes = NoteCollector()
    for record in unlisted:
        is_met = any(
            fold(record.subject) in tool.list_claims()
            or tool.is_subject(record.subject, by_vendor=True)
            for tool in identities
        )
        if not is_met:
            notes.add(_describe_unlisted(record), record.place)
    return notes.as_tuple()


def _explain_idle(subject: str) -> str:
    """Why no tool can be meant; empty where one can."""
    if not _is_address(subject):
        return "" if fold(subject) else "it names nothing"
    url = parse_url(subject if "//" in subject else f"https://{subject}")
    name = host(subject)
    if url is None or not url.is_web or url.credentials or not name:
        return "it is not the address of a web site"
    bare, has_path = name.removeprefix("www."), bool(url.path.strip("/"))
    if bare in builtin.shared_hosts() | builtin.public_hosts():
        is_page = has_path and url.site in builtin.shared_hosts()
        return "" if is_page else "many tools share that host; add the path of the tool"
    return ""


def _is_address(subject: str) -> bool:
    return "://" in subject or ("." in subject and bool(host(subject)) and " " not in subject)


def _iter_unlisted(catalog: Catalog) -> Iterator[SubjectRecord]:
    """Records by a name that neither the catalog nor the vendor catalog knows."""
    known = {
        fold(text)
        for product in catalog.products
        for text in (product.id, product.vendor, *_iter_names(product))
    }
    for record in iter_subject_records(catalog):
        name = fold(record.subject)
        is_name = name and not _is_address(record.subject)
        if is_name and name not in known and not vendors.recognise_name(record.subject):
            yield record


def _describe_unlisted(record: SubjectRecord) -> str:
    return (
        f"the {record.kind} for {record.subject!r} names no product of the catalog: it counts only"
        " for a tool whose domain has that name"
    )


def _iter_names(product: Product) -> tuple[str, ...]:
    return (product.name, *product.aliases, *product.former_names)


def _find_idle_names(product: Product) -> Iterator[str]:
    """What of a product's names and domains can lead to no tool."""
    for name in (*product.aliases, *product.former_names):
        if not fold(name) and not host(name):
            yield f"{product.name}: {name!r} is not a name, so no tool can be found by it"
    for domain in product.domains:
        name = host(domain)
        if not name or not (registrable_domain(name) or "." in name):
            yield f"{product.name}: {domain!r} is not a domain, so no tool can be found by it"
        elif name.removeprefix("www.") in builtin.shared_hosts():
            yield f"{product.name}: many tools share {name}, so none can be found by it alone"
