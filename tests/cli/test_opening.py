"""Reports are shown by the system's opener: which report, which files not, and where nothing can."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from soescan.cli import main, opening
from soescan.reference import builtin

PAGE = '<!doctype html>\n<meta name="generator" content="soescan">\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to the system."""
    paths: list[Path] = []

    def hand(path: Path) -> bool:
        paths.append(path)
        return True

    monkeypatch.setattr(opening, "hand_to_system", hand)
    return paths


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["open", *words])


def page(path: Path, age: int = 0) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE)
    os.utime(path, (10_000 - age, 10_000 - age))
    return path


# --- which ---------------------------------------------------------------------------------------


def test_a_report_that_is_named_is_opened(here: Path, shown: list[Path]) -> None:
    (here / "brief.pdf").write_bytes(b"%PDF-")
    done = run("brief.pdf")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "opened brief.pdf\n")
    assert shown == [(here / "brief.pdf").resolve()]
    page(here / "out" / "report.html")
    assert run("out").stderr == f"opened {Path('out') / 'report.html'}\n"


def test_without_a_name_the_newest_report_is_opened(here: Path, shown: list[Path]) -> None:
    page(here / "old.html", 9)
    page(here / "new.html", 5)
    (here / "holiday.html").write_text("<!doctype html><title>not ours</title>")
    (here / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (here / "link.html").symlink_to(page(here / "elsewhere" / "x.html", -5))
    (here / "folder.html").mkdir()
    assert run().stderr == "opened new.html\n"


def test_without_any_the_demos_is_opened(here: Path, shown: list[Path]) -> None:
    done = run()
    assert (done.exit_code, shown) == (2, [])
    assert "there is no report in this folder\nHint: soescan start makes one" in done.stderr
    page(here / "soescan-demo" / "report.html")
    assert run().stderr == f"opened {Path('soescan-demo') / 'report.html'}\n"


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "docx", "xlsx"])
def test_what_check_writes_is_known_as_a_report(here: Path, ending: str) -> None:
    (here / "tools.csv").write_text("name\nPigeonpost\n")
    soe = str(builtin.catalogs_folder() / "example" / "soe.yaml")
    words = ["check", "tools.csv", "--soe", soe, "--no-store", "-o", f"a.{ending}"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert opening.is_report(here / f"a.{ending}")


# --- what is not ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing.html", "there is no file nothing.html"),
        ("https://acme.example/report.html", "expected a file, found the address"),
        ("file:///etc/passwd", "expected a file, found the address"),
        ("javascript:/x.html", "expected a file, found the address"),
        ("run.sh", "run.sh: expected a report, a file ending in .csv"),
        ("page.html.desktop", "expected a report"),
        ("link.html", "link.html: expected a report"),
        ("loop.html", "there is no file loop.html"),
        ("empty", "there is no file empty"),
        ("pipe.html", "there is no file pipe.html"),
        ("x" * 5000 + ".html", "there is no file"),
    ],
)
def test_what_is_no_report_is_not_opened(
    here: Path, shown: list[Path], name: str, says: str
) -> None:
    (here / "run.sh").write_text("#!/bin/sh\n")
    (here / "page.html.desktop").write_text("[Desktop Entry]\n")
    (here / "link.html").symlink_to("page.html.desktop")
    (here / "loop.html").symlink_to("loop.html")
    (here / "empty").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(here / "pipe.html")
    done = run(name)
    assert (done.exit_code, shown) == (2, [])
    assert says in done.stderr


# --- how -----------------------------------------------------------------------------------------


@pytest.fixture
def opener(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An xdg-open that writes down what it was given, and fails where that says so."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("this system has an opener of its own")
    folder = here / "bin"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(
        '#!/bin/sh\nprintf "%s|" "$#" "$@" > "$SEEN"\n[ "$1" != "${1%fails.html}" ] && exit 4\nexit 0\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("SEEN", str(here / "seen"))
    monkeypatch.setenv("DISPLAY", ":0")
    return here / "seen"


def test_no_shell_sees_the_name(here: Path, opener: Path) -> None:
    name = "--help $(touch owned); 'x'.html"
    path = page(here / name).resolve()
    assert run("--", name).exit_code == 0
    assert opener.read_text() == f"1|{path}|"
    assert not (here / "owned").exists()


def test_where_the_opener_fails_the_address_is_printed(here: Path, opener: Path) -> None:
    path = page(here / "it fails.html").resolve()
    done = run("it fails.html")
    assert (done.exit_code, done.stdout) == (0, f"{path.as_uri()}\n")
    assert "%20" in done.stdout


def test_where_there_is_no_display_the_address_is_printed(
    here: Path, opener: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    page(here / "a.html")
    done = run()
    assert done.stdout == f"{(here / 'a.html').resolve().as_uri()}\n"
    assert done.stderr.startswith("There is no display here.")
    assert not opener.exists()


def test_where_there_is_no_opener_the_address_is_printed(
    here: Path, opener: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(here))
    page(here / "a.html")
    assert run().stdout.startswith("file:///")


def test_an_opener_that_goes_on_has_opened_it(
    here: Path, opener: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 0.001)
    (here / "bin" / "xdg-open").write_text("#!/bin/sh\nexec cat\n")
    page(here / "a.html")
    assert "opened a.html" in run().stderr


def test_windows_and_the_mac_have_openers_of_their_own(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def run_opener(program: str, path: Path) -> bool:
        opened.append((program, path))
        return True

    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert opening.hand_to_system(Path("a.html"))
    assert opened == [Path("a.html")]
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(opening, "_run_opener", run_opener)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert opening.hand_to_system(Path("b.html"))
    assert opened[1:] == [("/usr/bin/open", Path("b.html"))]
    monkeypatch.setenv("SSH_CONNECTION", "1")
    assert not opening.hand_to_system(Path("b.html"))
