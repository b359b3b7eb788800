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
from soescan.evidence.stated import (
    derive_catalog_facts,
    find_data_class,
    find_unknown_classes,
    list_stated_facts,
    make_class_gap,
)
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


def read_evidence(path: Path) -> Evidence:
    """Read saved evidence, or raise EvidenceFileError with every problem in it."""
    try:
        doc = read_document(path)
    except InputError as error:
        raise EvidenceFileError(error.problems, hint=error.hint) from error
    evidence = DocumentSchema().read_document(doc, Evidence)
    doc.check(EvidenceFileError)
    facts = tuple(_coerce_facts(evidence.facts, doc))
    doc.check(EvidenceFileError)
    return replace(evidence, facts=facts)


def format_evidence(evidence: Evidence) -> str:
    """Evidence as `read_evidence` reads it."""
    return (
        json.dumps(DocumentSchema().write_document(evidence), ensure_ascii=False, indent=1) + "\n"
    )


def _coerce_facts(facts: Sequence[Fact], doc: Document) -> Iterator[Fact]:
    """Facts with values as the vocabulary types them; only IT's own files hold answers."""
    for index, fact in enumerate(facts):
        key = builtin.suppliable_facts().get(fact.key)
        if key is None:
            node = DocumentNode(fact.key, doc, f"facts[{index}].key", None)
            node.report(
                "a fact of the vocabulary", hint=did_you_mean(fact.key, builtin.suppliable_facts())
            )
            continue
        value, problem = _coerce_value(fact.value, key)
        if problem:
            DocumentNode(fact.value, doc, f"facts[{index}].value", None).report(problem)
            continue
        origin = fact.origin
        if origin.basis is Basis.ANSWERED:
            origin = replace(origin, basis=Basis.STATED)
        yield replace(fact, value=value, origin=origin)


def _coerce_value(value: Value, key: FactKey) -> tuple[Value, str]:
    if key.type is FactType.TEXTS:
        values = value if isinstance(value, tuple) else (str(value),)
        texts = [conditions.coerce_value(item, key) for item in values]
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
        answers = [
            _fact_of_answer(a, Basis.ANSWERED) for a in catalog.answers if _is_given_by(a, as_of)
        ]
        claim_facts = [_fact_of_claim(a) for a in claims]
        for item in (*evidence.facts, *answers, *claim_facts, *evidence.gaps):
            resolved = self._resolve_class(item) if isinstance(item, Fact) else item
            if isinstance(resolved, Gap):
                self._gaps[_fold_subject(resolved.subject or host(resolved.url))].append(resolved)
            elif resolved.expires is None or as_of <= resolved.expires:
                self._facts[_fold_subject(resolved.subject)].append(resolved)

    def _resolve_class(self, fact: Fact) -> Fact | Gap:
        """A fact about the data's sensitivity in the catalog's terms, or that it has none."""
        classes = self._catalog.data_classes
        if fact.key != "tool.data.class" or not classes:
            return fact
        class_id = find_data_class(str(fact.value), classes)
        url = fact.origin.url or "evidence"
        return (
            replace(fact, value=class_id)
            if class_id
            else make_class_gap(str(fact.value), classes, url, fact.subject)
        )

    def facts_about(
        self, tool: Tool, match: Match
    ) -> tuple[dict[str, tuple[Fact, ...]], tuple[Gap, ...]]:
        """The facts that count for a tool, by key, and what could not be read about it."""
        facts = [
            *list_stated_facts(tool, self._catalog.data_classes),
            *derive_catalog_facts(tool, match, self._as_of),
        ]
        gaps = list(find_unknown_classes(tool, self._catalog.data_classes))
        for subject in _list_subjects(tool):
            facts.extend(self._facts.get(subject, ()))
            gaps.extend(self._gaps.get(subject, ()))
        by_key: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_key[fact.key].append(fact)
        return {
            key: tuple(sorted(facts_of_key, key=_strength)) for key, facts_of_key in by_key.items()
        }, tuple(gaps)


def list_hosts(tool: Tool) -> tuple[str, ...]:
    """The hosts and registrable domains under which facts about a tool may be filed.

    With and without ``www.``; a domain that several products share is left out.
    """
    listed: list[str] = []
    for url in filter(None, (tool.url, tool.app_url)):
        name = host(url)
        bare = name.removeprefix("www.")
        domain = registrable_domain(name)
        listed += [name, bare, f"www.{bare}" if bare else ""]
        if domain not in builtin.shared_hosts():
            listed.append(domain)
    return tuple(dict.fromkeys(filter(None, listed)))


def _list_subjects(tool: Tool) -> tuple[str, ...]:
    """What facts about a tool may be filed under."""
    names = (fold(tool.name), _fold_subject(tool.name), _fold_subject(tool.vendor.name))
    return tuple(dict.fromkeys(filter(None, (*names, *list_hosts(tool)))))


def _fold_subject(text: str) -> str:
    """A tool's or vendor's name folded; of a host or an address, the host."""
    return (host(text) if "." in text and " " not in text.strip() else "") or fold(text)


def _strength(fact: Fact) -> tuple[int, str, str]:
    return (list(Basis).index(fact.origin.basis), fact.origin.url, repr(fact.value))


def _is_given_by(answer: Answer, as_of: date) -> bool:
    return answer.on is None or answer.on <= as_of


def _fact_of_claim(answer: Answer) -> Fact | Gap:
    """What a requester answers, if it is of the type that the vocabulary asks for."""
    key = builtin.suppliable_facts().get(answer.fact)
    value, expected = (
        _coerce_value(answer.value, key) if key else (answer.fact, "a fact of the vocabulary")
    )
    if expected:
        written = conditions.format_value(answer.value if key else answer.fact)
        why = f"{answer.fact}: expected {expected}, found {written!r}"
        return Gap("answer", str(answer.place) or answer.fact, "not-understood", why, answer.tool)
    return _fact_of_answer(replace(answer, value=value), Basis.STATED)


def _fact_of_answer(answer: Answer, basis: Basis) -> Fact:
    url, day = answer.document or str(answer.place), str(answer.on or "")
    origin = Origin(basis, url=url, at=day, by=answer.by)
    return Fact(answer.tool, answer.fact, answer.value, origin, answer.expires)
