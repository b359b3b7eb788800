"""Whatever a stranger's server does, a question ends, in little memory, in a state of ours.

That it ends in its time is shown by servers that never end: nothing but the deadline is left.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.web import hostile

MEGABYTES = 60


def _said(command: Sequence[str]) -> Any:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stderr == "", "no warning comes out of the door"
    return json.loads(done.stdout)


@pytest.mark.heavy
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_servers_that_do_their_worst() -> None:
    found = _said([sys.executable, "-W", "always", "-m", "tests.web.hostile"])
    wanted = {case.name: case.wanted for case in hostile.CASES}
    assert len(wanted) == len(hostile.CASES) >= 60
    assert {one["case"] for one in found} == set(wanted)
    assert [one for one in found if one["ended"] not in wanted[one["case"]]] == []
    assert [one for one in found if one["mb"] > MEGABYTES] == []


@pytest.mark.slow
def test_no_way_leads_to_an_address_that_is_not_public() -> None:
    unshare = shutil.which("unshare")
    if os.geteuid() or not unshare or not shutil.which("ip"):
        pytest.skip("a network of its own needs root, unshare and ip")
    if subprocess.run([unshare, "-n", "true"], capture_output=True).returncode:
        pytest.skip("this machine gives no network of its own")
    command = [unshare, "-n", sys.executable, "-W", "always", "-m", "tests.web.hostile"]
    found = _said([*command, "addresses"])
    assert [one for one in found["cases"] if one["ended"] != one["wanted"]] == []
    assert set(found["reached"]) == {hostile.PUBLIC}, "the servers' own log"
    assert len(found["reachable"]) >= 20, "a client without a guard gets there"
