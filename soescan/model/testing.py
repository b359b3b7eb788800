"""Cases beside a catalog: facts, the verdict expected of them, and what came of the test."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import ClassVar

from soescan.model.assessment import Outcome, Verdict
from soescan.model.facts import Basis, Fact
from soescan.model.places import NOWHERE, Place
from soescan.model.proposal import Tool
from soescan.model.values import Value


@dataclass(frozen=True, slots=True)
class GivenFact:
    """One fact that a case takes for granted."""

    value: Value
    basis: Basis | None = None
    """None: the case's own."""


Alternatives = tuple[tuple[GivenFact, ...], ...]
"""The facts a case has of one key, once for each member of `each`; none: the key is taken away."""


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """What a case takes for granted, by fact key."""

    by_key: Mapping[str, Alternatives] = field(default_factory=dict, hash=False)

    def overlay(self, below: GivenFacts) -> GivenFacts:
        """These facts, and for keys that they do not name those of `below`."""
        return GivenFacts({**below.by_key, **self.by_key})

    @property
    def count(self) -> int:
        """How many combinations there are: the product of the members of each `each`."""
        return math.prod(len(alternatives) or 1 for alternatives in self.by_key.values())

    def combinations(self) -> Iterator[Mapping[str, tuple[GivenFact, ...]]]:
        """Yield the facts by key, once for each combination of the members of `each`."""
        facts_given = {
            key: alternatives for key, alternatives in self.by_key.items() if alternatives
        }
        for chosen in product(*facts_given.values()):
            yield dict(zip(facts_given, chosen, strict=True))


@dataclass(frozen=True, slots=True)
class StandardCase:
    """What must come of a standard, given some facts and nothing else."""

    expect: Verdict
    """meets, conflicts, unknown or not-applicable."""
    when: GivenFacts = GivenFacts()
    """The facts there are, on top of `given`; a key left empty takes one away."""
    says: str = ""
    """What the case shows, in a few words."""
    basis: Basis = Basis.OBSERVED
    """How well founded its facts are."""
    as_of: date | None = None
    """The day, where it is not the file's."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class StandardCases:
    """The cases of one standard."""

    standard: str
    """Its id in the catalog."""
    cases: tuple[StandardCase, ...]
    given: GivenFacts = GivenFacts()
    """What all of its cases take for granted."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ToolCase:
    """What must come of a tool, held against the whole catalog."""

    expect: Outcome
    tool: Tool | None = None
    """The tool as a proposal would list it; what it says of itself is only stated."""
    facts: GivenFacts = GivenFacts()
    """What is known besides."""
    because: tuple[str, ...] = ()
    """Standards that must stand against it: not met, or not known to be."""
    says: str = ""
    """What the case shows, in a few words."""
    id: str = ""
    """What other cases call it in `like`."""
    like: str = ""
    """A case above, whose tool and facts this one has where it does not say otherwise."""
    basis: Basis = Basis.OBSERVED
    """How well founded its facts are."""
    as_of: date | None = None
    """The day, where it is not the file's."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Cases:
    """Examples of what a catalog says, with the answers that its author expects."""

    SCHEMA: ClassVar[str] = "soescan/cases@1"

    standards: tuple[StandardCases, ...] = ()
    tools: tuple[ToolCase, ...] = ()
    as_of: date | None = None
    """The day on which all cases play; otherwise the day on which the catalog was true."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case."""

    about: str
    """The standard or the tool."""
    expected: Verdict | Outcome
    found: Verdict | Outcome
    given: tuple[Fact, ...]
    why: str
    """What made it come out so."""
    absent: tuple[str, ...] = ()
    """Standards that the case says stand against the tool, and that do not."""
    says: str = ""
    place: Place = NOWHERE

    @property
    def holds(self) -> bool:
        """Is the result as expected, and does every standard of `because` stand against it?"""
        return self.found == self.expected and not self.absent


@dataclass(frozen=True, slots=True)
class UncoveredVerdict:
    """A verdict of a standard that no case shows."""

    standard: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CatalogTestResult:
    """What came of all cases, and what none of them shows."""

    results: tuple[CaseResult, ...]
    uncovered: tuple[UncoveredVerdict, ...] = ()

    def exit_code(self, *, complete: bool = False) -> int:
        """1 when a case fails or, asked for, when a verdict has no case; else 0."""
        failed = any(not result.holds for result in self.results)
        return int(failed or (complete and bool(self.uncovered)))
