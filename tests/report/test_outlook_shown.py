"""Every format shows the outlook, worst first; so does the exit code."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from soescan.cli import main
from soescan.model import OutlookKind

SOE = {
    "schema": "soescan/soe@1",
    "catalog": {"id": "it", "name": "Example IT"},
    "standards": [
        {
            "id": "sso",
            "area": "sign-on",
            "severity": "blocker",
            "why": "One account.",
            "require": {"fact": "auth.sso", "op": "eq", "value": True},
            "usually": "met",
        },
        {
            "id": "ai",
            "area": "ai",
            "severity": "blocker",
            "why": "Our data is ours.",
            "applies_when": {"fact": "tool.data.personal", "op": "eq", "value": True},
            "require": {"fact": "ai.training_on_data", "op": "eq", "value": False},
        },
        {
            "id": "export",
            "area": "exit",
            "severity": "condition",
            "why": "We can leave.",
            "require": {"fact": "exit.export", "op": "eq", "value": True},
        },
    ],
}
KNOWN = {
    "likely": {"exit.export": True, "dpa.available": True},
    "papers": {"exit.export": True, "dpa.available": True},
    "nothing": {},
    "trouble": {"exit.export": False, "dpa.available": True},
}
WORST_FIRST = ["Trouble", "Nothing", "Papers", "Likely"]
BINARY = ("html", "docx", "xlsx")
SAID = {
    OutlookKind.LIKELY: "likely to fit",
    OutlookKind.NEEDS_PAPER: "needs a paper",
    OutlookKind.TROUBLE: "expect trouble",
    OutlookKind.UNKNOWN: "too little known",
}
"""What the first page says of each; tables have the kind itself."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    facts = [
        {
            "subject": f"{name}.example",
            "key": key,
            "value": value,
            "origin": {"basis": "stated", "url": f"https://{name}.example/", "at": "2026-11-01"},
        }
        for name, known in KNOWN.items()
        for key, value in known.items()
    ]
    lines = [
        f"{name.title()},https://{name}.example,{'no' if name == 'likely' else 'yes'}\n"
        for name in KNOWN
    ]
    evidence = {"schema": "soescan/evidence@1", "facts": facts}
    (tmp_path / "soe.yaml").write_text(yaml.safe_dump(SOE))
    (tmp_path / "evidence.json").write_text(json.dumps(evidence))
    (tmp_path / "tools.csv").write_text("name,url,personal data\n" + "".join(lines))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*more: str) -> Result:
    fixed = ("--soe", "soe.yaml", "--evidence", "evidence.json", "--as-of", "2026-11-20")
    return CliRunner().invoke(main, ["check", "tools.csv", *fixed, "--no-store", *more])


def _texts(path: Path) -> str:
    """What a file says, be it a package of several."""
    content = path.read_bytes()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        names = sorted(opened.namelist())
        return "".join(opened.read(name).decode("utf-8", "replace") for name in names)


@pytest.mark.slow
def test_every_format_shows_every_kind(here: Path) -> None:
    endings = ("txt", "md", "csv", "json", *BINARY)
    done = check(*(part for ending in endings for part in ("-o", f"out.{ending}")))
    assert done.exit_code == 0, done.output
    for ending in endings:
        text = _texts(here / f"out.{ending}")
        missing = [k for k in OutlookKind if k not in text and SAID[k] not in text.lower()]
        assert missing == [], ending
    again = CliRunner().invoke(main, ["report", "out.json", "-o", "again.json"])
    assert again.exit_code == 0, again.output
    assert (here / "again.json").read_bytes() == (here / "out.json").read_bytes()


def test_tables_list_the_worst_outlook_first(here: Path) -> None:
    assert check("-o", "out.txt", "-o", "out.csv", "--verbose").exit_code == 0
    for name in ("out.txt", "out.csv"):
        table = (here / name).read_text().partition("\n\nIn the way")[0]
        lines = table.partition("\n\nTrouble: cannot-tell")[0].splitlines()
        named = [line.replace(",", " ").split()[0] for line in lines if "cannot-tell" in line]
        assert named == WORST_FIRST, name


@pytest.mark.parametrize("kind", OutlookKind)
def test_an_exit_code_can_follow_an_outlook(here: Path, kind: OutlookKind) -> None:
    codes = [check("--fail-on", text, "-o", "out.json").exit_code for text in (kind, "blocked")]
    assert codes == [1, 0]


@pytest.mark.parametrize("kind", OutlookKind)
def test_each_is_explained(kind: OutlookKind) -> None:
    done = CliRunner().invoke(main, ["explain", kind])
    assert done.exit_code == 0
    assert done.output.startswith(f"{kind}: an outlook of a tool that cannot be judged yet")
