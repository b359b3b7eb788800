"""One plan for one set of arguments: `check`, `plan` and `whatif` agree on every date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from soescan.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "catalogs" / "example"


def run(command: str, arguments: list[str], out: Path) -> Any:
    path = out / f"{command}.json"
    result = CliRunner().invoke(main, [command, *arguments, "-q", "-o", str(path)])
    assert result.exit_code == 0, result.output
    return json.loads(path.read_text())


def dates(tools: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    keys = ("tool", "earliest", "p50", "p80", "p95", "days")
    return [tuple(tool.get(key) for key in keys) for tool in tools]


@pytest.mark.slow
@pytest.mark.parametrize(
    "soe", [pytest.param([], marks=pytest.mark.heavy), ["--soe", str(EXAMPLE / "soe.yaml")]]
)
def test_check_plan_and_whatif_agree_on_every_date(soe: list[str], tmp_path: Path) -> None:
    tools = tmp_path / "tools.csv"
    tools.write_text(
        "name,url,data\n"
        + "".join(f"Tool {n},https://tool{n}.example,internal\n" for n in range(2))
        + "Pigeonpost,https://pigeonpost.example,confidential\n"
    )
    arguments = [str(tools), *soe, "--as-of", "2026-11-22", "--no-store"]
    checked, planned, changed = (
        run(command, arguments, tmp_path) for command in ("check", "plan", "whatif")
    )
    assert any(tool.get("earliest") for tool in planned["tools"])
    assert dates(checked["plan"]["tools"]) == dates(planned["tools"])
    assert dates(changed["plan"]["tools"]) == dates(planned["tools"])
