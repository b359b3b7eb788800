"""The test vectors of the public suffix list, as publicsuffixlist carries them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from publicsuffixlist import PublicSuffixList

from soescan.web.url import has_known_suffix, host, registered_part, registrable_domain

_VECTOR = re.compile(r"^checkPublicSuffix\((null|'[^']*'), (null|'[^']*')\);", re.M)


def vectors() -> list[tuple[str, str]]:
    """Names, and the part of each that somebody registered; empty where there is none."""
    text = files("publicsuffixlist").joinpath("test_psl.txt").read_text("utf-8")
    plain = text.replace("null", "''")
    return [(name.strip("'"), part.strip("'")) for name, part in _VECTOR.findall(plain)]


def test_every_vector_of_the_list_holds() -> None:
    wrong = [
        (name, part) for name, part in vectors() if registrable_domain(host(name)) != host(part)
    ]
    assert wrong == []
    assert len(vectors()) > 70


def test_a_suffix_alone_was_registered_by_nobody() -> None:
    suffixes = [name for name, part in vectors() if name.isascii() and not part]
    found = {name: registrable_domain(name.lower()) for name in suffixes if name[:1] != "."}
    assert {"COM", "biz", "jp", "c.kobe.jp", "ck"} <= found.keys()
    assert [name for name, part in found.items() if part] == []


def names_around(rule: str) -> set[str]:
    """Names at, below and above what a rule is about, as people and as the DNS write them."""
    base = rule.lstrip("!").replace("*", "x")
    bare = base.removeprefix("x.")
    names = {base, f"www.{base}", bare, f"a.{bare}", f"C.b.a.{bare}", f"{bare}.", f"a..{bare}"}
    return names | {
        name.encode("idna").decode() for name in names if not name.isascii() and ".." not in name
    }


@pytest.mark.slow
def test_every_rule_is_read_as_the_package_reads_it() -> None:
    text = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text("utf-8")
    rules = [line for line in text.splitlines() if line and not line.startswith("//")]
    whole, registries = PublicSuffixList(), PublicSuffixList(only_icann=True)
    names = sorted(name for rule in rules[::7] for name in names_around(rule))
    names += ["", ".", "a", "com", "xn--", "xn--zzzz--.de", "a.xn--99999999999", "a.nowhere"]
    wrong = [
        name
        for name in names
        if registered_part(name) != (whole.privatesuffix(name) or "")
        or registered_part(name, registries_only=True) != (registries.privatesuffix(name) or "")
        or has_known_suffix(name)
        != (registries.privatesuffix(name, accept_unknown=False) is not None)
    ]
    assert wrong == []
    assert len(rules) > 10_000
