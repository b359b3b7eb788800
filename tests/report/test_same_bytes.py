"""The same report gives the same bytes, in every format, wherever and whenever it is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

from soescan import report
from soescan.report import RenderOptions
from tests.conftest import ROOT
from tests.report import factories

# A PDF is the HTML again, and takes seconds: its own tests look at its bytes.
FORMATS = [one for one in report.FORMATS if not one.check_dependencies]
_PROGRAM = """
import json, sys
from tests.report.test_same_bytes import digests
json.dump(digests(), sys.stdout)
"""


def digests() -> dict[str, str]:
    """A digest of the example in each format."""
    return {format.id: _digest(format) for format in FORMATS}


def _digest(format: report.Format) -> str:
    pieces = format.render(factories.example(), RenderOptions())
    content = b"".join(p if isinstance(p, bytes) else p.encode() for p in pieces)
    assert content
    return hashlib.sha256(content).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_two_runs_give_the_same_bytes(format: report.Format) -> None:
    assert _digest(format) == _digest(format)


@pytest.mark.heavy
def test_neither_time_zone_nor_locale_nor_chance_changes_a_byte() -> None:
    surroundings = [
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1", "COLUMNS": "40"},
        {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "LANG": "tr_TR.UTF-8"},
    ]
    found = [
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, **around, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for around in surroundings
    ]
    assert json.loads(found[0]) == json.loads(found[1]) == digests()
