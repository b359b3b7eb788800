"""A catalog from a stranger ends in a clear error, soon and in little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_hostile import MEASURE

HEAD = "schema: soescan/soe@1\ncatalog: {id: a, name: A%s}\n"
MOST_MEMORY = 200
"""Megabytes."""


def ten_thousand_standards(folder: Path) -> str:
    one = (
        "  - id: s%d\n    area: web\n    why: It is so.\n"
        "    require: {fact: auth.sso.saml, op: eq, value: true}\n"
    )
    return HEAD % "" + "standards:\n" + "".join(one % n for n in range(10_000))


def a_loop_of_extends(folder: Path) -> str:
    (folder / "other.yaml").write_text(HEAD % ", extends: [soe.yaml]")
    return HEAD % ", extends: [other.yaml]"


def a_megabyte_of_pattern(folder: Path) -> str:
    clause = "{fact: hosting.platform, op: matches, value: '%s'}" % ("(a+)+" * 200_000)
    return HEAD % "" + f"standards:\n  - {{id: a, area: b, why: c, require: {clause}}}\n"


def a_billion_laughs(folder: Path) -> str:
    made = HEAD % "" + "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        made += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    return made


def a_way_out_of_the_folder(folder: Path) -> str:
    return HEAD % ", extends: [../../secret.yaml]"


def a_deep_condition(folder: Path) -> str:
    nested = "{not: " * 5_000 + "{fact: auth.mfa, op: present}" + "}" * 5_000
    return HEAD % "" + f"standards:\n  - {{id: a, area: b, why: c, require: {nested}}}\n"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs os.wait4 to measure memory")
@pytest.mark.parametrize(
    ("made", "says"),
    [
        (ten_thousand_standards, "expected at most 2,000 standards, found 10,000"),
        (a_loop_of_extends, "found soe.yaml -> other.yaml -> soe.yaml"),
        (a_megabyte_of_pattern, "soe.yaml:4: standards[0].require.value: expected at most 200"),
        (a_billion_laughs, "expected at most 400000 values, found more"),
        (a_way_out_of_the_folder, "expected a file beside this one or below, or shipped:NAME"),
        (a_deep_condition, "soe.yaml:4: expected at most 60 levels, found more"),
    ],
    ids=lambda part: part.__name__ if callable(part) else "",
)
def test_a_hostile_catalog_is_refused(
    made: Callable[[Path], str], says: str, tmp_path: Path
) -> None:
    (tmp_path / "soe.yaml").write_text(made(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "catalog", "check", "soe.yaml"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    exit_code, memory = json.loads(done.stdout)
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert exit_code == 2, said
    assert says in said
    assert "Traceback" not in said
    assert memory < MOST_MEMORY
