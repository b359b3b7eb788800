"""Real lists, reviewed, and every sentence that the program makes of them; edge values beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from soescan import app, catalog, conditions
from soescan.catalog import LoadedCatalog
from soescan.model import (
    All,
    AnyOf,
    Condition,
    Evidence,
    Level,
    Not,
    Plan,
    Proposal,
    Question,
    Report,
    Test,
    Tool,
    Verdict,
)
from soescan.quantities import measure, name_some, percent, quantity
from soescan.reference import builtin
from soescan.report.first_page import FirstPage, build_first_page
from soescan.report.format import Audience
from soescan.report.tables.wording import as_sentence
from tests.demo.test_story import report as demo

FILE = Path(__file__).with_name("sentences.md")
DAY = date(2026, 11, 23)
_LISTS = {
    "one tool without anything": ("Kiln Nobody Knows",),
    "well-known tools": ("HubSpot", "Google Optimize", "Hotjar", "Zapier"),
    "tools of one kind": ("Mailchimp", "Brevo", "Klaviyo"),
}
_FIRST_PAGE = "First page"
_MOST = 14
"""Sentences of one kind from one list: the first ones show how it reads."""


@cache
def reports() -> dict[str, Report]:
    """What comes of the example, and of lists held against the SOE that comes with soescan."""
    starter = catalog.read(builtin.catalogs_folder() / "soe" / "starter.yaml")
    found = {"the example": demo()}
    for name, tools in _LISTS.items():
        found[name] = _review(tools, starter)
    return found


def _review(names: tuple[str, ...], read: LoadedCatalog) -> Report:
    tools = tuple(Tool(name, capabilities={"email-campaigns": Level.FULL}) for name in names)
    return app.review(Proposal(tools), read, Evidence(), DAY)


# --- what a report says --------------------------------------------------------------------------


def sentences_of(report: Report) -> dict[str, list[str]]:
    """Every sentence of a report, by what it is about; parts of sentences as they are shown."""
    found = {
        "What came of each tool": (a.says for a in report.assessments),
        "What to expect": (
            reason.says for a in report.assessments if a.outlook for reason in a.outlook.reasons
        ),
        "What is to become of tools in use": (
            a.in_use.because for a in report.assessments if a.in_use and a.in_use.because
        ),
        **{f"Standards: {v}": _findings(report, v) for v in Verdict},
        "Remedies": (f.remedy for a in report.assessments for f in a.findings),
        "Waivers": (f.waiver for a in report.assessments for f in a.findings),
        "Impact": (f"{t.name}: {t.says}" for a in report.assessments for t in a.impact.terms),
        "Questions": _questions(report.questions),
        "Questions about times": _questions(report.plan.questions),
        "Needs": (report.needs.says,) if report.needs else (),
        "What would be quicker": (lever.says for lever in report.levers),
        **_plan_sentences(report.plan),
        "Notes": (note.says for note in report.notes),
    }
    return {title: _sentences(texts) for title, texts in found.items()}


def _findings(report: Report, verdict: Verdict) -> Iterator[str]:
    for a in report.assessments:
        yield from (f.says for f in a.findings if f.verdict is verdict)


def _questions(questions: Iterable[Question]) -> Iterator[str]:
    for question in questions:
        yield question.text
        yield from (point.text for point in question.points)


def _plan_sentences(plan: Plan) -> dict[str, Iterable[str]]:
    return {
        "Plan: what is open": (tool.says for tool in plan.tools),
        "Plan: why not earlier": (reason.says for tool in plan.tools for reason in tool.why),
        "Plan: what is assumed": (text for tool in plan.tools for text in tool.assumptions),
        "Plan: why a step is required": (text for task in plan.tasks for text in task.because),
        "Plan: what a step waits for": (task.waits_for for task in plan.tasks),
        "Plan: what is on file": (task.satisfied for task in plan.tasks),
        "Plan: order": (plan.ordering, *plan.advice),
    }


def _sentences(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(as_sentence(text) for text in texts if text))


def first_page_sentences(page: FirstPage) -> list[str]:
    """Every sentence of a first page."""
    texts = [page.answer, page.basis, *page.cautions]
    texts += [says.says for says in (*page.concerns, *page.reasons)]
    texts += [text for change in page.changes for text in (change.what, change.settles)]
    texts += [text for action in page.actions for text in (action.does, action.why)]
    texts += [text for group in page.groups for line in group.lines
              for text in (line.because, line.next_step)]  # fmt: skip
    return _sentences(texts)


# --- edges ---------------------------------------------------------------------------------------

_SAML, _OIDC = Test("auth.sso.saml", "eq", True), Test("auth.sso.oidc", "eq", True)
_CONDITIONS: tuple[Condition, ...] = (
    _SAML,
    Not(_SAML),
    AnyOf((_SAML, _OIDC)),
    Not(AnyOf((_SAML, _OIDC))),
    All((_SAML, Test("hsts.max_age", "gte", 15_552_000))),
    Test("tool.cost.annual", "gt", 0),
    Not(Test("tool.cost.annual", "gt", 0)),
    Test("tool.cost.annual", "lte", 25_000),
    Not(Test("tool.cost.annual", "lte", 25_000)),
    Test("status.incidents_year", "lte", 0),
    Test("status.incidents_year", "lte", 12),
    Test("vendor.breaches_3y", "eq", 1),
    Test("data.deletion_days", "lte", 1),
    Test("data.deletion_days", "lte", 90),
    Test("status.uptime_year", "gte", 99.5),
    Not(Test("status.uptime_year", "gte", 99.5)),
    Test("tls.version.min", "in", ("1.2", "1.3")),
    Not(Test("tls.version.min", "in", ("1.2", "1.3"))),
    Test("tls.version.min", "gte_version", "1.2"),
    Not(Test("tls.version.min", "gte_version", "1.2")),
    Test("tool.data.class", "at_least", "confidential"),
    Not(Test("tool.data.class", "at_least", "confidential")),
    Test("hosting.country", "subset_of", ("DE",)),
    Test("hosting.country", "subset_of", ("DE", "FR", "SE")),
    Not(Test("hosting.country", "subset_of", ("DE", "FR", "SE"))),
    Test("exit.export_formats", "contains_any", ("CSV", "JSON")),
    Not(Test("exit.export_formats", "contains_any", ("CSV", "JSON"))),
    Test("browser.supported", "contains_all", ("Chrome", "Edge")),
    Test("subproc.list", "absent"),
    Not(Test("subproc.list", "absent")),
    Test("tool.support.owner", "present"),
    Not(Test("tool.support.owner", "present")),
    Test("tool.support.hours", "present"),
    Not(Test("tool.support.hours", "present")),
    Test("support.hours", "present"),
    Not(Test("support.hours", "present")),
    Not(Test("tool.data.what", "present")),
    Test("pentest.date", "within_days", -456),
    Test("pentest.date", "within_days", -1),
    Not(Test("pentest.date", "within_days", 30)),
    Test("tool.support.until", "after", "2027-06-30"),
    Not(Test("tool.support.until", "before", "2027-06-30")),
    All((Test("tool.support.owner", "present"),
         Test("tool.support.owner", "not_in", ("nobody", "none")))),
)  # fmt: skip


def conditions_in_words() -> list[str]:
    """Conditions and their contraries as they stand behind *Expected:*."""
    labels = builtin.vocabulary()
    return [f"Expected: {conditions.describe_condition(c, labels)}." for c in _CONDITIONS]


def counts_in_words() -> list[str]:
    """Numbers with what they count, at none, one, two and many."""
    counts = [quantity(n, noun) for noun in ("tool", "working day") for n in (0, 1, 2, 25)]
    sizes = [measure(n, unit) for unit in ("days", "hours", "a year") for n in (0, 1, 2, 12_000)]
    sizes += [measure(n, "seconds") for n in (1, 60, 86_400, 15_552_000)]
    names = [name_some([f"standard {n}" for n in range(1, many + 1)]) for many in (1, 2, 4, 5, 25)]
    return [f"It is {text}." for text in (*counts, *sizes, *names, percent(0.985))]


# --- all of them ---------------------------------------------------------------------------------


@cache
def every() -> dict[str, tuple[str, ...]]:
    """All sentences by heading, each of a kind once."""
    found: dict[str, dict[str, None]] = {
        "Conditions": dict.fromkeys(conditions_in_words()),
        "Numbers": dict.fromkeys(counts_in_words()),
    }
    for report in reports().values():
        for audience in Audience:
            page = build_first_page(report, audience)
            found.setdefault(_FIRST_PAGE, {}).update(dict.fromkeys(first_page_sentences(page)))
        for title, texts in sentences_of(report).items():
            found.setdefault(title, {}).update(dict.fromkeys(texts))
    return {title: tuple(texts) for title, texts in found.items() if texts}


def render() -> str:
    """The file to be read: some sentences of each kind. Tests of the first page have its own."""
    parts = ["# What soescan says, to be read aloud", "", "Made by `python -m tests.wording`."]
    shown = {title: texts for title, texts in every().items() if title != _FIRST_PAGE}
    for title, texts in shown.items():
        parts += ["", f"## {title}", "", *(f"- {text}" for text in texts[: 4 * _MOST])]
    return "\n".join(parts) + "\n"
