"""The five questions: what answers mean, what is asked again, how it ends, and what is written."""

from __future__ import annotations

import io
import shlex
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from soescan.cli import main, start
from soescan.errors import UsageError
from tests.cli.small import write_soe
from tests.cli.terminal import at_terminal

LIST = "name\nPigeonpost\nMail Caddy\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "wishes.csv").write_text(LIST)
    write_soe(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(start, "_run", lambda _, words: commands.append(list(words)))
    return commands


def answer(*lines: str) -> Result:
    return CliRunner().invoke(main, ["start"], input="".join(f"{line}\n" for line in lines))


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"data"}


# --- piped ---------------------------------------------------------------------------------------


def test_five_answers_make_a_command(here: Path, called: list[list[str]]) -> None:
    done = answer("wishes.csv", "soe.yaml", "it", "yes", "out/page.html")
    command = ["check", "wishes.csv", "--soe", "soe.yaml", "--for", "it", "--scan"]
    assert called == [[*command, "-o", "out/page.html", "-o", "-"]]
    assert f"  soescan {shlex.join(called[0])}\n" in done.stderr
    assert there(here) == {"wishes.csv", "soe.yaml"}


def test_empty_answers_take_what_is_offered(here: Path, called: list[list[str]]) -> None:
    (here / "report.html").write_text("mine")
    assert answer("wishes.csv", "", "", "", "").exit_code == 0
    assert called == [["check", "wishes.csv", "-o", "report-2.html", "-o", "-"]]


def test_a_list_of_names_is_put_into_a_new_file(here: Path, called: list[list[str]]) -> None:
    (here / "tools.txt").write_text("mine")
    done = answer("Pigeonpost, Mail Caddy", "", "", "", "")
    assert called[0][:2] == ["check", "tools-2.txt"]
    assert (here / "tools-2.txt").read_text() == "Pigeonpost, Mail Caddy\n"
    assert (here / "tools.txt").read_text() == "mine"
    assert "2 tools: Pigeonpost, Mail Caddy\n" in done.stderr
    assert "Your list is in tools-2.txt now." in done.stderr


def test_names_of_files_are_quoted_for_the_shell(here: Path, called: list[list[str]]) -> None:
    (here / "it's ours.csv").write_text(LIST)
    (here / "-x.csv").write_text(LIST)
    done = answer("it's ours.csv", "", "procurement", "n", "my page.xlsx")
    line = next(line for line in done.stderr.splitlines() if line.startswith("  soescan "))
    assert shlex.split(line)[1:] == called[0]
    assert called[0][:2] == ["check", "it's ours.csv"]
    answer("-x.csv", "", "", "", "-y.html")
    assert called[1] == ["check", "./-x.csv", "-o", "./-y.html", "-o", "-"]


@pytest.mark.parametrize("name", ["'my list.csv'", '"my list.csv"', "my\\ list.csv", "my list.csv"])
def test_a_file_is_found_as_terminals_write_it(
    here: Path, called: list[list[str]], name: str
) -> None:
    (here / "my list.csv").write_text(LIST)
    answer(name, "", "", "", "")
    assert called[0][1] == "my list.csv"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([""], "expected a file or names of tools, found nothing"),
        (["wishes.cvs"], "there is no file wishes.cvs"),
        (["wishs.csv"], "did you mean 'wishes.csv'?"),
        (["./nothing"], "there is no file ./nothing"),
        (["soe.yaml"], "soe.yaml:1: schema: expected"),
        (["a\0b.csv"], "there is no file"),
        (["wishes.csv", "none.xlsx"], "there is no file none.xlsx"),
        (["wishes.csv", "what?"], "press Enter if you have no list"),
        (["wishes.csv", "wishes.csv"], "wishes.csv"),
        (["wishes.csv", "", "boss"], "expected one of marketing, it, procurement, found 'boss'"),
        (["wishes.csv", "", "", "perhaps"], "expected yes or no, found 'perhaps'"),
        (["wishes.csv", "", "", "", "page.exe"], "expected a file ending in"),
        (["wishes.csv", "", "", "", "wishes.csv"], "is read from"),
        (["wishes.csv", "soe.yaml", "", "", "soe.yaml"], "soe.yaml: is read from"),
        (["wishes.csv", "", "", "", "old.html"], "old.html is there already"),
        (["wishes.csv", "", "", "", "wishes.csv/x.html"], "is not a folder"),
        ([], "the answers end before 1 of 5. Which tools?"),
        (["wishes.csv", ""], "the answers end before 3 of 5. Who reads the report: marketing, it"),
    ],
)
def test_a_wrong_answer_ends_what_is_piped_and_nothing_is_written(
    here: Path, called: list[list[str]], lines: list[str], says: str
) -> None:
    (here / "old.html").write_text("mine")
    before = there(here)
    done = answer(*lines)
    assert (done.exit_code, called, there(here)) == (2, [], before)
    assert says in done.stderr
    assert (here / "old.html").read_text() == "mine"


def test_a_folder_gets_a_new_report(here: Path, called: list[list[str]]) -> None:
    answer("wishes.csv", "", "", "", "out/")
    assert called[0][2:4] == ["-o", "out/report.html"]


