"""Reading without eyes, and in narrow windows: each cell a line, nothing aligned, nothing cut."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from wcwidth import wcswidth

from soescan import app, proposal
from soescan.catalog import read
from soescan.cli import main
from soescan.model import Evidence, Report
from soescan.plan import PlanOptions
from soescan.report import RenderOptions
from soescan.report.formats import as_text
from soescan.report.plan import as_text as plan_as_text
from tests.cli.small import write_soe
from tests.pages import options

DAY = date(2026, 11, 29)
NAMES = (
    "HubSpot",
    "日本語のとても長い名前のマーケティングツール",
    "🚀 Rocket 👩‍👩‍👧 Mail",
    "e\u0301tude cafe\u0301 cre\u0301ateur",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenversand",
)
PLAIN = RenderOptions(verbose=True, wrap=False, plain=True)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("wide")
    path = folder / "tools.csv"
    path.write_text("tool\n" + "\n".join(NAMES), encoding="utf-8")
    proposed, notes = proposal.read([path])
    return app.review(proposed, read(write_soe(folder)), Evidence(), DAY, notes)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tools.csv").write_text("name\nPigeonpost\nMail Caddy\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str, **env: str) -> Result:
    return CliRunner(env=env).invoke(main, arguments)


def text(report: Report, options: RenderOptions) -> str:
    return "".join(as_text.render(report, options))


# --- how it is asked for -------------------------------------------------------------------------


def test_every_command_takes_it() -> None:
    assert [path for path, known in options().items() if "--plain" not in known] == []


def test_it_may_stand_before_the_command_behind_it_or_in_the_environment(here: Path) -> None:
    words = ("vendor", "list", "--category", "chat")
    plain = run(*words, "--plain").stdout
    assert plain.startswith("Product: Ada\nCategory: chat\n")
    assert run("--plain", *words).stdout == plain
    assert run(*words, SOESCAN_PLAIN="1").stdout == plain
    assert run(*words, SOESCAN_PLAIN="").stdout == run(*words).stdout != plain


@pytest.mark.slow
def test_a_file_is_plain_only_where_the_command_says_so(here: Path) -> None:
    soe, day = write_soe(here).name, "2026-11-29"
    check = ("check", "tools.csv", "--soe", soe, "--no-store", "--as-of", day, "-qv")
    assert run(*check, "-o", "table.txt").exit_code == 0
    assert run(*check, "-o", "same.txt", SOESCAN_PLAIN="1").exit_code == 0
    assert run(*check, "-o", "plain.txt", "--plain").exit_code == 0
    table, same, plain = ((here / f"{n}.txt").read_text() for n in ("table", "same", "plain"))
    assert table == same
    assert "tool: Pigeonpost\noutcome: cannot-tell\n" in plain
    shown = run(*check, "--plain", COLUMNS="40").stdout
    assert shown == plain, "whatever the window: who reads it aloud breaks no line"


# --- what it is ----------------------------------------------------------------------------------


def test_nothing_is_aligned_coloured_or_cut(wide: Report) -> None:
    plan_page = plan_as_text.render(wide.plan, PLAIN)
    for page in (text(wide, PLAIN), plan_page):
        assert not re.search(r"\S {2,}\S", page), "columns"
        assert "…" not in page.replace(", …)", "")
        assert "\x1b" not in page
        assert not re.search(r"[│┌─]|={3}|#{3}|~\d", page), "drawn with signs"
    for name in ("HubSpot", NAMES[1], NAMES[-1]):
        assert f"tool: {name}\n" in text(wide, PLAIN)
    assert "earliest: week of" in plan_page


@pytest.mark.parametrize("columns", [20, 26, 39])
@pytest.mark.parametrize("verbose", [False, True])
def test_in_a_narrow_window_no_line_is_wider_than_it(
    wide: Report, columns: int, verbose: bool
) -> None:
    narrow = RenderOptions(columns, verbose=verbose)
    for page in (text(wide, narrow), plan_as_text.render(wide.plan, narrow)):
        lines = page.splitlines()
        assert [line for line in lines if wcswidth(line) > columns] == []
        assert any("HubSpot" in line for line in lines)


@pytest.mark.parametrize("columns", [1, 20, 30])
def test_the_window_is_as_narrow_as_it_is(here: Path, columns: int) -> None:
    page = run("vendor", "list", "--category", "chat", COLUMNS=str(columns)).stdout
    assert max(map(wcswidth, page.splitlines())) <= max(columns, 20)
    assert "Product: Ada\n" in page


def test_a_forecast_is_told_cell_by_cell(here: Path) -> None:
    from soescan.report.plan import forecast

    proposed, _ = proposal.read([here / "tools.csv"])
    soe, quick = read(write_soe(here)), PlanOptions(draws=100)
    made = app.forecast_load([("one", proposed)], soe, Evidence(), DAY, quick)
    page = forecast.render(made, PLAIN)
    assert re.search(r"^role: .+\nmonth: \d{4}-\d\d\nrequests: \d+\nperson-days: ", page, re.M)
    assert not re.search(r"\S {2,}\S", page)
