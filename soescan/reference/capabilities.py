"""The words in which needs are written, and which capability each of them means.

IT's catalog has capabilities of its own; those of ``catalogs/capabilities.yaml`` are understood
beside them. A word is a capability's id or label, compared without case, spaces and punctuation,
and nothing else: words that people use for it are only suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from soescan.files import did_you_mean
from soescan.files.documents import describe
from soescan.model import Capability, CapabilityId, Level, Product
from soescan.names import fold
from soescan.reference import vendors
from soescan.reference.capability_table import CategoryId, ProductCategory, load_capabilities
from soescan.reference.vendors import KnownProduct


@dataclass(frozen=True, slots=True)
class CapabilityVocabulary:
    """Every word for a capability that one catalog and the published table know."""

    ids: Mapping[str, CapabilityId] = field(hash=False)
    """The id that each folded word means."""
    everyday: Mapping[str, CapabilityId] = field(hash=False)
    """What a folded word may mean that is a capability's neither by id nor by label."""

    def find(self, word: str) -> CapabilityId | None:
        """The capability of which a word is the id or the label."""
        return self.ids.get(fold(word))

    def suggest(self, word: str) -> str:
        """``did you mean 'x'?`` for a word that is no capability, or nothing.

        >>> published_vocabulary().suggest("newsletter")
        "did you mean 'email-campaigns'?"
        """
        if meant := self.everyday.get(fold(word)):
            return f"did you mean {str(meant)!r}?"
        return did_you_mean(word.casefold(), sorted({str(id_) for id_ in self.ids.values()}))

    def describe_unknown(self, word: str) -> str:
        """What to say of a word that is no capability."""
        hint = self.suggest(word)
        return f"expected a capability, found {describe(word)}" + (f"; {hint}" if hint else "")

    def split(self, cell: str) -> Iterator[str]:
        """Yield the words of a cell; ``/`` and ``,`` divide, but not the words for a capability.

        >>> list(published_vocabulary().split("Email campaigns/A/B testing, Heatmaps"))
        ['Email campaigns', 'A/B testing', 'Heatmaps']
        """
        parts = _SEPARATOR.split(cell)
        words, separators = parts[::2], [*parts[1::2], ""]
        start = 0
        while start < len(words):
            ends = range(min(len(words), start + _LONGEST), start, -1)
            joined = {end: _join(words[start:end], separators[start:end]) for end in ends}
            end = next((end for end in ends if self.find(_LEVEL.sub("", joined[end]))), start + 1)
            if joined[end]:
                yield joined[end]
            start = end

    def read_cell(self, cell: str) -> tuple[dict[CapabilityId, Level], tuple[str, ...]]:
        """What a cell says a product can do, and the words of it that are no capability.

        A word alone means all of it; ``Forms (partial)`` and ``Forms: none`` say otherwise.
        """
        levels: dict[CapabilityId, Level] = {}
        unknown = []
        for word in self.split(cell):
            written = _LEVEL.search(word)
            if capability := self.find(_LEVEL.sub("", word)):
                level = Level(written[1].lower()) if written else Level.FULL
                levels[capability] = min(level, levels.get(capability, level), key=_RANKS.index)
            else:
                unknown.append(word)
        return levels, tuple(unknown)


_SEPARATOR = re.compile(r"([,;/|\n])")
_LONGEST = 4
"""Words between separators that one capability may have, as *A/B testing* has two."""
_LEVEL = re.compile(r"\s*[:=(]\s*(full|partial|none)\s*\)?\s*$", re.IGNORECASE)
_RANKS = (Level.NONE, Level.PARTIAL, Level.FULL)


def _join(words: Sequence[str], separators: Sequence[str]) -> str:
    pairs = zip(words, (*separators[: len(words) - 1], ""), strict=True)
    return "".join(word + separator for word, separator in pairs).strip()


@cache
def published_vocabulary() -> CapabilityVocabulary:
    """The words of ``catalogs/capabilities.yaml`` alone."""
    return build_vocabulary(())


@lru_cache(maxsize=32)
def build_vocabulary(
    own: tuple[Capability, ...], in_use: frozenset[str] = frozenset()
) -> CapabilityVocabulary:
    """The words of a catalog and of the published table.

    `own` are the capabilities that the catalog lists, `in_use` further ids that it speaks of. What
    IT calls by a published label is IT's capability.
    """
    table = load_capabilities()
    ids: dict[str, CapabilityId] = {fold(c.id): c.id for c in own}
    for capability in own:
        ids.setdefault(fold(capability.label or capability.id), capability.id)
    for capability_id in sorted(in_use):
        ids.setdefault(fold(capability_id), CapabilityId(capability_id))
    for capability in table.capabilities:
        words = [fold(capability.id), fold(capability.label)]
        meant = next((ids[word] for word in words if word in ids), capability.id)
        for word in words:
            ids.setdefault(word, meant)
    everyday = {
        fold(word): ids[fold(capability_id)]
        for capability_id, words in table.everyday.items()
        for word in words
    }
    return CapabilityVocabulary(ids, everyday)


def published_capabilities(
    product: Product, vocabulary: CapabilityVocabulary
) -> frozenset[CapabilityId] | None:
    """What a product is publicly known to do, by its category and its own entry.

    None for a product that the vendor catalog does not know. What is not in the set is not denied.
    """
    known = vendors.recognise_product(product)
    if known is None:
        return None
    return frozenset(filter(None, map(vocabulary.find, known_capabilities(known))))


def known_capabilities(known: KnownProduct) -> tuple[CapabilityId, ...]:
    """What a known product does: what every product of its category does, and what it does besides.

    It is the least that the product does.
    """
    besides = map(CapabilityId, known.capabilities)
    return tuple(dict.fromkeys((*_implied().get(known.category, ()), *besides)))


def find_kind(known: KnownProduct) -> CategoryId | None:
    """The category of a product, if two products of it are an overlap for that alone."""
    kind = _kinds().get(known.category)
    return kind.id if kind else None


@cache
def _kinds() -> Mapping[str, ProductCategory]:
    return {str(c.id): c for c in load_capabilities().categories if c.phrase}


def find_phrase(capability_id: str, label: str) -> str:
    """What several products do that have a capability or are of a kind; empty for IT's own.

    >>> find_phrase("newsletters", "Email campaigns")
    'send email campaigns'
    """
    if capability_id in _kinds():
        return _kinds()[capability_id].phrase
    words = map(published_vocabulary().find, (capability_id, label))
    phrases = load_capabilities().phrases
    return next((phrases[word] for word in words if word and word in phrases), "")


@cache
def _implied() -> Mapping[str, tuple[CapabilityId, ...]]:
    return {str(c.id): c.implies for c in load_capabilities().categories}
