"""The first page and the brief ask for at most nine years of school, and no long breath."""

from __future__ import annotations

import sys

import pytest

from soescan.model import Report
from soescan.report.format import Audience
from tests.test_few_questions import well_known
from tests.wording.readability import brief_sentences, measure_readability
from tests.wording.sentences import reports

HARDEST_GRADE, MOST_WORDS = 9, 25


def check(name: str, report: Report) -> None:
    """Say how a report reads, and fail where it reads hard."""
    sentences = [s for audience in Audience for s in brief_sentences(report, audience)]
    found = measure_readability(dict.fromkeys(sentences))
    figures = f"{found.sentences} sentences, grade {found.grade:.1f}"
    sys.stdout.write(f"{name}: {figures}, {found.most_words} words at most: {found.longest}\n")
    assert found.most_words <= MOST_WORDS, found.longest
    assert found.grade <= HARDEST_GRADE


@pytest.mark.slow
def test_the_briefs_of_lists_read_easily() -> None:
    for name, report in reports().items():
        check(name, report)


@pytest.mark.slow
def test_the_brief_of_25_tools_reads_easily() -> None:
    check("25 tools", well_known())
