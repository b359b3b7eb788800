"""The commands: what they print where, how they end, and that their help is true."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from soescan import cli, report
from soescan.cli import main
from soescan.evidence.store import NAME, EvidenceStore
from soescan.model import Outcome, OutlookKind, Scan
from soescan.reference import builtin
from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.web import recording
from tests.conftest import ROOT
from tests.reference.public.factories import Door, all_lists
from tests.site import factories

ANSWERS: dict[tuple[str, ...], str] = {("start",): "tools.csv\nsoe.yaml\n\n\n\n"}
"""What commands that ask are told."""
TOOLS = "name,url\nPigeonpost,https://pigeonpost.example\nHound Pixel,https://trackhound.example\n"


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that help pages name."""
    example = builtin.catalogs_folder() / "example"
    for name in ("soe.yaml", "soe.cases.yaml"):
        (tmp_path / name).write_text((example / name).read_text(encoding="utf-8"))
    (tmp_path / "tools.csv").write_text(TOOLS + "Acme Mailer,https://acme.example\n")
    (tmp_path / "standards.csv").write_text(
        "Standard Name,Status,Approval Expiration Date\nAcme Mailer,Approved,2027-03-31\n"
    )
    _workbook(tmp_path / "tools.xlsx")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    lists = contextlib.nullcontext(Door(all_lists()))
    monkeypatch.setattr(cli.data, "open_publishers", lambda network: lists)
    return tmp_path


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Wishlist"
    for row in (("Product", "Link"), ("Pigeonpost", "https://pigeonpost.example")):
        sheet.append(row)
    book.save(path)


