"""What was seen of sites, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from soescan.conditions import format_value
from soescan.errors import UnreadableState
from soescan.model import Evidence, Fact, FactChange, Gap, Note, Scan, Value
from soescan.reference import builtin
from soescan.report.format import RenderOptions
from soescan.report.text import align_columns, wrap, wrap_indented
from soescan.report.texts.notes import note_lines
from soescan.schema import DocumentSchema

ENDINGS: Mapping[str, str] = {".txt": "table", ".json": "json", ".jsonl": "jsonl"}
"""The format that a file's ending asks for."""

_MOST_IN_DETAIL = 3
"""Up to so many sites are shown one by one; of more, a line each."""


def render_scans(scans: Sequence[Scan], notes: Sequence[Note], options: RenderOptions) -> str:
    """The answer, a line for each site, and for a few sites a line for each probe."""
    parts = [_answer(scans, options)]
    if len(scans) > 1:
        parts.append(_site_table(scans, options))
    if len(scans) <= _MOST_IN_DETAIL or options.verbose:
        parts += [_site_lines(scan, options) for scan in scans]
    elif scans:
        parts.append(wrap("--verbose shows what was found on each.", options))
    parts.append(note_lines(notes, options))
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def scans_as_json(scans: Iterable[Scan]) -> str:
    """All facts and gaps, as `soescan check --evidence` reads them."""
    return evidence_as_json(Evidence.merge(scans))


def evidence_as_json(evidence: Evidence) -> str:
    """Evidence as a document with its schema, which `--evidence` reads."""
    return (
        json.dumps(DocumentSchema().write_document(evidence), ensure_ascii=False, indent=1) + "\n"
    )


def scan_as_json_line(scan: Scan) -> str:
    """A scan as one line of JSON, with the state of its page."""
    return (
        json.dumps({"state": scan.state} | DocumentSchema().write(scan), ensure_ascii=False) + "\n"
    )


# --- text ----------------------------------------------------------------------------------------


def _answer(scans: Sequence[Scan], options: RenderOptions) -> list[str]:
    # Whoever asks a few probes only may not have asked what became of the page.
    readable = [
        scan for scan in scans if scan.state == "ok" or (not scan.state and scan.is_readable)
    ]
    if not scans:
        answer = "There was no site to scan."
    elif len(scans) == 1:
        scan = scans[0]
        answer = f"{scan.site or scan.url} {_scan_result(scan)}."
    elif len(readable) == len(scans):
        answer = f"All {len(scans)} sites could be read."
    else:
        answer = f"{len(readable)} of {len(scans)} sites could be read."
    return wrap(answer, options)


def _scan_result(scan: Scan) -> str:
    counted = f"{_quantity(len(scan.facts), 'fact')}, {_quantity(len(scan.gaps), 'gap')}"
    if scan.state == "ok" or (not scan.state and scan.is_readable):
        return f"could be read: {counted}"
    state = f" ({scan.state})" if scan.state else ""
    return f"could not be read{state}: {counted}"


