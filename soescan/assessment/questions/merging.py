"""Questions about several tools as one, and the words of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from soescan.model import Point, Question, Supplier
from soescan.quantities import quantity
from soescan.reference import builtin

_ADDRESS = "tool.url"


def merge_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """One question for each person and matter, about all the tools it concerns.

    What a scan would settle comes first, what is only good to know last; those between by what they
    settle: an answer that could settle a blocker counts ten times one about a condition, and that
    ten times one of advice.
    """
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        groups.setdefault(_find_group(question), []).append(question)
    merged = (
        members[0] if len(members) == 1 else _merge_group(members) for members in groups.values()
    )
    return tuple(sorted(merged, key=_rank))


def _find_group(question: Question) -> tuple[object, ...]:
    """What makes two questions one: who is asked, about what; else their words."""
    is_sorted = question.matter or question.good_to_know or question.asks is Supplier.PROBE
    words = "" if is_sorted else question.text
    return question.asks, question.good_to_know, question.matter, words


def _rank(question: Question) -> tuple[bool, bool, int, str, str]:
    is_for_people = question.asks is not Supplier.PROBE
    return (
        *(question.good_to_know, is_for_people, -question.settles),
        *(question.asks, question.text),
    )


def _merge_group(members: Sequence[Question]) -> Question:
    first = members[0]
    joined = replace(
        first,
        keys=_unique(key for member in members for key in member.keys),
        tools=_unique(tool for member in members for tool in member.tools),
        settles=sum(member.settles for member in members),
        leads=_unique(lead for member in members for lead in member.leads),
        standards=_unique(rule for member in members for rule in member.standards),
    )
    if not (first.matter or first.good_to_know or first.asks is Supplier.PROBE):
        return joined
    words = tuple(_list_own_words(members))
    own_keys = {key for point in words for key in point.keys}
    plain = tuple(key for key in joined.keys if key not in own_keys)
    return word_question(replace(joined, keys=plain, points=words))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _list_own_words(members: Sequence[Question]) -> Iterator[Point]:
    """Yield the points that standards word themselves, those for most facts first, none twice."""
    points = dict.fromkeys(point for member in members for point in _list_points(member))
    own = [point for point in points if not _is_from_vocabulary(point)]
    told: set[str] = set()
    for point in sorted(own, key=lambda point: -len(point.keys)):
        if told.isdisjoint(point.keys):
            told.update(point.keys)
            yield point


def _list_points(question: Question) -> tuple[Point, ...]:
    if question.asks is Supplier.PROBE:
        return ()
    if question.matter == builtin.find_matter(_ADDRESS).id:
        return question.points
    return question.points or (Point(question.text, question.keys),)


def _is_from_vocabulary(point: Point) -> bool:
    return bool(point.keys) and {text for _, text in _ask_for_facts(point.keys)} == {point.text}


# --- in words ------------------------------------------------------------------------------------


def word_question(draft: Question) -> Question:
    """A question in words: `points` of the draft are a standard's own, `keys` what else is asked.

    One point is the question itself. Several stand below the sentence of the matter, in the
    order of the matters; "SOC 2" and "ISO 27001" are one.
    """
    if draft.asks is Supplier.PROBE:
        keys = _sort_by_vocabulary(draft.keys)
        return replace(draft, keys=keys, text=_word_scan(keys, len(draft.tools)))
    if draft.matter == builtin.find_matter(_ADDRESS).id:
        return _word_address(draft)
    points = list(draft.points)
    by_text: dict[str, list[str]] = {}
    for key, text in _ask_for_facts(_sort_keys(draft.keys)):
        by_text.setdefault(text, []).append(key)
    points += [Point(text, tuple(keys)) for text, keys in by_text.items()]
    points.sort(key=lambda point: min(map(_place, point.keys), default=-1))
    keys = _unique(key for point in points for key in point.keys)
    if len(points) == 1:
        return replace(draft, text=points[0].text, keys=keys, points=())
    return replace(draft, text=_introduce(draft), keys=keys, points=tuple(points))


def _introduce(draft: Question) -> str:
    """The sentence before the points."""
    if draft.good_to_know:
        return "It would be good to know these points, but nothing waits for them."
    matter = builtin.matters()[draft.matter]
    if draft.asks is matter.asks:
        return matter.text
    return f"Please answer these points about {matter.label}."


def _word_scan(keys: Sequence[str], tools: int) -> str:
    """What one scan would settle, and what to run."""
    of_tools = f" of {quantity(tools, 'tool')}" if tools > 1 else ""
    settled = f"{quantity(len(keys), 'open point')}{of_tools}"
    return f"One scan would settle {settled}: soescan check --scan{_word_activity(keys)}."


def _word_activity(keys: Sequence[str]) -> str:
    """How many of the keys only an active scan tells."""
    active = sum(builtin.vocabulary()[key].active for key in keys)
    if not active or active == len(keys):
        return " --active" if active else ""
    return f" ({active} of them only with --active)"


def _word_address(draft: Question) -> Question:
    """Ask for an address; what a scan of it would settle is not asked of anybody.

    The points say which product each tool may be, or ask in a standard's own words.
    """
    keys = _sort_by_vocabulary((*draft.keys, *(key for p in draft.points for key in p.keys)))
    seen = tuple(key for key in keys if Supplier.REQUESTER not in builtin.vocabulary()[key].by)
    asked = [builtin.vocabulary()[key].question for key in keys if key not in seen]
    text = " ".join(asked or [builtin.vocabulary()[_ADDRESS].question])
    if seen:
        settled = quantity(len(seen), "open point")
        it = "them" if len(asked) > 1 else "it"
        command = f"soescan check --scan{_word_activity(seen)}"
        text += f" One scan of {it} would then settle {settled}: {command}."
    own = tuple(key for key in keys if key not in seen)
    points = tuple(Point(point.text) for point in draft.points)
    return replace(draft, text=text, keys=(*own, *seen), points=points)


def _sort_by_vocabulary(keys: Iterable[str]) -> tuple[str, ...]:
    wanted = set(keys)
    return tuple(key for key in builtin.vocabulary() if key in wanted)


def _sort_keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(keys), key=_place))


def _place(key: str) -> int:
    return _places()[key]


@cache
def _places() -> dict[str, int]:
    """The keys in the order in which matters list their beginnings, then in the vocabulary's."""
    beginnings = [text for matter in builtin.matters().values() for text in matter.keys]
    order = sorted(
        builtin.vocabulary(),
        key=lambda key: beginnings.index(max(filter(key.startswith, beginnings), key=len)),
    )
    return {key: place for place, key in enumerate(order)}


def _ask_for_facts(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the vocabulary's question for each key; "SOC 2" and "ISO 27001" in one sentence."""
    families: dict[str, dict[str, str]] = {}
    for key in keys:
        entry = builtin.vocabulary()[key]
        name = next(iter(entry.each.values()), "")
        template = entry.question.replace(name, "{name}") if name else entry.question
        families.setdefault(template, {})[key] = name
    for template, names in families.items():
        text = template.replace("{name}", " or ".join(names.values()))
        yield from ((key, text) for key in names)
