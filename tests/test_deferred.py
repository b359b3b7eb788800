"""Packages that import their members when they are asked for: what they list is what there is."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from soescan import deferred
from tests.conftest import ROOT

PACKAGES = {
    ".".join(path.parent.relative_to(ROOT).parts): path
    for path in sorted((ROOT / "soescan").rglob("__init__.py"))
    if "defer_imports(" in path.read_text(encoding="utf-8")
}


def typed_imports(path: Path) -> dict[str, set[str]]:
    """What a file imports for type checkers alone: names by the module."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                assert isinstance(line, ast.ImportFrom)
                assert line.module
                found.setdefault(line.module, set()).update(alias.name for alias in line.names)
    return found


def deferred_members(path: Path) -> dict[str, set[str]]:
    """The members that a file has fetched on demand, by the module that each is in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "defer_imports":
            members: dict[str, tuple[str, ...]] = ast.literal_eval(node.args[1])
            return {module: set(names) for module, names in members.items()}
    raise AssertionError(path)


def test_there_are_packages_that_defer() -> None:
    assert {"soescan.app", "soescan.report", "soescan.web"} <= PACKAGES.keys()


@pytest.mark.parametrize("package", PACKAGES)
def test_readers_type_checkers_and_python_see_the_same_members(package: str) -> None:
    module, path = importlib.import_module(package), PACKAGES[package]
    members = deferred_members(path)
    listed = {name for names in members.values() for name in names}
    for home, names in typed_imports(path).items():
        public = names & set(module.__all__)
        assert public == members.get(home, set()), home
    assert listed <= set(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None


@pytest.mark.parametrize("package", PACKAGES)
def test_no_member_is_called_like_a_module_of_the_package(package: str) -> None:
    modules = {found.name for found in pkgutil.iter_modules([str(PACKAGES[package].parent)])}
    listed = {name for names in deferred_members(PACKAGES[package]).values() for name in names}
    assert listed.isdisjoint(modules)


def test_a_member_is_fetched_once_and_then_stays() -> None:
    from soescan import app

    vars(app).pop("review", None)
    assert app.review is app.review
    assert "review" in vars(app)


def test_what_is_no_member_is_missing_as_in_every_module() -> None:
    fetch = deferred.defer_imports("soescan.app", {"soescan.app.cases": ("build_cases",)})
    with pytest.raises(AttributeError, match=r"module 'soescan.app' has no attribute 'nosuch'"):
        fetch("nosuch")


# --- what commands import ------------------------------------------------------------------------

RUN = """
import sys
from soescan.cli import main
try:
    main(sys.argv[2:])
except SystemExit as end:
    sys.stderr.write(f"\\nexit {end.code}\\n")
loaded = [name for name in sys.argv[1].split() if name in sys.modules]
sys.stderr.write(f"loaded {loaded}\\n")
"""
PLANNING = ("numpy", "networkx", "soescan.plan")
REPORTS = ("xml.sax.saxutils", "soescan.report.formats", "soescan.report.tables")
NETWORK = ("requests", "socket", "ssl", "sqlite3", "soescan.web.ask", "soescan.scan")
READING = ("yaml", "openpyxl", "soescan.files.table", "soescan.catalog.sources")
JUDGING = ("soescan.catalog", "soescan.assessment", "soescan.evidence", "soescan.conditions")
OTHERS = (*PLANNING, *REPORTS, *NETWORK)


COMMANDS: list[tuple[tuple[str, ...], tuple[str, ...], int]] = [
    (("vendor", "nosuch"), (*OTHERS, *READING, *JUDGING), 2),
    (("vendor", "hubspt.com", "--soe", "absent.yaml"), (*OTHERS, *READING, *JUDGING), 2),
    (("vendor", "list", "--category", "chat"), (*OTHERS, *READING, *JUDGING[:-1]), 0),
    (("vendor", "hubspot.com"), (*OTHERS, *READING), 0),
    (("vendor", "Google Optimize"), (*OTHERS, *READING), 0),
    (("catalog", "find", "HubSpot"), (*OTHERS, *READING), 0),
    (("catalog", "show"), (*OTHERS, *READING), 0),
    (("open", "nosuch.html"), (*OTHERS, *READING, *JUDGING), 2),
    (("check", "--help"), (*PLANNING, *NETWORK, *READING, "soescan.catalog"), 0),
]
"""Words of a command, modules that it has no use for, and its exit code."""


@pytest.fixture(scope="module")
def warm_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which all that these commands read is kept already."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        for words in (("list",), ("hubspot.com",), ("Google Optimize",)):
            subprocess.run(
                [sys.executable, "-m", "soescan", "vendor", *words], cwd=ROOT, check=True
            )
    return cache


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "unneeded", "code"), COMMANDS, ids=[" ".join(words) for words, _, _ in COMMANDS]
)
def test_a_command_imports_only_what_it_uses(
    command: tuple[str, ...],
    unneeded: tuple[str, ...],
    code: int,
    warm_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(warm_cache))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    program = [sys.executable, "-c", RUN, " ".join(unneeded), *command]
    done = subprocess.run(program, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr.splitlines()[-2:] == [f"exit {code}", "loaded []"], done.stderr
