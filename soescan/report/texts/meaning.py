"""What a step, a fact or an outcome is, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soescan.conditions import describe_condition
from soescan.model import Estimate, FactKey, Outcome, OutlookKind, Step
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.report.format import RenderOptions
from soescan.report.text import wrap

_OUTCOMES = {
    Outcome.BLOCKED: "IT has prohibited the tool, or it fails a blocker that nobody may waive.",
    Outcome.NEEDS_EXCEPTION: (
        "The tool fails a blocker; or it is exception-only or retiring; or its approval has expired"
        " or does not cover this edition, version or data class."
    ),
    Outcome.CANNOT_TELL: (
        "It is not clear which product the tool is; or a blocker is open; or it is not listed and"
        " the catalog has no standards to judge by; or it is approved for an edition, a version or"
        " data that the proposal does not show, or with a limit that is not understood."
    ),
    Outcome.IN_SOE: "The tool is standard or approved, in force, and shown to be covered.",
    Outcome.FITS_WITH_CONDITIONS: (
        "The tool is approved with conditions, in pilot or being assessed; or it fails a condition,"
        " or a condition is open."
    ),
    Outcome.FITS: "No requirement of IT speaks against the tool.",
}

_OUTLOOKS = {
    OutlookKind.LIKELY: (
        "Nothing known speaks against the tool. Each blocker that is open is usually met, as the"
        " SOE says of it, or one scan sees it, or the requester can say it."
    ),
    OutlookKind.NEEDS_PAPER: (
        "What is open stands in documents that the vendor is known to have, or IT has to assess it:"
        " read them, or ask for them."
    ),
    OutlookKind.UNKNOWN: "Too little is known of the vendor to say.",
    OutlookKind.TROUBLE: (
        "Something known points to a conflict. A fact conflicts with a standard, even if it is open"
        " whether that standard applies; or a register or the requester says so; or sources"
        " contradict each other or are too weak; or the product has ended or may be prohibited."
    ),
}


def render_outlook(name: str, options: RenderOptions) -> str:
    """When a tool that cannot be judged yet has this outlook."""
    kind = OutlookKind(name)
    title = f"{kind}: an outlook of a tool that cannot be judged yet"
    return _lines(title, _OUTLOOKS[kind], {}, options)


def render_outcome(name: str, options: RenderOptions) -> str:
    """When a tool comes out so."""
    outcome = Outcome(name)
    return _lines(f"{outcome}: an outcome of a tool", _OUTCOMES[outcome], {}, options)


def render_step(step: Step, standards: Sequence[str], options: RenderOptions) -> str:
    """Who does a step, how long it takes and what calls for it."""
    when = describe_condition(step.when, builtin.vocabulary()) if step.when else ""
    attributes = {
        "Role": step.role,
        "Effort in person-days": _format_estimate(step.effort),
        "Lead time in working days": _format_estimate(step.lead),
        "Lead time from": step.source,
        "After": f"{step.join} of {', '.join(step.after)}" if step.after else "",
        "Committee": step.committee or "",
        "Required for every tool": "yes" if step.always else "",
        "Required when": when,
        "Required by standards": ", ".join(standards),
        "Done once for each": str(step.scope),
        "Papers": ", ".join(step.artefacts),
        "Valid for": quantity(step.valid_months, "month") if step.valid_months else "",
        "Not by the same role as": ", ".join(step.separate_from),
    }
    return _lines(f"{step.id}: a step ({step.kind}, {step.place})", step.label, attributes, options)


def render_fact(
    key: FactKey, probes: Sequence[str], standards: Sequence[str], options: RenderOptions
) -> str:
    """What a fact says, who can supply it, and what asks for it."""
    attributes = {
        "Means": key.meaning,
        "Type": f"{key.type}{f', in {key.unit}' if key.unit else ''}",
        "Values": ", ".join(key.values or key.order),
        "Question": key.question,
        "Supplied by": ", ".join(key.by),
        "Seen by the probes": ", ".join(probes),
        "Valid for": f"{quantity(builtin.days_valid(key.key), 'day')} after it was seen",
        "Used by standards": ", ".join(standards) or "no standard of the SOE",
    }
    return _lines(f"{key.key}: a fact", f"{key.label}", attributes, options)


def _lines(title: str, says: str, attributes: Mapping[str, str], options: RenderOptions) -> str:
    lines = [*wrap(title, options), *(wrap(says, options) if says else []), ""]
    for name, text in attributes.items():
        if text:
            lines += wrap(f"{name}: {text}", options, "  ")
    return "\n".join(lines).rstrip("\n") + "\n"


def _format_estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    low, likely, high = (f"{value:g}" for value in (estimate.low, estimate.likely, estimate.high))
    return likely if low == high else f"{low} to {high}, likely {likely}"
