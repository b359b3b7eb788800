"""The page on catalogs is true: its blocks are one catalog, and what `init` writes works at once."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from soescan import app, catalog
from soescan.catalog.testing import cases
from soescan.cli import main
from soescan.model import Standing
from soescan.reference import builtin
from soescan.schema import DocumentSchema
from tests.conftest import ROOT
from tests.pages import BLOCK

PAGE = ROOT / "docs" / "catalog-language.md"


def test_the_blocks_of_the_page_are_one_catalog(tmp_path: Path) -> None:
    path = written(tmp_path)
    made = catalog.read(path).catalog
    assert [p.standing for p in made.products] == [Standing.APPROVED, Standing.PROHIBITED]
    empty = [name for name in catalog_fields() if not getattr(made, name)]
    assert empty == [], "the page shows every kind of record"


def test_the_cases_of_the_page_hold_for_the_catalog_of_the_page(tmp_path: Path) -> None:
    path = written(tmp_path)
    read = catalog.read(path)
    trial = app.run_catalog_tests(cases.read_cases(cases.cases_path(path), read.catalog), read)
    assert [result for result in trial.results if not result.holds] == []
    assert len(trial.results) == 10


def written(folder: Path) -> Path:
    """The catalog of the page, with its cases beside it."""
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["name"]:
            with (folder / block["name"]).open("a", encoding="utf-8") as file:
                file.write(block["body"])
    return folder / "soe.yaml"


def catalog_fields() -> list[str]:
    import dataclasses

    from soescan.model import Catalog

    return [f.name for f in dataclasses.fields(Catalog)]


def test_the_page_of_the_folder_names_everything_in_it() -> None:
    page = (ROOT / "catalogs" / "README.md").read_text(encoding="utf-8")
    there = {path.name for path in (ROOT / "catalogs").iterdir()} - {"README.md"}
    assert {name.strip("/") for name in re.findall(r"^\| \[([^]]+)\]", page, re.M)} == there


def test_init_writes_files_that_work_at_once(tmp_path: Path, monkeypatch: object) -> None:
    target = tmp_path / "new"
    done = CliRunner().invoke(main, ["init", str(target)])
    assert done.exit_code == 0, done.output
    args = ["check", str(target / "proposal.yaml"), "--soe", str(target / "soe.yaml")]
    checked = CliRunner().invoke(main, args)
    assert checked.exit_code == 0, checked.output
    assert checked.output.startswith("Example Mailer is too little known.")
    assert "not your IT's own" not in checked.output


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "soe.yaml").write_text("mine")
    done = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert done.exit_code == 2
    assert (tmp_path / "soe.yaml").read_text() == "mine"
    assert not (tmp_path / "proposal.yaml").exists()


def test_what_the_comments_of_init_suggest_is_understood_too(tmp_path: Path) -> None:
    for name in ("soe.yaml", "proposal.yaml"):
        text = (builtin.catalogs_folder() / "templates" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(_uncommented(text), encoding="utf-8")
    args = ["check", str(tmp_path / "proposal.yaml"), "--soe", str(tmp_path / "soe.yaml")]
    done = CliRunner().invoke(main, [*args, "--as-of", "2026-11-22"])
    assert done.exit_code == 0, done.output
    made = catalog.read(tmp_path / "soe.yaml").catalog
    assert {p.id for p in made.products} == {"acme-mailer", "trackhound"}
    assert DocumentSchema().write(made.waivers[0])["expires"] == "2027-05-31"


def _uncommented(text: str) -> str:
    """The file with every suggestion taken up: commented keys and list items become real."""
    lines = []
    for line in text.splitlines():
        found = re.match(r"^( *)# ((?: *- )?(?: *)[a-z_]+:.*|   +.*)$", line)
        lines.append(f"{found[1]}{found[2]}" if found else line)
    made = "\n".join(lines)
    # An empty list above a suggestion is what the suggestion replaces.
    return re.sub(r"^([a-z_]+): \[\]\n(?=\1:)", "", made, flags=re.M) + "\n"
