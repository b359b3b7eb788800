"""A list on standard input: piped without a word, or asked of a person."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from soescan.cli import main
from tests.cli.small import write_soe
from tests.cli.terminal import at_terminal


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_soe(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def check(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["check", *words, "--soe", "soe.yaml"], input=stdin)


@pytest.mark.parametrize(
    "text",
    [
        "Pigeonpost\nMail Caddy\n",
        "Pigeonpost, Mail Caddy",
        "Pigeonpost,\nMail Caddy\n",
        "- Pigeonpost\n- Mail Caddy\n",
        "1. Pigeonpost\n2) Mail Caddy\n",
        "| Tool | Site |\n|---|---|\n| Pigeonpost | pigeonpost.example |\n| Mail Caddy | |\n",
        "Tool\tSite\nPigeonpost\tpigeonpost.example\nMail Caddy\t\n",
        "Hi Ann,\r\n\r\nwe would like\r\n• Pigeonpost\r\n• Mail Caddy\r\n\r\nThanks\r\n",
        "> Pigeonpost\n> Mail Caddy\n",
        "\ufeffPigeonpost;Mail Caddy",
    ],
)
def test_a_list_is_read_as_people_paste_it(text: str) -> None:
    for words in ((), ("-",)):
        done = check(*words, "--no-store", stdin=text)
        assert done.exit_code == 0
        assert "Pigeonpost: " in done.stdout
        assert "Mail Caddy: " in done.stdout


@pytest.mark.parametrize("command", ["check", "plan", "whatif"])
def test_nothing_on_standard_input_is_told(command: str) -> None:
    done = CliRunner().invoke(main, [command], input="")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: <stdin>: expected a header line and rows, found nothing\n"
        "Hint: one name a line is enough\n"
    )


def test_who_sits_at_a_terminal_is_told_how_to_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    from soescan.cli import pasting

    monkeypatch.setattr(pasting, "is_typed", lambda: True)
    done = check()
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: expected a list of tools, found none\n"
        "Hint: name a file, paste a list with soescan check -, or run soescan start\n"
    )
    named = check("HubSpot")
    assert (named.exit_code, named.stderr) == (
        2,
        "Error: HubSpot: cannot be read: there is no such file\n"
        "Hint: to ask about a tool, paste its name: soescan check -\n",
    )
    key = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
    asked = check("-", "--no-store", stdin="Pigeonpost\n")
    assert asked.exit_code == 0
    assert asked.stderr == f"Paste your list, then press {key} on an empty line.\n"


@pytest.mark.slow
@pytest.mark.parametrize(("key", "code"), [(b"\x04", 0), (b"\x03", 130)])
def test_a_list_is_pasted_at_a_terminal(here: Path, key: bytes, code: int) -> None:
    invitation = "Paste your list, then press Ctrl-D on an empty line.\r\n"
    words = ["check", "-", "--soe", "soe.yaml", "--no-store", "--plain"]
    ended, screen = at_terminal(here, words, [(invitation, b"Pigeonpost\rMail Caddy\r" + key)])
    assert ended == code, screen
    assert ("Pigeonpost: too little known" in screen) == (code == 0)
