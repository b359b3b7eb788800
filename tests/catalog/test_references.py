"""References of the shipped SOEs name controls that exist, in the edition that the file says."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from soescan import catalog
from soescan.reference import builtin

MVSP = {1: 8, 2: 8, 3: 5, 4: 4}
"""Minimum Viable Secure Product v3.0: controls of each group."""
ISO_27001 = {5: 37, 6: 8, 7: 14, 8: 34}
"""ISO/IEC 27001:2022, Annex A: controls of each theme."""
NCSC = 14
"""Cloud security principles, v2.1."""
CSF_NUMBERS: dict[str, Iterable[int]] = {
    "GV.OC": range(1, 6),
    "GV.RM": range(1, 8),
    "GV.RR": range(1, 5),
    "GV.PO": range(1, 3),
    "GV.OV": range(1, 4),
    "GV.SC": range(1, 11),
    "ID.AM": (1, 2, 3, 4, 5, 7, 8),
    "ID.RA": range(1, 11),
    "ID.IM": range(1, 5),
    "PR.AA": range(1, 7),
    "PR.AT": range(1, 3),
    "PR.DS": (1, 2, 10, 11),
    "PR.PS": range(1, 7),
    "PR.IR": range(1, 5),
    "DE.CM": (1, 2, 3, 6, 9),
    "DE.AE": (2, 3, 4, 6, 7, 8),
    "RS.MA": range(1, 6),
    "RS.AN": (3, 6, 7, 8),
    "RS.CO": (2, 3),
    "RS.MI": range(1, 3),
    "RC.RP": range(1, 7),
    "RC.CO": (3, 4),
}
NIST_CSF = {f"{category}-{number:02}" for category, all_ in CSF_NUMBERS.items() for number in all_}
"""NIST Cybersecurity Framework 2.0: the 106 subcategories."""
OTHERS = re.compile(
    r"RFC \d{4}( [\d.]+)?|WCAG 2\.2 AA|EN 301 549|GDPR Art\. \d+(-\d+)?(\(\d\))?|DORA Art\. \d+"
    r"|Directive (\(EU\) )?\d+/\d+(/EC)?( Art\. \d+(\(\d\))?)?|Regulation \(EU\) \d+/\d+ Art\. \d+"
    r"|PCI DSS 12\.8|WHATWG Fetch \([\w -]+\)|W3C [A-Z][\w -]+"
)


def is_known(ref: str) -> bool:
    if found := re.fullmatch(r"MVSP (\d)\.(\d)", ref):
        return 1 <= int(found[2]) <= MVSP.get(int(found[1]), 0)
    if found := re.fullmatch(r"ISO 27001 A\.(\d)\.(\d+)", ref):
        return 1 <= int(found[2]) <= ISO_27001.get(int(found[1]), 0)
    if found := re.fullmatch(r"NCSC (\d+)", ref):
        return 1 <= int(found[1]) <= NCSC
    if found := re.fullmatch(r"NIST CSF (\S+)", ref):
        return found[1] in NIST_CSF
    return OTHERS.fullmatch(ref) is not None


@pytest.mark.parametrize("name", ["starter", "regulated", "small"])
def test_every_reference_names_a_control_that_exists(name: str) -> None:
    standards = catalog.read(builtin.builtin_soe(name)).catalog.standards
    assert [(s.id, ref) for s in standards for ref in s.refs if not is_known(ref)] == []
    assert [s.id for s in standards if len(set(s.refs)) != len(s.refs)] == []
    assert [s.id for s in standards if not s.refs] == []


@pytest.mark.parametrize(
    "ref", ["MVSP 1.9", "ISO 27001 A.9.1", "ISO 27001 A.8.35", "NCSC 15", "NIST CSF PR.DS-09"]
)
def test_what_is_no_control_is_told(ref: str) -> None:
    assert not is_known(ref)
    assert len(NIST_CSF) == 106
