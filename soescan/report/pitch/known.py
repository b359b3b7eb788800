"""What we know: what each tool or group meets, what it does not, and what nobody knows yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from soescan.dates import format_date
from soescan.model import RULE_IDS, Assessment, Finding, Outcome, Verdict
from soescan.quantities import quantity
from soescan.report.first_page import LabelledText
from soescan.report.pitch.nouns import PitchPart
from soescan.report.pitch.request import PitchedTool, ToolRequest
from soescan.report.pitch.wording import name_standards, name_tool, name_tools, quote
from soescan.report.tables.gaps import severity_rank
from soescan.report.tables.wording import as_sentence, capitalize_first

_COUNTED = (Verdict.MEETS, Verdict.WAIVED, Verdict.CONFLICTS, Verdict.UNKNOWN)
_MOST_TOOLS, _MOST_GROUPS = 6, 5
"""Tools that get a line each, else the largest groups that do."""


def build_known(request: ToolRequest) -> PitchPart:
    """The basis, then a point for each tool or, where there are many, for each group."""
    return PitchPart("What we know", tuple(_list_points(request)))


def _list_points(request: ToolRequest) -> Iterator[LabelledText]:
    report = request.report
    basis = f"As of {format_date(report.as_of)}, checked against {quote(report.catalog.name, 60)}."
    if not report.catalog.own:
        basis += " It came with soescan and is not your policy, so this is a rehearsal."
    yield LabelledText("Basis", basis)
    tools = (*request.wanted, *request.in_use)
    if len(tools) <= _MOST_TOOLS:
        yield from map(_describe_tool, tools)
        return
    groups = [list(members) for _, members in groupby(tools, key=lambda tool: tool.group)]
    groups.sort(key=len, reverse=True)
    yield from map(_describe_group, groups[:_MOST_GROUPS])
    if others := [tool for group in groups[_MOST_GROUPS:] for tool in group]:
        names = name_tools([tool.name for tool in others])
        yield LabelledText(f"Others ({len(others)})", f"{names}.")


# --- a tool --------------------------------------------------------------------------------------


def _describe_tool(tool: PitchedTool) -> LabelledText:
    label, a = name_tool(tool.name), tool.assessment
    if a.outcome is Outcome.IN_SOE:
        return LabelledText(label, f"in your SOE already{_until(a)}.")
    findings = sorted(_list_counted(a.findings), key=severity_rank)
    met = [f.name for f in findings if f.verdict in (Verdict.MEETS, Verdict.WAIVED)]
    if not findings:
        return LabelledText(label, as_sentence(quote(a.says, 90)))
    total = quantity(len(findings), "standard")
    parts = [f"meets {len(met)} of {total}" if met else f"none of {total} is known to be met yet"]
    if len(met) > 2:
        parts[0] += f", among them {name_standards(met[:2], 2)}"
    for verdict, verb in ((Verdict.CONFLICTS, "Not met"), (Verdict.UNKNOWN, "Open")):
        if rules := [f.name for f in findings if f.verdict is verdict]:
            parts.append(f"{verb}: {name_standards(rules, 3)}")
    return LabelledText(label, f"{'. '.join(parts)}.")


def _until(a: Assessment) -> str:
    product = a.match.product
    return f" until {format_date(product.valid_until)}" if product and product.valid_until else ""


def _list_counted(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.verdict in _COUNTED and f.rule not in RULE_IDS]


# --- a group -------------------------------------------------------------------------------------


def _describe_group(tools: Sequence[PitchedTool]) -> LabelledText:
    """Who is in it, how much they meet, and what they fail and leave open most often."""
    each = [_list_counted(tool.assessment.findings) for tool in tools]
    names = name_tools([tool.name for tool in tools])
    parts = [f"{names}", *_word_met(each)]
    for verdict, verb in ((Verdict.CONFLICTS, "Not met"), (Verdict.UNKNOWN, "Open most often")):
        if rules := _most_common(each, verdict):
            parts.append(f"{verb}: {name_standards(rules, 3)}")
    label = f"{capitalize_first(tools[0].group)} ({len(tools)})"
    return LabelledText(label, f"{'. '.join(parts)}.")


def _word_met(each: Sequence[Sequence[Finding]]) -> Iterator[str]:
    met = [sum(f.verdict is Verdict.MEETS for f in findings) for findings in each]
    most = max(map(len, each), default=0)
    if most:
        span = str(met[0]) if min(met) == max(met) else f"{min(met)} to {max(met)}"
        yield f"Known to be met: {span} of up to {quantity(most, 'standard')} each"


def _most_common(each: Sequence[Sequence[Finding]], verdict: Verdict) -> list[str]:
    """Standards with a verdict, those that weigh most first, then those of most tools."""
    found = [finding for findings in each for finding in findings if finding.verdict is verdict]
    tools = Counter(finding.name for finding in found)
    weight = {finding.name: severity_rank(finding) for finding in found}
    return sorted(tools, key=lambda name: (weight[name], -tools[name]))
