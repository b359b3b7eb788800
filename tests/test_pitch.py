"""The command pitch: what it takes, what it writes, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from soescan.cli import main
from soescan.reference import builtin

SOE = builtin.catalogs_folder() / "example" / "soe.yaml"
DAY = ("--as-of", "2026-11-22", "--no-store")


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["pitch", *arguments, *DAY], input=stdin)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tools.csv").write_text("name,url\nPigeonpost,https://pigeonpost.example\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_several_outputs_are_written_in_one_run(here: Path) -> None:
    outputs = ("-o", "a.docx", "-o", "a.md", "-o", "a.eml", "-o", "a.txt", "-o", "-")
    result = run("tools.csv", "--soe", str(SOE), *outputs)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# Request to IT: Pigeonpost\n")
    assert (here / "a.txt").read_text() == result.stdout
    assert (here / "a.docx").read_bytes().startswith(b"PK")
    assert (here / "a.eml").read_bytes().startswith(b"Subject: Request to IT: Pigeonpost\r\n")
    assert (here / "a.md").read_text().startswith("# Request to IT: Pigeonpost\n")


@pytest.mark.slow
def test_a_trial_is_offered_to_a_tool_that_meets_its_conditions(here: Path) -> None:
    (here / "small.yaml").write_text(
        "schema: soescan/proposal@1\ntools:\n"
        "  - {name: Doodle Pad, url: https://doodle-pad.example, deployment: saas, cost: 500,"
        " integrations: [], data: [{class: public, personal: false}]}\n"
        "  - {name: Pigeonpost, url: https://pigeonpost.example}\n"
    )
    result = run("small.yaml")
    assert "- Trial: possible for Doodle Pad, for 60 days. Then Head of IT decides.\n" in (
        result.stdout
    )


@pytest.mark.slow
def test_a_list_can_come_from_standard_input(here: Path) -> None:
    result = run("-", "--soe", str(SOE), stdin="name\nPigeonpost\n")
    assert result.stdout.startswith("# Request to IT: Pigeonpost\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tools.csv", "-o", "a.pdf"), "a.pdf: expected a file ending in .txt, .md, .markdown,"),
        (("tools.csv", "-o", "tools.csv"), "tools.csv: is read from"),
        (("none.csv",), "none.csv"),
        (("empty.csv",), "empty.csv: expected a header line and rows, found nothing"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    here: Path, arguments: tuple[str, ...], says: str
) -> None:
    (here / "empty.csv").write_text("")
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (here / "a.pdf").exists()
