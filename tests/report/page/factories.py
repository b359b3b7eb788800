"""Reports for the page: the shipped example, many tools, nothing known, and hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle

from soescan import app, catalog, proposal, report
from soescan.catalog import LoadedCatalog
from soescan.model import (
    Basis,
    Calendar,
    Catalog,
    Committee,
    CommitteeId,
    DataUse,
    Estimate,
    Evidence,
    Fact,
    Gap,
    Header,
    Note,
    Origin,
    Place,
    Proposal,
    ProposalHeader,
    Report,
    Role,
    RoleId,
    Scope,
    Severity,
    Standard,
    StandardId,
    Step,
    StepId,
    StepKind,
    Supplier,
    Test,
    Tool,
    Vendor,
    WaiverRequest,
)
from soescan.reference import builtin
from soescan.report import RenderOptions
from soescan.report.format import Audience

DAY = date(2026, 11, 2)
OWNERS = ("intake", "security", "privacy", "legal", "finance", "procurement", "platform")


def html(one: Report, audience: Audience = Audience.MARKETING, *, verbose: bool = False) -> str:
    return report.render(one, "html", RenderOptions(audience=audience, verbose=verbose))


@cache
def example() -> Report:
    """The shipped example, as `soescan demo` judges it."""
    folder = builtin.catalogs_folder() / "example"
    wanted, notes = proposal.read([folder / "proposal.yaml"])
    read = catalog.read(folder / "soe.yaml")
    known = [app.read_evidence(folder / name) for name in ("recording.jsonl", "evidence.json")]
    day = read.catalog.catalog.as_of or DAY
    return app.review(wanted, read, Evidence.merge(known), day, notes)


def short_example() -> Report:
    """The same with a twelfth of the facts: every section is there, with fewer rows."""
    return replace(
        example(),
        assessments=tuple(
            replace(a, facts=a.facts[::12], gaps=a.gaps[:3]) for a in example().assessments
        ),
    )


def asked(steps: int) -> tuple[Step, ...]:
    """So many steps that every tool has to go, the last a board's."""
    found = []
    for n in range(steps):
        before = (StepId(f"step-{n - 1}"),) if n % 3 else (StepId(f"step-{max(0, n - 3)}"),)
        found.append(
            Step(
                StepId(f"step-{n}"),
                RoleId(OWNERS[n % len(OWNERS)]),
                kind=StepKind.GO_LIVE if n == steps - 1 else StepKind.REVIEW,
                label=f"{OWNERS[n % len(OWNERS)].capitalize()} review {n}",
                effort=Estimate(0.5, 1, 2),
                lead=Estimate(1, 2, 5),
                after=before if n else (),
                always=True,
                scope=Scope.PORTFOLIO if n % 5 == 4 else Scope.TOOL,
                committee=CommitteeId("board") if n == steps - 1 else None,
                source="made up",
            )
        )
    return tuple(found)


def soe(steps: int) -> Catalog:
    """A catalog with so many steps and two standards."""
    return Catalog(
        Header("made", "Made-up SOE", as_of=DAY, calendar=Calendar()),
        standards=(
            Standard(
                StandardId("single-sign-on"),
                "sign-on",
                Test("auth.sso.saml", "eq", True),
                "Staff sign in with the company account.",
                Severity.BLOCKER,
                fix="Buy the edition with SAML.",
            ),
            Standard(
                StandardId("uptime"),
                "operations",
                Test("status.uptime_year", "gte", 99.5),
                "The service was there when it was needed.",
            ),
        ),
        roles=tuple(Role(RoleId(name), name.capitalize(), capacity=5) for name in OWNERS),
        committees=(Committee(CommitteeId("board"), "Change board", rrule="FREQ=WEEKLY;BYDAY=TH"),),
        approvals=asked(steps),
    )


