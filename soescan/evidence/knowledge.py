"""What counts for one tool on one day, put together from all that is known; and evidence files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from soescan import conditions
from soescan.dates import format_last_day, read_period, shift_day
from soescan.errors import EvidenceFileError, InputError
from soescan.evidence.registers import list_register_facts, sort_by_edition
from soescan.evidence.sightings import split_sightings
from soescan.evidence.stated import (
    derive_catalog_facts,
    find_data_class,
    find_unknown_classes,
    list_stated_facts,
    make_class_gap,
)
from soescan.files import Document, DocumentNode, did_you_mean, file_name, parse, read_bytes
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
    Supplier,
    Tool,
    Value,
)
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.amounts import coerce_amount
from soescan.reference.builtin import find_country
from soescan.reference.identity import (
    ToolIdentity,
    find_address,
    find_known_product,
    fold_subject,
    list_hosts,
)
from soescan.reference.vendors import KnownProductId
from soescan.schema import DocumentSchema
from soescan.web.url import host


def read_evidence(path: Path) -> Evidence:
    """Read saved evidence, or raise EvidenceFileError with every problem in it."""
    return parse_evidence(read_bytes(path), path)


def parse_evidence(content: bytes, path: Path) -> Evidence:
    """Read saved evidence from the content of a file; raises as `read_evidence`."""
    try:
        doc = parse(content, file_name(path), json_wanted=path.suffix.lower() == ".json")
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
        origin = replace(fact.origin, register="")  # only the vendor catalog speaks for a register
        if origin.basis is Basis.ANSWERED:
            origin = replace(origin, basis=Basis.STATED)
        yield replace(fact, value=value, origin=origin)


def _coerce_value(value: Value, key: FactKey) -> tuple[Value, str]:
    key = replace(key, names={})  # countries keep the words they were read in until they are judged
    if key.type is FactType.TEXTS:
        values = value if isinstance(value, tuple) else (str(value),)
        texts = [conditions.coerce_value(item, key) for item in values]
        return tuple(str(text) for text, _ in texts), next((p for _, p in texts if p), "")
    if isinstance(value, tuple):
        return value, f"one {key.type}"
    value = coerce_amount(value, key)
    if key.type is FactType.CLASS and not key.order:
        return str(value), ""  # the catalog orders it, and says whether it knows it
    return conditions.coerce_value(value, key)


_EXPIRED = "expired"


class Knowledge:
    """All that is known, by subject, on one day."""

    def __init__(
        self, evidence: Evidence, catalog: Catalog, claims: Sequence[Answer], as_of: date
    ) -> None:
        """`claims` are the requester's answers: they count as stated, and no more."""
        self._catalog = catalog
        self._as_of = as_of
        self._claims: dict[str, list[Fact]] = defaultdict(list)
        self._answers: dict[str, list[Fact]] = defaultdict(list)
        self._facts: dict[str, list[Fact]] = defaultdict(list)
        self._expired: dict[str, list[Fact]] = defaultdict(list)
        self._gaps: dict[str, list[Gap]] = defaultdict(list)
        self._registered: dict[
            KnownProductId, tuple[tuple[Fact, ...], tuple[Fact, ...], tuple[Gap, ...]]
        ] = {}
        self._last_filed: tuple[Tool, Match, tuple[list[Fact], list[Fact]]] | None = None
        for fact in evidence.facts:
            self._file(fact, self._facts)
        for gap in evidence.gaps:
            self._file(gap, self._facts)
        for answer in catalog.answers:
            if _is_given_by(answer, as_of):
                self._file(_fact_of_answer(answer, Basis.ANSWERED), self._answers)
        for claim in map(_fact_of_claim, claims):
            self._file(claim, self._claims)

    def _file(self, item: Fact | Gap, facts: dict[str, list[Fact]]) -> None:
        """Put a fact where it counts, or what keeps it from counting with the gaps."""
        resolved = self._find_flaw(self._resolve_class(item)) if isinstance(item, Fact) else item
        if isinstance(item, Fact) and isinstance(resolved, Gap) and resolved.state == _EXPIRED:
            self._expired[fold_subject(item.subject)].append(_name_countries(item))
        if isinstance(resolved, Gap):
            self._gaps[fold_subject(resolved.subject or host(resolved.url))].append(resolved)
        else:
            facts[fold_subject(resolved.subject)].append(resolved)

    def _find_flaw(self, fact: Fact | Gap) -> Fact | Gap:
        """The fact if it counts on the day, otherwise why it does not."""
        if isinstance(fact, Gap):
            return fact
        url = fact.origin.url or "evidence"
        if _is_after(fact.origin.at, self._as_of):
            later = f"after {format_last_day(self._as_of)}"
            why = f"{_label(fact)} is dated {fact.origin.at[:10]}, {later}"
            return Gap("evidence", url, "not-yet", why, fact.subject)
        if last_day := self._find_end(fact):
            why = f"what is known of {_label(fact)} expired on {format_last_day(last_day)}"
            return Gap("evidence", url, _EXPIRED, why, fact.subject)
        if fact.origin.basis is not Basis.ANSWERED and builtin.is_record_of_it(fact.key):
            why = f"for {_label(fact)}, only IT's own record counts"
            return Gap("evidence", url, "not-on-record", why, fact.subject)
        if fact.value == () and fact.key in PLACE_KEYS:
            why = f"the list for {_label(fact)} names no place"
            return Gap("evidence", url, "not-understood", why, fact.subject)
        return fact

    def _find_end(self, fact: Fact) -> date | None:
        """The last day of a fact that has expired."""
        last_day = find_last_day(fact)
        return None if last_day is None or last_day >= self._as_of else last_day

    def _resolve_class(self, fact: Fact) -> Fact | Gap:
        """A fact about the data's sensitivity in the catalog's terms, or that it has none."""
        fact = _name_countries(fact)
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
        self, tool: Tool, match: Match, given: Sequence[Fact] = ()
    ) -> tuple[dict[str, tuple[Fact, ...]], tuple[Gap, ...]]:
        """The facts that count for a tool, by key, and what could not be read about it.

        `given` are facts that are known to be about it, whatever they are filed under.
        """
        classes = self._catalog.data_classes
        facts = [
            *map(_name_countries, list_stated_facts(tool, classes)),
            *derive_catalog_facts(tool, match, self._as_of),
            *given,
        ]
        gaps = list(find_unknown_classes(tool, classes))
        identity = ToolIdentity.of(tool, match, self._catalog)
        facts.extend(self._split_filed(tool, match)[0])
        for key in identity.list_keys():
            gaps.extend(gap for gap in self._gaps.get(key, ()) if _is_gap_of(gap, key, identity))
        for key in self._list_known_hosts(identity, match):
            gaps.extend(self._gaps.get(key, ()))
        registered, _, old = self._look_up(tool, match)
        gaps.extend(old)
        about_edition = [fact for fact in facts if fact.key == _EDITION]
        filed = sort_by_edition(facts, about_edition)
        settling = sort_by_edition((f for f in registered if not f.claimed), about_edition)
        gaps.extend(map(_note_other_edition, filed.other))
        facts = [*filed.holding, *filed.conditional, *settling.holding]
        by_key: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_key[fact.key].append(fact)
        return {
            key: tuple(sorted(facts_of_key, key=_strength)) for key, facts_of_key in by_key.items()
        }, tuple(gaps)

    def _split_filed(self, tool: Tool, match: Match) -> tuple[list[Fact], list[Fact]]:
        """What is on file about a tool: evidence, IT's answers, the requester's claims.

        What was seen where it says nothing of the tool is apart. Kept for the last tool: its facts
        and leads are asked for one after the other.
        """
        if self._last_filed and self._last_filed[0] is tool and self._last_filed[1] is match:
            return self._last_filed[2]
        identity = ToolIdentity.of(tool, match, self._catalog)
        filed: list[Fact] = []
        for key in identity.list_keys():
            filed.extend(self._select_facts(key, identity))
            filed.extend(self._claims.get(key, ()))
        for key in self._list_known_hosts(identity, match):
            filed.extend(self._facts.get(key, ()))
        self._last_filed = tool, match, split_sightings(filed, tool)
        return self._last_filed[2]

    def _list_known_hosts(self, identity: ToolIdentity, match: Match) -> Iterator[str]:
        """The hosts of the known product that a tool without an address is."""
        if address := find_address(identity.tool, match, self._catalog):
            keys = identity.list_keys()
            hosts = list_hosts(Tool(identity.tool.name, address))
            yield from (key for key in hosts if key not in keys)

    def leads_about(
        self, tool: Tool, match: Match, facts: Mapping[str, Sequence[Fact]]
    ) -> tuple[Fact, ...]:
        """What registers say of a tool, or was seen of it elsewhere, without settling anything.

        `facts` are those that count, by key: they tell the edition of the tool.
        """
        registered, _, _ = self._look_up(tool, match)
        sorted_facts = sort_by_edition(registered, facts.get(_EDITION, ()))
        _, elsewhere = self._split_filed(tool, match)
        leads = (
            *(fact for fact in sorted_facts.holding if fact.claimed),
            *sorted_facts.conditional,
            *elsewhere,
        )
        return tuple(sorted(leads, key=lambda fact: (fact.key, *_strength(fact))))

    def expired_about(self, tool: Tool, match: Match) -> tuple[Fact, ...]:
        """What was known about a tool and does not count any more, to be shown."""
        identity = ToolIdentity.of(tool, match, self._catalog)
        return (
            tuple(
                fact
                for key in identity.list_keys()
                for fact in self._expired.get(key, ())
                if key in identity.hosts or identity.is_subject(fact.subject, by_vendor=True)
            )
            + self._look_up(tool, match)[1]
        )

    def _look_up(
        self, tool: Tool, match: Match
    ) -> tuple[tuple[Fact, ...], tuple[Fact, ...], tuple[Gap, ...]]:
        """What registers say of the product that a tool is: usable, too old, and why it is not."""
        product = find_known_product(tool, match, self._catalog)
        if product is None:
            return (), (), ()
        if product.id not in self._registered:
            facts = tuple(map(_name_countries, list_register_facts(product)))
            checked = [(fact, self._find_flaw(fact)) for fact in facts]
            gaps = tuple(gap for _, gap in checked if isinstance(gap, Gap))
            self._registered[product.id] = (
                tuple(fact for _, fact in checked if isinstance(fact, Fact)),
                tuple(f for f, gap in checked if isinstance(gap, Gap) and gap.state == _EXPIRED),
                gaps,
            )
        return self._registered[product.id]

    def _select_facts(self, key: str, identity: ToolIdentity) -> Iterator[Fact]:
        """What is filed under a key and is about the tool.

        Under a name that only the requester gives, facts are the requester's word.
        """
        for answer in self._answers.get(key, ()):
            if identity.is_subject(answer.subject, by_vendor=True):
                yield answer
        for fact in self._facts.get(key, ()):
            if key in identity.hosts or identity.is_subject(fact.subject, by_vendor=True):
                yield fact
            elif key in _name_keys(identity):
                yield demote(fact)


