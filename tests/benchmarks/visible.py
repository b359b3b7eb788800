"""What a reader sees of a page, beside parsing the page, and the bounds beside no bounds, in pairs.

python tests/benchmarks/visible.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from statistics import median

from lxml import html
from lxml.html import HtmlElement

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.site import page_content
from soescan.webstandards.html import parse_html

PAIRS = 7
START = "<!doctype html><title>Acme</title>"
PARAGRAPH = (
    "<div class=a><p>We <b>sell</b> <a href=/things>things</a> to people.<script>a()</script></div>"
)
PAGES = {"an honest page": START + PARAGRAPH * 600, "a large one": START + PARAGRAPH * 8_000}


def unbounded(text: str) -> HtmlElement:
    """The page parsed without a bound on tags and attributes."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return html.document_fromstring(text.encode(), parser=parser)


def walked(root: HtmlElement) -> str:
    """The same text, walked in Python."""
    readable = deepcopy(root)
    for unread in list(readable.iter(*page_content._UNREAD_TAGS)):
        unread.clear(keep_tail=True)
    return " ".join(readable.itertext())


def ratio(one: Callable[[], object], other: Callable[[], object]) -> float:
    """The median of how long one takes beside the other, run in turns."""
    return median(_seconds(one) / _seconds(other) for _ in range(PAIRS))


def _seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def main() -> None:
    for name, text in PAGES.items():
        root = parse_html(text)
        assert page_content._visible_text(root) == walked(root)
        parsing = ratio(lambda text=text: parse_html(text), lambda text=text: unbounded(text))  # type: ignore[misc]
        visible = ratio(
            lambda root=root: page_content._visible_text(root), lambda root=root: walked(root)  # type: ignore[misc]
        )  # fmt: skip
        print(
            f"{name}, {len(text) >> 10} KB: parsed in {parsing:.2f} of what an unbounded parse takes,"
            f" visible text in {visible:.2f} of what walking takes"
        )


if __name__ == "__main__":
    main()
