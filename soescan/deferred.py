"""Names of a package that are imported when somebody first asks for them (PEP 562).

A package whose members need half of the program would make every command pay for all of it. Its
`__init__` names the members for readers and type checkers under ``if TYPE_CHECKING``, and has
`defer_imports` fetch each of them when it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping


def defer_imports(package: str, members: Mapping[str, Iterable[str]]) -> Callable[[str], object]:
    """A ``__getattr__`` for a package: it imports the module of a member and keeps the member.

    `members` are the names by the module that each is in. No name may be that of a module of the
    package itself: Python sets that one when it imports the module.

    >>> fetch = defer_imports("soescan", {"soescan.quantities": ("quantity",)})
    >>> fetch("quantity")(2, "step")
    '2 steps'
    """
    homes = {name: module for module, names in members.items() for name in names}

    def fetch(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # As `from module import name` does, which also finds a name that is a module.
        member = getattr(__import__(homes[name], fromlist=[name]), name)
        setattr(sys.modules[package], name, member)
        return member

    return fetch
