"""What counts for one tool on one day, put together from all that is known; and evidence files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from soescan import conditions
from soescan.errors import EvidenceFileError, InputError
from soescan.evidence.stated import data_class, derived, stated, unknown_class, unknown_classes
from soescan.files import Document, DocumentNode, did_you_mean, read_document
from soescan.model import (
    Answer,
    Basis,
    Catalog,
    Evidence,
    Fact,
    FactKey,
    FactType,
    Gap,
    Match,
    Origin,
    Tool,
    Value,
)
from soescan.names import fold
from soescan.reference import builtin
from soescan.schema import DocumentSchema
from soescan.web.url import host, registrable_domain


def read(path: Path) -> Evidence:
    """Read saved evidence, or raise EvidenceFileError with every problem in it."""
    try:
        doc = read_document(path)
    except InputError as error:
        raise EvidenceFileError(error.problems, hint=error.hint) from error
    found = DocumentSchema().read_document(doc, Evidence)
    doc.check(EvidenceFileError)
    facts = tuple(_typed(found.facts, doc))
    doc.check(EvidenceFileError)
    return replace(found, facts=facts)


def write(evidence: Evidence) -> str:
    """Evidence as `read` reads it."""
    return (
        json.dumps(DocumentSchema().write_document(evidence), ensure_ascii=False, indent=1) + "\n"
    )


def _typed(facts: Sequence[Fact], doc: Document) -> Iterator[Fact]:
    """Facts with values as the vocabulary types them; only IT's own files hold answers."""
    for index, fact in enumerate(facts):
        key = builtin.suppliable_facts().get(fact.key)
        if key is None:
            node = DocumentNode(fact.key, doc, f"facts[{index}].key", None)
            node.report(
                "a fact of the vocabulary", hint=did_you_mean(fact.key, builtin.suppliable_facts())
            )
            continue
        value, problem = _value(fact.value, key)
        if problem:
            DocumentNode(fact.value, doc, f"facts[{index}].value", None).report(problem)
            continue
        origin = fact.origin
        if origin.basis is Basis.ANSWERED:
            origin = replace(origin, basis=Basis.STATED)
        yield replace(fact, value=value, origin=origin)


def _value(value: Value, key: FactKey) -> tuple[Value, str]:
    if key.type is FactType.TEXTS:
        many = value if isinstance(value, tuple) else (str(value),)
        texts = [conditions.coerce_value(item, key) for item in many]
        return tuple(str(text) for text, _ in texts), next((p for _, p in texts if p), "")
    if isinstance(value, tuple):
        return value, f"one {key.type}"
    if key.type is FactType.CLASS and not key.order:
        return str(value), ""  # the catalog orders it, and says whether it knows it
    return conditions.coerce_value(value, key)


class Knowledge:
    """All that is known, by subject, on one day."""

    def __init__(
        self, evidence: Evidence, catalog: Catalog, claims: Sequence[Answer], as_of: date
    ) -> None:
        """`claims` are the requester's answers: they count as stated, and no more."""
        self._catalog = catalog
        self._as_of = as_of
        self._facts: dict[str, list[Fact]] = defaultdict(list)
        self._gaps: dict[str, list[Gap]] = defaultdict(list)
        answers = [_answered(a, Basis.ANSWERED) for a in catalog.answers if _said(a, as_of)]
        claimed = [_claimed(a) for a in claims]
        for found in (*evidence.facts, *answers, *claimed, *evidence.gaps):
            one = self._classed(found) if isinstance(found, Fact) else found
            if isinstance(one, Gap):
                self._gaps[_subject(one.subject or host(one.url))].append(one)
            elif one.expires is None or as_of <= one.expires:
                self._facts[_subject(one.subject)].append(one)

    def _classed(self, fact: Fact) -> Fact | Gap:
        """A fact about the data's sensitivity in the catalog's terms, or that it has none."""
        classes = self._catalog.data_classes
        if fact.key != "tool.data.class" or not classes:
            return fact
        known = data_class(str(fact.value), classes)
        where = fact.origin.url or "evidence"
        return (
            replace(fact, value=known)
            if known
            else unknown_class(str(fact.value), classes, where, fact.subject)
        )

    def of(self, tool: Tool, match: Match) -> tuple[dict[str, tuple[Fact, ...]], tuple[Gap, ...]]:
        """The facts that count for a tool, by key, and what could not be read about it."""
        facts = [*stated(tool, self._catalog.data_classes), *derived(tool, match, self._as_of)]
        gaps = list(unknown_classes(tool, self._catalog.data_classes))
        for subject in _subjects(tool):
            facts.extend(self._facts.get(subject, ()))
            gaps.extend(self._gaps.get(subject, ()))
        by_key: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_key[fact.key].append(fact)
        return {key: tuple(sorted(found, key=_strongest)) for key, found in by_key.items()}, tuple(
            gaps
        )


def hosts(tool: Tool) -> tuple[str, ...]:
    """The hosts and domains under which facts about a tool may be filed."""
    found: list[str] = []
    for url in filter(None, (tool.url, tool.app_url)):
        name = host(url)
        bare = name.removeprefix("www.")
        domain = registrable_domain(name)
        found += [name, bare, f"www.{bare}" if bare else ""]
        if domain not in builtin.shared_hosts():
            found.append(domain)
    return tuple(dict.fromkeys(filter(None, found)))


def _subjects(tool: Tool) -> tuple[str, ...]:
    """What facts about a tool may be filed under."""
    named = (fold(tool.name), _subject(tool.name), _subject(tool.vendor.name))
    return tuple(dict.fromkeys(filter(None, (*named, *hosts(tool)))))


def _subject(text: str) -> str:
    """A tool's or vendor's name folded; of a host or an address, the host."""
    return (host(text) if "." in text and " " not in text.strip() else "") or fold(text)


def _strongest(fact: Fact) -> tuple[int, str, str]:
    return (list(Basis).index(fact.origin.basis), fact.origin.url, repr(fact.value))


def _said(answer: Answer, as_of: date) -> bool:
    return answer.on is None or answer.on <= as_of


def _claimed(answer: Answer) -> Fact | Gap:
    """What a requester answers, if it is of the type that the vocabulary asks for."""
    key = builtin.suppliable_facts().get(answer.fact)
    value, expected = (
        _value(answer.value, key) if key else (answer.fact, "a fact of the vocabulary")
    )
    if expected:
        found = conditions.format_value(answer.value if key else answer.fact)
        why = f"{answer.fact}: expected {expected}, found {found!r}"
        return Gap("answer", str(answer.place) or answer.fact, "not-understood", why, answer.tool)
    return _answered(replace(answer, value=value), Basis.STATED)


def _answered(answer: Answer, basis: Basis) -> Fact:
    origin = Origin(
        basis,
        url=answer.document or str(answer.place),
        at=str(answer.on or ""),
        by=answer.by,
    )
    return Fact(answer.tool, answer.fact, answer.value, origin, answer.expires)
