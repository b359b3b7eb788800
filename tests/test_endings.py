"""How the program ends and what it leaves: signals, closed pipes, links, rights, names."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.cli import main
from soescan.errors import SoescanError, UsageError, printable
from soescan.files import write_files
from soescan.graph import ApprovalGraph, graphml
from soescan.model import EdgeKind, NodeKind
from soescan.reference import builtin
from tests.conftest import ROOT
from tests.examples import examples
from tests.patience import HANG, signals_count

EXAMPLE = builtin.catalogs_folder() / "example"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tools.csv").write_text("name,url\nPigeonpost,https://pigeonpost.example\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def check(*arguments: str) -> Result:
    return run("check", "tools.csv", "--no-store", *arguments)


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    with signals_count():
        return subprocess.Popen(
            [sys.executable, "-B", "-c", code, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


# --- signals and pipes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stops", ["soescan.proposal.read", "soescan.app.review", "soescan.files.write_files"]
)
def test_ctrl_c_ends_with_130_wherever_it_comes(
    here: Path, monkeypatch: pytest.MonkeyPatch, stops: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stops, stop)
    done = check("-o", "a.json")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "stopped\n")


def test_ctrl_c_while_arguments_are_read_is_130_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(main), "parse_args", stop)
    assert run("check").exit_code == 130


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "arguments",
    [
        [
            "check",
            str(EXAMPLE / "proposal.yaml"),
            "--soe",
            str(EXAMPLE / "soe.yaml"),
            "--no-store",
            "--format",
            "html",
        ],
        ["schema", "soe"],
        ["--help"],
    ],
)
def test_nobody_reads_on(arguments: Sequence[str]) -> None:
    with start("from soescan.cli import main; main()", *arguments) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode in (0, 141)


WRITER = """
import sys, time
from pathlib import Path
from soescan import files
from soescan.cli import main
from soescan.report.formats import as_json

def slowly():
    yield "half"
    print("writing", file=sys.stderr, flush=True)
    while True:  # a signal just before a long sleep would be heard only after it
        time.sleep(0.01)

whole = files.write_files
files.write_files = lambda contents: whole((path, slowly()) for path, _ in contents)
main(sys.argv[1:])
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_while_writing_leaves_nothing_half_written(here: Path, number: int) -> None:
    (here / "a.json").write_text("old")
    with start(WRITER, "check", "tools.csv", "--no-store", "-q", "-o", "a.json") as process:
        assert process.stderr is not None
        assert "writing" in process.stderr.readline()
        process.send_signal(number)
        try:
            process.wait(HANG)
        finally:
            process.kill()
    assert process.returncode == 128 + number
    assert {one.name for one in here.iterdir()} == {"a.json", "tools.csv"}
    assert (here / "a.json").read_text() == "old"


# --- as a careful program writes -----------------------------------------------------------------


@pytest.mark.slow
def test_a_file_keeps_its_rights(here: Path) -> None:
    for name, mode in (("a.json", 0o600), ("b.txt", 0o640), ("c.csv", 0o664)):
        (here / name).write_text("old")
        (here / name).chmod(mode)
    assert check("-o", "a.json", "-o", "b.txt", "-o", "c.csv").exit_code == 0
    modes = [stat.S_IMODE((here / name).stat().st_mode) for name in ("a.json", "b.txt", "c.csv")]
    assert modes == [0o600, 0o640, 0o664]


def test_an_output_through_a_link_goes_where_the_link_leads(here: Path) -> None:
    (here / "deep").mkdir()
    (here / "deep" / "there.json").write_text("old")
    (here / "a.json").symlink_to("b.json")
    (here / "b.json").symlink_to("deep/there.json")
    (here / "new.txt").symlink_to("deep/none.txt")
    assert check("-o", "a.json", "-o", "new.txt").exit_code == 0
    assert (here / "a.json").is_symlink()
    assert (here / "b.json").is_symlink()
    assert json.loads((here / "deep" / "there.json").read_text())
    assert (here / "deep" / "none.txt").read_text()
    assert sorted(one.name for one in (here / "deep").iterdir()) == ["none.txt", "there.json"]


def test_links_in_a_circle_are_refused_before_the_work(here: Path) -> None:
    (here / "a.json").symlink_to("b.json")
    (here / "b.json").symlink_to("a.json")
    for arguments in (
        ["check", "none.csv", "-o", "a.json"],
        ["check", "none.csv", "-o", "a.json/b.json"],
        ["check", "a.json"],
        ["check", "tools.csv", "--soe", "a.json"],
        ["scan", "a.json"],
        ["init", "a.json"],
        ["demo", "a.json"],
        ["report", "b.json"],
    ):
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert "none.csv" not in done.stderr


