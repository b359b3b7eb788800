"""Files of facts as bytes: the same facts always give the same file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from soescan.model import Value
from soescan.reference.products.vendor_facts import FactFile, Fit, KnownFact, SaidBy


def format_facts(fact_file: FactFile, comment: str) -> bytes:
    """A file of facts in YAML: products by id, their facts by key, a line for each.

    `comment` stands at the top: what the file is, and under which terms.
    """
    return "".join(f"{line}\n" for line in _list_lines(fact_file, comment)).encode()


def _list_lines(fact_file: FactFile, comment: str) -> Iterator[str]:
    yield from (f"# {line}" for line in comment.splitlines())
    yield f"schema: {FactFile.SCHEMA}"
    yield "source:"
    source = fact_file.source
    for name in ("code", "name", "url", "license", "date"):
        text = getattr(source, name)
        if text:
            yield f"  {name}: {text if name == 'date' else _quote(text)}"
    yield "products:" if fact_file.products else "products: []"
    for product in sorted(fact_file.products, key=lambda entry: entry.id):
        yield f"  - id: {_quote(product.id)}"
        yield "    facts:"
        yield from (f"      - {line}" for line in _list_facts(product.facts))


def _list_facts(facts: Iterable[KnownFact]) -> Iterator[str]:
    """One line a fact, by key; what was said twice in the same words is one fact."""
    lines = {(known.key, _format_fact(known)) for known in facts}
    return (line for _, line in sorted(lines))


def _format_fact(known: KnownFact) -> str:
    pairs = [("key", known.key), ("value", _format_value(known.value)), ("url", _quote(known.url))]
    pairs.append(("as_of", known.as_of))
    if known.said_by is not SaidBy.THIRD_PARTY:
        pairs.append(("said_by", known.said_by))
    if known.fit is not Fit.EXACT:
        pairs.append(("fit", known.fit))
    if known.condition:
        pairs.append(("condition", _quote(known.condition)))
    if known.note:
        pairs.append(("note", _quote(known.note)))
    if known.editions:
        pairs.append(("editions", _format_value(known.editions)))
    return "{" + ", ".join(f"{name}: {text}" for name, text in pairs) + "}"


def _format_value(value: Value) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_quote, value)) + "]"
    return _quote(value) if isinstance(value, str) else json.dumps(value)


def _quote(text: str) -> str:
    """A text in YAML: a plain word as it is, all else as in JSON, which YAML 1.2 contains."""
    is_plain = _WORD.fullmatch(text) and text.lower() not in _OTHER_VALUES
    return text if is_plain else json.dumps(text, ensure_ascii=False)


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_OTHER_VALUES = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
