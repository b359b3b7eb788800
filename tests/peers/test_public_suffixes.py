"""The test vectors of the public suffix list, as publicsuffixlist carries them."""

from __future__ import annotations

import re
from importlib.resources import files

from soescan.web.url import host, registrable_domain

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