def test_an_answer_in_another_encoding_is_no_file(here: Path) -> None:
    done = CliRunner().invoke(main, ["start"], input=b"w\xfcnsche.csv\n")
    assert (done.exit_code, "there is no file w\ufffdnsche.csv" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["start"], "nobody can answer: standard input is closed"),
        (["check"], "expected a list of tools, found none"),
        (["check", "-"], "standard input cannot be read: it is closed"),
    ],
)
def test_a_closed_input_is_told(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert (ended.value.code, says in capsys.readouterr().err) == (2, True)


def test_nobodys_home_is_no_folder() -> None:
    assert start._as_path("~nobody-of-this-name/x.csv") == Path("~nobody-of-this-name/x.csv")


def test_plain_stays_plain(here: Path, called: list[list[str]]) -> None:
    CliRunner().invoke(main, ["--plain", "start"], input="wishes.csv\n\n\n\n\n")
    assert "--plain" in called[0]


@pytest.mark.slow
def test_the_command_runs_as_if_it_had_been_typed(here: Path) -> None:
    done = answer("wishes.csv", "soe.yaml", "", "", "")
    assert done.exit_code == 0
    assert done.stdout.startswith("Both tools")
    assert "wrote report.html" in done.stderr
    assert done.stderr.endswith("Next: soescan open report.html\n")
    assert (here / "report.html").exists()


# --- asked ---------------------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers is a person."""
    monkeypatch.setattr(start, "is_typed", lambda: True)
    monkeypatch.setattr(start, "_is_more_waiting", lambda: False)


@pytest.mark.usefixtures("typed")
def test_a_person_is_asked_again(here: Path, called: list[list[str]]) -> None:
    (here / "old.html").write_text("mine")
    done = answer(
        *("wishes.cvs", "wishes.csv", "no.csv", "soe.yaml", "boss", "it", "perhaps", "no"),
        *("page.exe", "old.html", "n", "old.html", "y"),
    )
    assert called == [
        ["check", "wishes.csv", "--soe", "soe.yaml", "--for", "it", "-o", "old.html", "-o", "-"]
    ]
    assert done.stderr.count("Error: ") == 6
    assert "Did you mean 'wishes.csv'?" in done.stderr
    assert (here / "old.html").read_text() == "mine", "not before the command runs"


@pytest.mark.usefixtures("typed")
def test_a_list_is_typed_up_to_an_empty_line(here: Path, called: list[list[str]]) -> None:
    answer("name\turl", "Pigeonpost\tpigeonpost.example", "", "", "", "", "")
    assert (here / "tools.txt").read_text() == "name\turl\nPigeonpost\tpigeonpost.example\n"
    assert called[0][:2] == ["check", "tools.txt"]


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt, 130), (EOFError, 1)])
def test_who_leaves_leaves_nothing_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch, end: type[BaseException], code: int
) -> None:
    answers = iter(["Pigeonpost, Mail Caddy", ""])

    def read(_: str) -> str:
        for text in answers:
            return text
        raise end

    before = there(here)
    with monkeypatch.context() as patch:
        patch.setattr(click.termui, "visible_prompt_func", read)
        with pytest.raises(SystemExit) as ended:
            start.start.main([], standalone_mode=False)
    assert (ended.value.code, there(here)) == (code, before)


def test_more_is_waiting_only_where_it_can_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("more\n"))
    assert not start._is_more_waiting()


# --- at a terminal -------------------------------------------------------------------------------

PASTED = b"Hi Ann,\r\rour tools:\r- Pigeonpost\r\r- Mail Caddy\rThanks\rKim\r"


@pytest.mark.slow
def test_a_pasted_mail_is_read_to_its_end(here: Path) -> None:
    code, screen = at_terminal(
        here,
        ["start"],
        [
            ("Tools:", PASTED),
            ("Kim\r\n", b"\r"),
            ("IT's list [none]:", b"nothing.xlsx\r"),
            ("IT's list [none]:", b"soe.yaml\r"),
            ("Reader [marketing]:", b"\r"),
            ("Look at the sites [no]:", b"\r"),
            ("Report [report.html]:", b"page.html\r"),
        ],
    )
    assert code == 0, screen
    assert "2 tools: Pigeonpost, Mail Caddy\n" in screen
    assert "Error: there is no file nothing.xlsx\n" in screen
    assert "  soescan check tools.txt --soe soe.yaml -o page.html -o -\n" in screen
    assert there(here) == {"wishes.csv", "soe.yaml", "tools.txt", "page.html"}


@pytest.mark.slow
@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 1)])
def test_ctrl_c_and_ctrl_d_leave(here: Path, key: bytes, code: int) -> None:
    before = there(here)
    typed = [("Tools:", b"Pigeonpost, Mail Caddy\r\r"), ("IT's list [none]:", key)]
    ended, screen = at_terminal(here, ["start"], typed)
    assert (ended, there(here)) == (code, before), screen
    # Before the answer is waited for, Ctrl-C ends Python by the signal, which has no words.
    by_signal = screen.endswith("^C") and key == b"\x03"
    assert by_signal or "stopped: nothing was written" in screen
    assert "Traceback" not in screen


def test_a_wrong_answer_names_its_place(here: Path) -> None:
    (here / "bad.csv").write_text("Ding,Ort\nA,B\n")
    with pytest.raises(UsageError, match="there is no file"):
        start._read_soe("nothing.csv")
