"""What a probe is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from soescan.model import Fact, Gap
from soescan.site.site import Site


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to the world. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    keys: tuple[str, ...]
    """The fact keys that it can tell, as `catalogs/facts.yaml` writes them."""
    look: Callable[[Site], Iterator[Fact | Gap]]
    """Yields what it sees. May raise `UnreadableError`: what was said before it counts."""
