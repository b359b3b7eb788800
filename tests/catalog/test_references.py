"""The shipped SOEs refer to controls that there are, under the numbers of the edition they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from soescan import catalog
from soescan.reference import builtin

SOES = tuple(builtin.builtin_soes().values())

# NIST CSF 2.0 has 106 subcategories, with gaps where those of 1.1 went elsewhere.
CSF = {
    **{f"GV.{name}": range(1, last + 1) for name, last in
       {"OC": 5, "RM": 7, "RR": 4, "PO": 2, "OV": 3, "SC": 10}.items()},
    "ID.AM": (1, 2, 3, 4, 5, 7, 8),
    "ID.RA": range(1, 11),
    "ID.IM": range(1, 5),
    "PR.AA": range(1, 7),
    "PR.AT": (1, 2),
    "PR.DS": (1, 2, 10, 11),
    "PR.PS": range(1, 7),
    "PR.IR": range(1, 5),
    "DE.CM": (1, 2, 3, 6, 9),
    "DE.AE": (2, 3, 4, 6, 7, 8),
    "RS.MA": range(1, 6),
    "RS.AN": (3, 6, 7, 8),
    "RS.CO": (2, 3),
    "RS.MI": (1, 2),
    "RC.RP": range(1, 7),
    "RC.CO": (3, 4),
}  # fmt: skip
CONTROLS = {
    "MVSP": {f"{part}.{n}" for part, last in ((1, 8), (2, 8), (3, 5), (4, 4))
             for n in range(1, last + 1)},
    "ISO 27001": {f"A.{part}.{n}" for part, last in ((5, 37), (6, 8), (7, 14), (8, 34))
                  for n in range(1, last + 1)},
    "NIST CSF": {f"{name}-{n:02}" for name, numbers in CSF.items() for n in numbers},
    "NCSC": {str(n) for n in range(1, 15)},
}  # fmt: skip
LAWS = ("GDPR Art.", "DORA Art.", "Directive", "Regulation", "RFC", "WCAG", "EN")


@pytest.mark.parametrize("path", SOES, ids=lambda path: path.name)
def test_every_reference_is_to_a_control_that_there_is(path: Path) -> None:
    assert sum(map(len, CSF.values())) == 106
    for standard in catalog.read(path).catalog.standards:
        for ref in standard.refs:
            work, _, control = ref.rpartition(" ")
            assert control in CONTROLS.get(work, {control}), f"{standard.id}: {ref}"
            assert ref.startswith((*CONTROLS, *LAWS)), f"{standard.id}: {ref}"