def _note_other_edition(fact: Fact) -> Gap:
    """Why a fact says nothing of a tool whose edition is not among the fact's."""
    why = f"{_label(fact)} is known of another edition only: {', '.join(fact.editions)}"
    return Gap("evidence", fact.origin.url or "evidence", "other-edition", why, fact.subject)


def _is_gap_of(gap: Gap, key: str, identity: ToolIdentity) -> bool:
    return (
        key in identity.hosts
        or key in _name_keys(identity)
        or identity.is_subject(gap.subject or host(gap.url), by_vendor=True)
    )


def _name_keys(identity: ToolIdentity) -> tuple[str, str]:
    """What is filed under the name that the requester gives the tool."""
    return fold(identity.tool.name), fold_subject(identity.tool.name)


_EDITION = "tool.edition"

PLACE_KEYS = frozenset({"hosting.country", "hosting.region.stated", "hosting.region.observed",
                        "hosting.jurisdiction"})  # fmt: skip
"""Lists that say where something is. The service is somewhere: none is no answer."""


def demote(fact: Fact) -> Fact:
    """The fact as somebody's word: stated at most."""
    if Basis.STATED.is_at_least(fact.origin.basis):
        return fact
    return replace(fact, origin=replace(fact.origin, basis=Basis.STATED))