@pytest.fixture
def stocked(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with a recording, a saved report, and with evidence of a site on file."""
    monkeypatch.setenv("SOESCAN_DATA", str(here / "data"))
    site = factories.site(factories.page())
    found = run_probes(site, PROBES)
    recording.write(here / "acme.jsonl", site.web.outcomes, [site.url])  # type: ignore[attr-defined]
    assert run("check", "tools.csv", "--soe", "soe.yaml", "-o", "saved.json").exit_code == 0
    (here / "report.html").write_text('<meta name="generator" content="soescan">')
    _stock_registers(here / "registers")
    with EvidenceStore(here / "data" / NAME) as store:
        seen = Scan(site.host, site.url, found.facts, found.gaps)
        store.add_scan(seen, [probe.id for probe in PROBES], datetime(2026, 5, 1, tzinfo=UTC))
    return here


def _stock_registers(folder: Path) -> None:
    """The files of registers that know nobody, for `data build`."""
    folder.mkdir()
    for name in ("diodb.json", "probo.json"):
        (folder / name).write_text("[]")
    (folder / "fedramp.json").write_text('{"data": {"Products": []}}')
    for name in ("sso", "2fa", "trustlists", "statuspages"):
        tarfile.open(folder / f"{name}.tar.gz", "w:gz").close()


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


@pytest.mark.slow
@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_example_in_a_help_page_runs(command: tuple[str, ...], stocked: Path) -> None:
    page = run(*command, "--help").output
    examples = re.findall(r"^ +soescan (.+)$", page, flags=re.M)
    assert examples, "a help page without an example explains nothing"
    for example in examples:
        result = run(*shlex.split(example), stdin=ANSWERS.get(command))
        assert result.exit_code == 0, f"{example}\n{result.output}"


def test_choices_are_what_the_model_knows() -> None:
    from soescan.report import Audience

    assert tuple(Outcome) == cli.OUTCOMES
    assert tuple(OutlookKind) == cli.OUTLOOKS
    assert tuple(Audience) == cli.AUDIENCES


@pytest.mark.parametrize("group", [(), ("catalog",), ("data",), ("evidence",)])
def test_no_summary_of_a_command_is_cut(group: tuple[str, ...]) -> None:
    summaries = run(*group, "--help").output.partition("Commands:")[2]
    assert summaries
    assert "..." not in summaries


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, soescan.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = [
        "networkx",
        "requests",
        "bs4",
        "tabulate",
        "yaml",
        "openpyxl",
        "soescan.model",
        "sqlite3",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.heavy
def test_a_prohibition_at_the_end_of_a_long_list_is_found(here: Path) -> None:
    rows = "".join(f"Tool {n},https://t{n}.example\n" for n in range(4_000))
    (here / "long.csv").write_text(f"name,url\n{rows}Trackhound,https://trackhound.example\n")
    found = run("check", "long.csv", "--soe", "soe.yaml", "--fail-on", "blocked")
    assert found.exit_code == 1
    assert "Trackhound" in found.output


@pytest.mark.slow
def test_an_exit_code_does_not_speak_for_rows_that_were_not_read(here: Path) -> None:
    rows = "".join(f"Tool {n},https://t{n}.example\n" for n in range(10_001))
    (here / "long.csv").write_text(f"name,url\n{rows}")
    found = run("check", "long.csv", "--soe", "soe.yaml", "--fail-on", "blocked")
    assert found.exit_code == 2
    assert "1 rows are left out: only the first 10,000 rows are read" in found.stderr


@pytest.mark.slow
def test_exit_codes(here: Path) -> None:
    check = ("check", "tools.csv", "--soe", "soe.yaml", "--as-of", "2026-11-02")
    (here / "empty.csv").write_text("name,url\n,https://acme.example\n")
    assert run(*check).exit_code == 0
    assert run(*check, "--fail-on", "blocked").exit_code == 1
    assert run(*check, "--fail-on", "fits,in-soe").exit_code == 0
    assert run(*check, "--fail-on", "bad").exit_code == 2
    assert run("check", "absent.csv").exit_code == 2
    assert run("check", "empty.csv").exit_code == 3
    assert run("explain", "no-such-standard", "--soe", "soe.yaml").exit_code == 2


def test_data_goes_to_stdout_and_messages_to_stderr(here: Path) -> None:
    done = run(
        "check", "tools.csv", "--soe", "soe.yaml", "--format", "json", "-o", "-", "-o", "r.txt"
    )
    assert json.loads(done.stdout)["schema"] == "soescan/report@2"
    assert done.stderr == "wrote r.txt\n"
    wrong = run("check", "tools.csv", "--soe", "tools.csv")
    assert wrong.stdout == ""
    assert wrong.stderr.startswith("Error: tools.csv")


def test_a_list_can_come_from_standard_input(here: Path) -> None:
    as_csv = run("check", "-", "--soe", "soe.yaml", "--as-of", "2026-11-02", stdin=TOOLS)
    as_json = run(
        "check", "-", "--soe", "soe.yaml", "--as-of", "2026-11-02",
        stdin='[{"name": "Pigeonpost", "url": "https://pigeonpost.example"},'
        ' {"name": "Hound Pixel", "url": "https://trackhound.example"}]',
    )  # fmt: skip
    assert as_csv.output == as_json.output
    assert as_csv.exit_code == 0


@pytest.mark.slow
def test_without_a_catalog_the_shipped_one_stands_in_and_says_so(here: Path) -> None:
    done = run("check", "tools.csv")
    assert "so this is a rehearsal" in done.output
    assert "--soe" in done.output


def test_in_use_holds_for_every_tool_that_does_not_say(here: Path) -> None:
    done = run("check", "tools.csv", "--soe", "soe.yaml", "--in-use", "--format", "json")
    uses = {a["tool"].get("use") for a in json.loads(done.output)["assessments"]}
    assert uses == {"in-use"}


@pytest.mark.slow
def test_the_demo_says_where_the_report_is(tmp_path: Path) -> None:
    done = run("demo", str(tmp_path / "demo"))
    assert done.exit_code == 0
    folder = tmp_path / "demo"
    assert done.stdout.splitlines()[-1] == f"The report is in {folder / 'report.html'}"
    formats = [one for one in report.FORMATS if not one.check_dependencies]
    assert {path.suffix for path in folder.glob("report.*")} == {f.endings[0] for f in formats}
    read = json.loads((folder / "report.json").read_text())
    assert {a["outcome"] for a in read["assessments"]} == set(Outcome) - {Outcome.FITS}


@pytest.mark.slow
def test_a_report_of_the_demo_can_be_made_again_from_its_files(tmp_path: Path) -> None:
    run("demo", str(tmp_path))
    done = run(
        "check", str(tmp_path / "proposal.yaml"), "--soe", str(tmp_path / "soe.yaml"),
        "--replay", str(tmp_path / "recording.jsonl"), "--evidence", str(tmp_path / "evidence.json"),
        "--as-of", "2026-11-02", "--format", "json",
    )  # fmt: skip
    again, shipped = json.loads(done.stdout), json.loads((tmp_path / "report.json").read_text())
    # A look that fails is told to whoever looks; the demo's reader looks at nothing.
    failed = [note for note in again["notes"] if note not in shipped["notes"]]
    assert [note["says"].partition(":")[0] for note in failed] == ["its site could not be read"]
    assert again | {"notes": shipped["notes"]} == shipped


def test_completion_knows_the_commands() -> None:
    assert "_SOESCAN_COMPLETE=bash_complete" in run("completion", "bash").output


def test_a_rule_or_format_has_a_manual() -> None:
    page = run("explain", "standing").output
    for title in ("Looks at:", "Why it matters:", "Cannot see:"):
        assert title in page


@pytest.mark.slow
def test_output_is_utf8_whatever_the_locale(here: Path) -> None:
    (here / "names.csv").write_text("name\nMöbel Ω 漢字\n", encoding="utf-8")
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "soescan", "check", "names.csv", "--soe", "soe.yaml"],
        capture_output=True,
        env=bare,
    )
    assert done.returncode == 0, done.stderr
    assert "Möbel Ω 漢字" in done.stdout.decode("utf-8")


def test_a_catalog_is_held_to_the_cases_beside_it(here: Path) -> None:
    held = run("catalog", "test", "soe.yaml")
    assert re.fullmatch(r"All \d\d cases hold\.\n", held.output)
    soe = here / "soe.yaml"
    soe.write_text(soe.read_text().replace("value: 15552000", "value: 15552001"))
    failed = run("catalog", "test", "soe.yaml")
    assert failed.exit_code == 1
    assert re.match(r"Of \d\d cases, 1 does not hold\.\n\nsoe\.cases\.yaml:", failed.output)
    (here / "few.cases.yaml").write_text("schema: soescan/cases@1\n")
    few = ("catalog", "test", "soe.yaml", "--cases", "few.cases.yaml")
    assert run(*few).exit_code == 0
    assert run(*few, "--complete").exit_code == 1
    absent = run("catalog", "test", "few.cases.yaml", "--cases", "absent.yaml")
    assert absent.exit_code == 2


def test_two_catalogs_are_compared_in_words(here: Path) -> None:
    soe, other = here / "soe.yaml", here / "other.yaml"
    other.write_text(soe.read_text().replace("severity: advice", "severity: condition"))
    assert run("catalog", "diff", "soe.yaml", "soe.yaml").output.endswith("are the same.\n")
    assert (
        "severity was advice, is now condition"
        in run("catalog", "diff", "soe.yaml", "other.yaml").output
    )


@pytest.mark.parametrize("day", ["9999-12-01", "0001-01-01"])
def test_a_day_has_years_to_plan_on(here: Path, day: str) -> None:
    result = run("plan", "tools.csv", "--soe", "soe.yaml", "--start", day)
    assert result.exit_code == 2
    assert f"expected a year from 1970 to 2999, found '{day}'" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("plan",),
        ("whatif",),
        ("forecast",),
        ("scan",),
        ("explain", "single-sign-on", "--tools"),
        ("catalog", "check"),
    ],
    ids=" ".join,
)
def test_the_hint_to_the_right_sheet_can_be_followed(here: Path, command: tuple[str, ...]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Version 3"])
    sheet = book.create_sheet("Our list")
    sheet.append(["Product", "Status"])
    sheet.append(["Pigeonpost", "Denied"])
    book.save(here / "list.xlsx")

    lost = run(*command, "list.xlsx")
    assert lost.exit_code == 2
    hint = lost.stderr.rpartition("Hint: the sheet 'Our list' has")[2]
    option = re.search("--(?:soe-)?sheet", hint)
    assert option
    found = run(*command, "list.xlsx", option[0], "Our list", "--no-such-option")
    assert "'--no-such-option'" in found.stderr, "the option before it is known"
