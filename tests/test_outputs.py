"""Where commands write: endings, several outputs at once, what is refused, and terminals."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from soescan import app, report
from soescan.cli import main
from soescan.cli.outputs import FormatParam, Output, plan_outputs, write_outputs
from soescan.cli.report_options import table_named_by
from soescan.errors import UsageError
from soescan.reference import builtin
from soescan.report.tables import TABLES
from tests.conftest import ROOT
from tests.patience import HANG

ENDINGS = {".txt": "table", ".json": "json", ".bin": "bytes"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "soe.yaml").write_bytes(
        (builtin.catalogs_folder() / "example" / "soe.yaml").read_bytes()
    )
    (tmp_path / "tools.csv").write_text("name,url\nPigeonpost,https://pigeonpost.example\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def check(*arguments: str, stdin: str | None = None) -> Result:
    fixed = ("check", "tools.csv", "--soe", "soe.yaml", "--as-of", "2026-11-02")
    return CliRunner().invoke(main, [*fixed, *arguments], input=stdin)


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"soe.yaml", "tools.csv", "data"}


# --- which format for which file -----------------------------------------------------------------


def test_each_ending_decides_its_format(here: Path) -> None:
    assert check("-o", "a.json", "-o", "A.TXT", "-o", "deep/er/a.dot").exit_code == 0
    assert json.loads((here / "a.json").read_text())["schema"] == "soescan/report@2"
    assert (here / "A.TXT").read_text().startswith("Pigeonpost is too little known.")
    assert (here / "deep" / "er" / "a.dot").read_text().startswith("digraph")


def test_every_format_can_be_asked_for_by_each_of_its_endings() -> None:
    known = {ending: one.id for one in app.report_formats() for ending in one.endings}
    for ending, name in known.items():
        found = plan_outputs([Path(f"report{ending.upper()}")], None, known)
        assert found == (Output(Path(f"report{ending.upper()}"), name),)


def test_the_format_option_overrides_every_ending(here: Path) -> None:
    assert check("--format", "json", "-o", "a.txt", "-o", "noending").exit_code == 0
    assert (here / "a.txt").read_bytes() == (here / "noending").read_bytes()
    assert json.loads((here / "noending").read_text())


def test_a_format_that_is_none_is_refused_with_those_that_are(here: Path) -> None:
    done = check("--format", "tables")
    assert done.exit_code == 2
    assert "expected one of table, json" in done.stderr


def test_the_names_of_formats_complete() -> None:
    names = FormatParam(lambda: ["table", "json", "jsonl"])
    option = click.Option(["--format"], type=names)
    found = names.shell_complete(click.Context(main), option, "js")
    assert [item.value for item in found] == ["json", "jsonl"]


@pytest.mark.parametrize("name", ["gaps.csv", "2026-gaps.csv", "Q1 GAPS.CSV"])
def test_a_files_name_says_which_table_it_is_for(name: str) -> None:
    assert "gaps" in {sheet.id for sheet in TABLES}
    assert table_named_by(Path(name)) == "gaps"


@pytest.mark.parametrize("name", ["stopgaps.csv", "gaps2.csv", "report.csv"])
def test_a_name_that_only_contains_a_tables_says_none(name: str) -> None:
    assert table_named_by(Path(name)) == ""


# --- what is refused, before anything is written ------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "b.docy"], "b.docy: expected a file ending in"),
        (["-o", "noending"], "noending: expected a file ending in"),
        (["-o", "a.json"], "a.json: expected each output once, found it twice"),
        (["-o", "./x/../a.json"], "it is a.json as well"),
        (["-o", "-", "-o", "-"], "-: expected each output once"),
        (["-o", "tools.csv"], "tools.csv: is read from"),
        (["-o", "soe.yaml", "--format", "json"], "soe.yaml: is read from"),
        (["-o", "folder.json"], "expected a file, found a folder"),
        (["-o", "tools.csv/b.json"], "tools.csv is not a folder"),
        (["-o", "locked/b.json"], "locked may only be read"),
        (["-o", "sealed.json"], "sealed.json: cannot be written: it may only be read"),
        (["--table", "gasp"], "no table named 'gasp'"),
        (["--table", "gaps"], "--table is for CSV"),
        (["--template", "tools.csv"], "--template is for a brief"),
        (["--long"], "--long is for a brief"),
    ],
)
def test_nothing_is_written_when_one_output_is_wrong(
    here: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    (here / "folder.json").mkdir()
    (here / "locked").mkdir()
    (here / "sealed.json").write_text("kept")
    closed = {str(here / "locked"), "sealed.json"}  # whoever is root may write everywhere
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, how: str(path) not in closed and may(path, how))
    before = there(here)
    done = check("-o", "a.json", *arguments)
    assert done.exit_code == 2, done.output
    assert says in done.stderr
    assert done.stdout == ""
    assert there(here) == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to the size of files")
def test_a_file_that_cannot_be_written_whole_is_named_and_leaves_nothing(here: Path) -> None:
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))\n"
        "from soescan.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["check", "tools.csv", "--soe", "soe.yaml", "--no-store", "-o", "a.txt", "-o"]
    done = subprocess.run(
        [sys.executable, "-B", "-c", program, *arguments, "b.json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "b.json: cannot be written: File too large" in done.stderr
    assert there(here) == set()


def test_an_input_is_not_written_to_under_another_name(here: Path) -> None:
    os.link("tools.csv", "link.json")
    done = check("-o", "link.json")
    assert (done.exit_code, "is read from" in done.stderr) == (2, True)


def test_outputs_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    """What was there stays, also when the last of several cannot be made."""
    (tmp_path / "one.txt").write_text("old")

    def made(one: Output) -> Any:
        yield "new"
        if one.path.name == "three.txt":
            raise UsageError("no such template")

    found = plan_outputs([tmp_path / f"{n}.txt" for n in ("one", "two", "three")], None, ENDINGS)
    with pytest.raises(UsageError):
        write_outputs(found, made, quiet=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("one.txt", "old")]


def test_a_file_has_the_rights_that_any_has(here: Path) -> None:
    (here / "plain").write_text("")
    check("-o", "a.json")
    assert stat.S_IMODE((here / "a.json").stat().st_mode) == stat.S_IMODE(
        (here / "plain").stat().st_mode
    )


def test_a_device_is_written_to_and_not_replaced(here: Path) -> None:
    done = check("-o", "/dev/null", "--format", "json")
    assert done.exit_code == 0
    assert not Path("/dev/null").is_file()


# --- messages, and standard output ---------------------------------------------------------------


def test_files_that_were_written_are_named_on_stderr_unless_quiet(here: Path) -> None:
    told = check("-o", "a.json", "-o", "b.txt")
    assert (told.stdout, told.stderr) == ("", "wrote a.json\nwrote b.txt\n")
    assert check("-o", "a.json", "-q").output == ""
    for command in ("plan", "scan"):
        assert "--quiet" in CliRunner().invoke(main, [command, "--help"]).stdout


def test_bytes_go_to_standard_output_as_they_are(capfdbinary: Any) -> None:
    data = bytes(range(256))
    write_outputs([Output(Path("-"), "bytes")], lambda one: iter([data, data]), quiet=False)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == data * 2


def test_bytes_do_not_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(UsageError, match="standard output is a terminal"):
        plan_outputs([], "bytes", ENDINGS, binary={"bytes"})
    assert plan_outputs([], "table", ENDINGS, binary={"bytes"})
    assert plan_outputs([Path("a.bin")], None, ENDINGS, binary={"bytes"})


# --- on a terminal -------------------------------------------------------------------------------


def on_terminal(
    folder: Path, *arguments: str, columns: int = 80, env: dict[str, str] | None = None
) -> str:
    """What `soescan` writes to a terminal of so many columns."""
    pty = pytest.importorskip("pty", reason="terminals are told apart on Unix")
    import fcntl
    import struct
    import termios

    pid, master = pty.fork()
    if pid == 0:  # the child: its three streams are the terminal
        os.chdir(folder)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "TERM")}
        os.execve(  # noqa: S606 - our own program, in a terminal
            sys.executable,
            [sys.executable, "-m", "soescan", *arguments],
            kept | {"TERM": "xterm", "PYTHONPATH": str(ROOT)} | (env or {}),
        )
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # how Linux says that the other side has closed
            break
        if not piece:
            break
        shown += piece
    os.waitpid(pid, 0)
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


CHECK = ("check", "tools.csv", "--soe", "soe.yaml", "--as-of", "2026-11-02", "--no-store")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_page_keeps_within_its_window(here: Path, columns: int) -> None:
    shown = on_terminal(here, *CHECK, "--no-color", columns=columns)
    widest = max(map(len, shown.splitlines()))
    assert widest <= columns
    assert widest > 0.7 * min(columns, 100)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": ""}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--no-color"], {}, False),
        (["--color"], {"NO_COLOR": "1"}, True),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    here: Path, arguments: list[str], env: dict[str, str], coloured: bool
) -> None:
    assert ("\x1b[" in on_terminal(here, *CHECK, *arguments, env=env)) is coloured


def test_a_pipe_gets_no_colour_unless_it_asks(here: Path) -> None:
    plain = check().stdout
    assert "\x1b" not in plain
    coloured = check("--color").stdout
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == plain


def test_files_are_the_same_whatever_the_window(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("-o", "a.txt", "--color")
    monkeypatch.setenv("COLUMNS", "40")
    check("-o", "b.txt")
    assert (here / "a.txt").read_bytes() == (here / "b.txt").read_bytes()


def test_what_is_piped_is_what_a_file_would_hold(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    check("-o", "a.txt")
    assert check().stdout == (here / "a.txt").read_text()


def test_what_is_piped_keeps_to_the_columns_that_were_asked_for(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, check().stdout.splitlines())) <= 50


# --- progress ------------------------------------------------------------------------------------


def test_long_work_says_so_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from soescan.cli import progress

    monkeypatch.setattr(progress, "_SILENT_SECONDS", 0.01)
    alone = threading.enumerate()
    with progress.show_progress("planning", quiet=False):
        assert threading.enumerate() == alone, "nobody who could say anything"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.show_progress("planning", quiet=True):
        assert threading.enumerate() == alone
    assert capsys.readouterr().err == ""
    told = ""
    with progress.show_progress("planning", quiet=False):
        while not told.endswith(" s"):
            told += capsys.readouterr().err
    told += capsys.readouterr().err
    assert re.fullmatch(r"(\rplanning: \d+ s)+\r +\r", told), "the line is gone afterwards"


def test_short_work_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from soescan.cli import progress

    monkeypatch.setattr(progress, "_SILENT_SECONDS", HANG)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.show_progress("planning", quiet=False):
        pass
    assert capsys.readouterr().err == ""


def test_formats_of_a_report_come_before_those_of_its_plan() -> None:
    assert app.report_formats()[: len(report.FORMATS)] == report.FORMATS


# --- commands that are about something else than a report ---------------------------------------


@pytest.mark.parametrize("command", ["whatif", "forecast"])
def test_what_is_found_about_time_goes_where_it_is_wanted(here: Path, command: str) -> None:
    fixed = [command, "tools.csv", "--soe", "soe.yaml", "--as-of", "2026-11-02", "--no-store"]
    done = CliRunner().invoke(main, [*fixed, "-o", "a.json", "-o", "a.txt"])
    assert (done.exit_code, done.stdout) == (0, "")
    shown = CliRunner().invoke(main, [*fixed, "--format", "json"]).stdout
    assert (here / "a.json").read_text() == shown
    piped = CliRunner(env={"COLUMNS": None}).invoke(main, fixed).stdout
    assert (here / "a.txt").read_text() == piped
    refused = CliRunner().invoke(main, [*fixed, "-o", "tools.csv", "--format", "json"])
    assert (refused.exit_code, "is read from" in refused.stderr) == (2, True)


def test_a_list_that_is_imported_is_not_written_to(here: Path) -> None:
    assert CliRunner().invoke(main, ["catalog", "import", "tools.csv", "-o", "a.yaml"]).output
    before = (here / "tools.csv").read_text()
    refused = CliRunner().invoke(main, ["catalog", "import", "tools.csv", "-o", "tools.csv"])
    assert (refused.exit_code, (here / "tools.csv").read_text()) == (2, before)


def test_what_is_on_file_is_exported_to_several_places(here: Path) -> None:
    done = CliRunner().invoke(main, ["evidence", "export", "-o", "a.json", "-o", "b.json", "-q"])
    assert (done.exit_code, done.output) == (0, "")
    assert (here / "a.json").read_bytes() == (here / "b.json").read_bytes()