def find_last_day(fact: Fact) -> date | None:
    """The last day on which a fact counts: what it says, and no later than its kind lasts.

    None for an answer or a claim without an end, and for what has no date.
    """
    day = _read_day(fact.origin.at)
    if fact.origin.basis is Basis.ANSWERED or day is None:
        return fact.expires
    valid = builtin.days_valid(fact.key, in_register=bool(fact.origin.register))
    lasts = shift_day(day, valid)
    return min(fact.expires, lasts) if fact.expires else lasts


def _read_day(at: str) -> date | None:
    if period := read_period(at):
        return period[1]
    try:
        return date.fromisoformat(at[:10])
    except ValueError:
        return None


def _is_after(at: str, as_of: date) -> bool:
    """Is a time after a day, wherever on earth it is that day? Times of day are in UTC.

    Of a month or a year, the first day.
    """
    if period := read_period(at):
        return period[0] > as_of
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return False
    if len(at) > len("2026-11-22"):
        moment -= timedelta(hours=12)
    return moment.date() > as_of


def _strength(fact: Fact) -> tuple[int, str, str]:
    return (list(Basis).index(fact.origin.basis), fact.origin.url, repr(fact.value))


def _is_given_by(answer: Answer, as_of: date) -> bool:
    return answer.on is None or answer.on <= as_of