def _quantity(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _site_table(scans: Sequence[Scan], options: RenderOptions) -> list[str]:
    rows = [
        (scan.site or scan.url, scan.state or "-", str(len(scan.facts)), str(len(scan.gaps)))
        for scan in scans
    ]
    return align_columns(("site", "state", "facts", "gaps"), rows, options)


def _site_lines(scan: Scan, options: RenderOptions) -> list[str]:
    state = f" ({scan.state})" if scan.state else ""
    lines = wrap(f"{scan.site or scan.url}{state}", options)
    return [*lines, *fact_lines(scan.facts, options), *_gap_lines(scan.gaps, options)]


def fact_lines(facts: Sequence[Fact], options: RenderOptions) -> Iterator[str]:
    """A line for each probe; with every reason, a line for each fact and where it is from."""
    by_probe: dict[str, list[Fact]] = {}
    for fact in facts:
        by_probe.setdefault(fact.origin.by, []).append(fact)
    if not options.verbose:
        rows = [
            (
                f"  {probe}",
                "; ".join(f"{_fact_label(f.key)}: {format_value(f.value)}" for f in probe_facts),
            )
            for probe, probe_facts in by_probe.items()
        ]
        yield from align_columns((), rows, options)
        return
    for probe, probe_facts in by_probe.items():
        yield from wrap_indented(probe, options)
        for fact in probe_facts:
            yield from _fact_with_origin(fact, options)


def _fact_with_origin(fact: Fact, options: RenderOptions) -> Iterator[str]:
    origin = fact.origin
    until = f"until {fact.expires}" if fact.expires else ""
    source = ", ".join(filter(None, (origin.basis, origin.url, origin.at, until)))
    yield from wrap_indented(f"{fact.key}: {format_value(fact.value)} ({source})", options, 4)
    if origin.excerpt:
        yield from wrap_indented(f"“{origin.excerpt}”", options, 6)


def _gap_lines(gaps: Sequence[Gap], options: RenderOptions) -> Iterator[str]:
    if options.verbose:
        urls_of: dict[tuple[str, str, str], dict[str, None]] = {}
        for gap in gaps:
            urls_of.setdefault((gap.probe, gap.state, gap.why), {})[gap.url] = None
        for (probe, state, why), urls in urls_of.items():
            gap_text = f"{probe} {state}{f': {why}' if why else ''}"
            lead = "" if state == UnreadableState.NOT_APPLICABLE else "not read: "
            yield from wrap_indented(f"{lead}{gap_text} ({', '.join(urls)})", options)
        return
    by_state: dict[str, dict[str, None]] = {}
    for gap in gaps:
        by_state.setdefault(gap.state, {})[gap.probe] = None
    for state, probes in by_state.items():
        lead = (
            "not applicable" if state == UnreadableState.NOT_APPLICABLE else f"not read ({state})"
        )
        yield from wrap_indented(f"{lead}: {', '.join(probes)}", options)


def _fact_label(key: str) -> str:
    entry = builtin.vocabulary().get(key)
    return entry.label if entry else key


# --- what is on file -----------------------------------------------------------------------------


def render_stored_sites(
    rows: Sequence[tuple[str, str, int, int, int, str]], options: RenderOptions
) -> str:
    """A line for each site: when it was looked at, facts, expired ones, gaps, until when."""
    if not rows:
        return "Nothing is on file. soescan scan ADDRESS scans a site.\n"
    head = ("site", "looked at", "facts", "expired", "gaps", "good until")
    texts = [tuple(map(str, row)) for row in rows]
    return "\n".join(align_columns(head, texts, options)) + "\n"


def render_stored_site(
    scan: Scan, days: Sequence[date], expired: Sequence[Fact], options: RenderOptions
) -> str:
    """What is on file of a site, with where each fact is from."""
    dates = ", ".join(map(str, days))
    lines = wrap(f"{scan.site}: looked at on {dates}.", options)
    if expired:
        share = "All" if len(expired) == len(scan.facts) else f"{len(expired)} of {len(scan.facts)}"
        lines += wrap(f"{share} facts have expired; soescan scan renews them.", options)
    lines += ["", *fact_lines(scan.facts, options), *_gap_lines(scan.gaps, options)]
    return "\n".join(lines) + "\n"


def render_changes(
    names: tuple[str, str], changes: Sequence[FactChange], options: RenderOptions
) -> str:
    """Facts that are new, gone and different from one of two `names` to the other, by kind."""
    before, after = names
    if not changes:
        return "\n".join(wrap(f"From {before} to {after} nothing has changed.", options)) + "\n"
    kinds = {
        "added": [c for c in changes if not c.before],
        "gone": [c for c in changes if not c.after],
        "changed": [c for c in changes if c.before and c.after],
    }
    counted = ", ".join(f"{len(group)} {kind}" for kind, group in kinds.items() if group)
    lines = wrap(f"From {before} to {after}: {counted}.", options)
    subjects = {change.subject for change in changes}
    for kind, group in kinds.items():
        lines += ["", kind.capitalize()] if group else []
        for change in group:
            subject = f"{change.subject}: " if len(subjects) > 1 else ""
            line = f"{subject}{_fact_label(change.key)} {_format_change(change)}"
            lines += wrap_indented(line, options)
    return "\n".join(lines) + "\n"


def _format_change(change: FactChange) -> str:
    if not change.before:
        return f"is {_join_values(change.after)}"
    if not change.after:
        return f"was {_join_values(change.before)}"
    return f"was {_join_values(change.before)}, is now {_join_values(change.after)}"


def _join_values(values: Sequence[Value]) -> str:
    return " and ".join(format_value(value) for value in values)