def test_a_name_that_is_too_long_is_told_before_the_work(here: Path) -> None:
    long = "x" * 300
    for arguments in (
        ["check", "none.csv", "-o", f"{long}.json"],
        ["scan", "none.example", "--record", f"{long}.jsonl", "--no-store"],
        ["check", long],
        ["demo", long],
        ["init", long],
        ["evidence", "list", "--data-dir", long],
    ):
        done = run(*arguments)
        assert (done.exit_code, "too long" in done.stderr) == (2, True), arguments
    assert check("-o", f"{'x' * 250}.json").exit_code == 0


def test_a_long_address_is_no_file_with_a_long_name(here: Path) -> None:
    done = run("scan", f"https://127.0.0.1/{'x' * 300}", "--no-store")
    assert (done.exit_code, "nothing could be read" in done.stderr) == (3, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_written_to_and_stays(here: Path) -> None:
    os.mkfifo("out.json")
    taken: list[str] = []
    reader = threading.Thread(target=lambda: taken.append((here / "out.json").read_text()))
    reader.start()
    assert check("-o", "out.json").exit_code == 0
    reader.join(HANG)
    assert json.loads(taken[0])
    assert stat.S_ISFIFO((here / "out.json").stat().st_mode)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a name of Linux")
def test_what_is_open_already_is_written_to_and_not_replaced(here: Path) -> None:
    kind = Path("/dev/stdout").lstat().st_mode
    with start(
        "from soescan.cli import main; main()",
        *("check", "tools.csv", "--no-store", "--format", "json", "-o", "/dev/stdout"),
    ) as process:
        told = process.communicate(timeout=HANG)[0]
    assert json.loads(told)
    assert Path("/dev/stdout").lstat().st_mode == kind


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_what_was_moved_into_place_goes_back_when_another_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    names = ["one", "two", "three"]
    (tmp_path / "one").write_text("old one")
    (tmp_path / "three").write_text("old three")
    replace: Callable[[Path, Path], Path] = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == names[failing] and not self.name.startswith(".soescan"):
            raise OSError(16, "Device or resource busy")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match=f"{names[failing]}: cannot be written: Device"):
        write_files((tmp_path / name, "new") for name in names)
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {
        "one": "old one",
        "three": "old three",
    }


# --- refused before the work ---------------------------------------------------------------------


def test_what_is_mounted_is_refused_before_the_work(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "b d.json").write_text("")
    monkeypatch.setattr(
        "soescan.cli.outputs._mount_points", lambda: frozenset({str(here / "b d.json")})
    )
    done = run("check", "none.csv", "-o", "a.json", "-o", "b d.json")
    assert (done.exit_code, "it is mounted" in done.stderr) == (2, True)
    assert not (here / "a.json").exists()


def test_mounts_are_read_as_linux_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from soescan.cli import outputs

    line = r"42 27 254:0 /a /tmp/with\040blank\134 rw,relatime - ext4 /dev/vda rw"
    monkeypatch.setattr(Path, "read_text", lambda *_: f"{line}\nshort\n")
    assert outputs._mount_points() == {"/tmp/with blank\\"}  # noqa: S108 - a mount's name


def test_the_demo_writes_over_nothing_of_somebody_elses(here: Path) -> None:
    for name in ("proposal.yaml", "report.json", "soe.yaml"):
        folder = here / f"with-{name}"
        folder.mkdir()
        (folder / name).write_text("mine")
        done = run("demo", str(folder))
        assert (done.exit_code, f"already has {name}" in done.stderr) == (2, True)
        assert {one.name: one.read_text() for one in folder.iterdir()} == {name: "mine"}