def _fact_of_claim(answer: Answer) -> Fact | Gap:
    """What a requester answers, if it is of the type that the vocabulary asks for.

    What is not the requester's to say is a claim: nobody clears a standard by their own word on the
    vendor's product.
    """
    key = builtin.suppliable_facts().get(answer.fact)
    value, expected = (
        _coerce_value(answer.value, key) if key else (answer.fact, "a fact of the vocabulary")
    )
    if expected:
        written = conditions.format_value(answer.value if key else answer.fact)
        why = f"{answer.fact}: expected {expected}, found {written!r}"
        return Gap("answer", str(answer.place) or answer.fact, "not-understood", why, answer.tool)
    fact = _fact_of_answer(replace(answer, value=value), Basis.STATED)
    return replace(fact, claimed=key is not None and Supplier.REQUESTER not in key.by)


def _fact_of_answer(answer: Answer, basis: Basis) -> Fact:
    url, day = answer.document or str(answer.place), str(answer.on or "")
    origin = Origin(basis, url=url, at=day, by=answer.by)
    return Fact(answer.tool, answer.fact, answer.value, origin, answer.expires)


def _label(fact: Fact) -> str:
    """What a fact is called in a sentence."""
    entry = builtin.vocabulary().get(fact.key)
    return entry.label if entry else fact.key


def _name_countries(fact: Fact) -> Fact:
    """A fact about countries with their codes; a name that is none stays as it is written."""
    key = builtin.vocabulary().get(fact.key)
    if key is None or not key.countries:
        return fact
    texts = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    codes = tuple(find_country(str(text)) or str(text) for text in texts)
    return replace(fact, value=codes if isinstance(fact.value, tuple) else codes[0])