def many(tools: int, steps: int) -> Report:
    """So many tools, each with so many steps and half a dozen facts."""
    wanted = tuple(
        Tool(
            f"Tool {n}",
            f"https://tool{n}.example",
            data=(DataUse("customer data", personal=True),),
            vendor=Vendor(f"Vendor {n // 3}"),
        )
        for n in range(tools)
    )
    facts = tuple(
        Fact(
            f"tool{n}.example",
            key,
            value,
            Origin(Basis.OBSERVED, f"https://tool{n}.example/", "2026-11-01", "probe", "seen"),
        )
        for n in range(tools)
        for key, value in (
            ("auth.sso.saml", n % 7 < 6),
            ("tls.version.min", "1.2"),
            ("hsts.max_age", 300 * n),
            ("hosting.country", ("DE", "FR")),
        )
    )
    return app.review(Proposal(wanted), LoadedCatalog(soe(steps)), Evidence(facts), DAY)


def sixty_steps() -> Report:
    """Four tools on their way through sixty steps, with as much evidence as real sites give.

    Each tool has what is known of one of the example's.
    """
    return many_said(4, 18)


@cache
def many_said(tools: int, steps: int) -> Report:
    """So many tools, each with what is known of one of the example's tools, in turn."""
    report = many(tools, steps)
    return replace(
        report,
        assessments=tuple(
            replace(a, facts=(*a.facts, *seen.facts), gaps=seen.gaps)
            for a, seen in zip(report.assessments, cycle(example().assessments), strict=False)
        ),
    )


def nothing_known() -> Report:
    """Tools of which nobody knows anything, for whom nothing is asked."""
    wanted = (Tool("Mug"), Tool("Teapot"))
    return app.review(Proposal(wanted), LoadedCatalog(Catalog(Header("t", "Tea"))), Evidence(), DAY)


HOSTILE = (
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "</style></script><svg onload=document.title='run'>",
    "javascript:document.title='run'",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp; <!-- -->",
    "abc\u202edef\u2066ghi\u200b",
    "line\nbreak\ttab\r\x00\x1b[31m",
    "שלום עולם של כלים",
    "日本語のとても長い名前のマーケティングツール",
    "ｗｉｄｅ" * 5,
    "A" * 10_000,
)


def hostile(texts: tuple[str, ...] = HOSTILE) -> Report:
    """Every text of a report is one that somebody outside could have written."""
    wanted = tuple(
        Tool(
            text,
            texts[(n + 1) % len(texts)],
            vendor=Vendor(texts[(n + 2) % len(texts)]),
            edition=texts[(n + 3) % len(texts)],
            place=Place("list.csv", n + 1),
        )
        for n, text in enumerate(texts)
    )
    made = app.review(
        Proposal(
            wanted,
            ProposalHeader(title=texts[0]),
            waivers=tuple(WaiverRequest(text, text, text) for text in texts),
        ),
        LoadedCatalog(soe(3)),
        Evidence(),
        DAY,
    )
    return replace(
        made,
        notes=tuple(Note(text, 2, (Place(text, 1),)) for text in texts),
        questions=tuple(
            replace(question, text=texts[n % len(texts)], asks=Supplier.VENDOR)
            for n, question in enumerate(made.questions * 8)
        ),
        assessments=tuple(
            replace(
                a,
                says=text,
                facts=(
                    Fact(text, text, text, Origin(Basis.STATED, text, text, text, text, text)),
                    Fact(
                        text, "tls.alpn", (text,), Origin(Basis.STATED, f"https://a.example/{text}")
                    ),
                ),
                gaps=(Gap(text, text, text, text),),
                findings=tuple(
                    replace(f, says=text, remedy=text, waiver=text, area=text) for f in a.findings
                ),
            )
            for a, text in zip(made.assessments, texts, strict=True)
        ),
        plan=replace(
            made.plan,
            tasks=tuple(
                replace(task, label=texts[n % len(texts)], role=texts[-n % len(texts)])
                for n, task in enumerate(made.plan.tasks)
            ),
        ),
    )