@pytest.mark.slow
def test_the_demo_makes_its_own_folder_anew(here: Path) -> None:
    assert run("demo", "d", "-q").exit_code == 0
    assert run("demo", "d", "-q").exit_code == 0
    (here / "d" / "soe.yaml").write_text("mine")
    assert run("demo", "d", "-q").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["saved.jsonl", "--record", "saved.jsonl"], "is read from"),
        (["--replay", "saved.jsonl", "--record", "saved.jsonl"], "is read from"),
        (["--replay", "saved.jsonl", "--record", "linked.jsonl"], "is read from"),
        (["saved.jsonl", "--record", "x.jsonl", "-o", "x.jsonl"], "found it twice"),
        (["saved.jsonl", "--record", "x.jsonl", "-o", "d/../x.jsonl"], "x.jsonl as well"),
        (["saved.jsonl", "--record", "tools.csv/x.jsonl"], "tools.csv is not a folder"),
        (["saved.jsonl", "--record", "."], "found a folder"),
        pytest.param(
            ["saved.jsonl", "--record", "/proc/x.jsonl"],
            "cannot be written",
            marks=pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here"),
        ),
    ],
)
def test_a_recording_is_written_over_nothing(here: Path, arguments: list[str], says: str) -> None:
    content = (EXAMPLE / "recording.jsonl").read_bytes()
    (here / "saved.jsonl").write_bytes(content)
    os.link("saved.jsonl", "linked.jsonl")
    done = run("scan", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert (here / "saved.jsonl").read_bytes() == content
    assert not (here / "x.jsonl").exists()


# --- what a stranger wrote steers nothing --------------------------------------------------------


@settings(max_examples=examples(50))
@given(st.text())
def test_no_error_steers_a_terminal(text: str) -> None:
    for shown in (str(SoescanError(text)), SoescanError("", hint=text).hint, printable(text)):
        assert all(line.isprintable() for line in shown.split("\n"))
        shown.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "\x1b[31mred.csv", "--no-store", "-o", "\x1b[2Jnew.json"],
        ["check", "\x1b]0;none\x07.csv"],
        ["check", "key.yaml", "--no-store"],
        ["check", "\x1b[31mred.csv", "--no-store", "--soe", "soe.yaml"],
        ["evidence", "show", "acme\udcff.example"],
        ["evidence", "show", "\x1b[31mx"],
        ["evidence", "diff", "\x1b[31m", "\x1b[31m"],
        ["scan", "http://acme\udcff.example/", "--no-store"],
        ["init", "\x1b[31mred.csv"],
        ["demo", "\x1b[31mred.csv"],
        ["report", "\x9b31m.json"],
    ],
)
def test_names_and_keys_are_told_without_what_steers(here: Path, arguments: list[str]) -> None:
    (here / "\x1b[31mred.csv").write_text("name\nA\n")
    (here / "key.yaml").write_text('schema: soescan/proposal@1\n"\\e[31mkey": 1\ntools: []\n')
    (here / "soe.yaml").write_text('schema: soescan/soe@1\n"\\e[31mkey": 1\n')
    done = run(*arguments)
    assert done.exit_code in (0, 2)
    assert all(line.isprintable() for line in done.output.splitlines())


def test_a_graph_is_well_formed_whatever_its_nodes_are_called() -> None:
    ids = ("a\x07", "a\x1b", "a\ud800", "a\ufffe", "a<&>")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for id_ in ids:
        graph.add_node(id_, kind=NodeKind.APPROVAL, label=id_, because=(id_,))
        graph.add_edge(ids[0], id_, key=1, kind=EdgeKind.NEEDS, says=id_, implied=False)
    written = graphml(ApprovalGraph(graph, ()))
    root = ElementTree.fromstring(written.encode())  # noqa: S314 - our own
    found = [one.get("id") for one in root.iter() if one.tag.endswith("}node")]
    assert len(set(found)) == len(ids)


@pytest.mark.parametrize("kind", ["loop", "file"])
def test_a_data_folder_that_is_none_does_not_count_as_an_empty_one(
    tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "data"
    if kind == "loop":
        folder.symlink_to(folder)
    else:
        folder.write_text("", encoding="utf-8")
    (tmp_path / "t.csv").write_text("name,url\nAcme,https://acme.example\n", encoding="utf-8")
    command = ["check", str(tmp_path / "t.csv")]
    result = CliRunner().invoke(main, command, env={"SOESCAN_DATA": str(folder)})
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{folder}: cannot be read: " in result.stderr
    assert "--data-dir" in result.stderr


@pytest.mark.parametrize("kind", ["missing", "empty", "dangling"])
def test_a_data_folder_that_is_to_be_is_an_empty_one(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "data"
    if kind == "empty":
        folder.mkdir()
    elif kind == "dangling":
        folder.symlink_to(tmp_path / "later")
    (tmp_path / "t.csv").write_text("name,url\nAcme,https://acme.example\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "t.csv"), "--data-dir", str(folder)])
    assert result.exit_code == 0
