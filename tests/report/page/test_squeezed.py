"""What is squeezed for the page says the same as what people wrote."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from bs4 import BeautifulSoup

from soescan.report.page import squeezed
from soescan.report.picture.graph import graph
from tests.report.page import factories

SOURCES = resources.files("soescan.report.page")


def source(name: str) -> str:
    return SOURCES.joinpath(name).read_text(encoding="utf-8")


def without_spaces(text: str) -> str:
    """A style or a script without comments on their own lines and without any space."""
    bare = re.sub(r"/\*.*?\*/|^\s*//[^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\s|;(?=\s*\})", "", bare)


@pytest.mark.parametrize(
    ("name", "squeeze"), [("page.css", squeezed.style), ("page.js", squeezed.script)]
)
def test_only_spaces_and_comments_go(name: str, squeeze: object) -> None:
    assert callable(squeeze)
    short = squeeze(source(name))
    assert without_spaces(short) == without_spaces(source(name))
    assert len(short) < len(source(name))
    assert squeeze(short) == short


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_the_sources_can_be_read(name: str) -> None:
    lines = source(name).splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.lstrip().startswith(("/*", "//")) for line in lines) >= 6


def test_strings_are_left_alone() -> None:
    assert squeezed.style('a:after { content: " ; : " attr(href) " }" }') == (
        'a:after{content:" ; : " attr(href) " }"}'
    )
    assert squeezed.script('x = `a = ${b}  ; ` + " + ";') == 'x=`a = ${b}  ; `+" + ";'


def test_selectors_keep_the_spaces_that_mean_something() -> None:
    assert squeezed.style(".a :is(b, c) + d > e { margin: calc(1px + 2px) }") == (
        ".a :is(b,c) + d>e{margin:calc(1px + 2px)}"
    )


def test_a_picture_keeps_every_element_and_attribute() -> None:
    def read(svg: str) -> list[object]:
        tags = BeautifulSoup(svg, "html.parser").find_all(True)
        return [(tag.name, {**tag.attrs, "xmlns": ""}, tag.string) for tag in tags]

    drawn = graph(factories.example().plan)
    assert read(squeezed.picture(drawn)) == read(drawn)
    assert len(squeezed.picture(drawn)) < len(drawn)
