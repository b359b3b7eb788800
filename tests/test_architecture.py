"""Lists are complete, manuals say what they must, and the code keeps its promises to itself."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections import defaultdict
from types import ModuleType

import networkx as nx
import pytest

from soescan import assessment, conditions, model, report
from soescan.catalog import read as read_catalog
from soescan.catalog import sources
from soescan.reference import builtin
from soescan.report import formats
from soescan.scan import probes, saved
from tests.conftest import ROOT

TOP = {
    *(".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
    *("Makefile", "README.md", "catalogs", "docs", "pyproject.toml", "requirements-dev.lock"),
    *("requirements.lock", "soescan", "tests"),
}

FAMILIES: list[tuple[ModuleType, str, tuple[object, ...]]] = [
    (assessment, "RULE", assessment.RULES),
    (formats, "FORMAT", formats.FORMATS),
    (sources, "SOURCE", sources.SOURCES),
    (probes, "PROBE", probes.PROBES),
    (saved, "FORMAT", saved.FORMATS),
]


LARGE_FAMILIES = {
    "soescan/catalog/sources": "one file for each kind of list",
    "soescan/cli": "one file for each group of commands",
    "soescan/report/tables": "one file for each table of a report",
    "soescan/scan/probes": "one file for each question to a site",
    "soescan/webstandards": "one file for each standard",
}
"""Folders that may hold as many files as the family has members."""
MOST_MODULES = 15

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "soescan").rglob("*.py"))
}
"""Every module of the program, by its dotted name."""


def imports(name: str) -> set[str]:
    """The modules of the program that one imports anywhere: also in functions, also for types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            # Of a package, either modules are imported or what its __init__ holds.
            found |= {member if member in MODULES else str(node.module) for member in members}
    return found & MODULES.keys() - {name}


def test_no_file_imports_in_a_circle_not_even_lazily() -> None:
    graph = nx.DiGraph([(name, other) for name in MODULES for other in imports(name)])
    circles = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert circles == []


def test_a_class_name_means_one_thing() -> None:
    files: dict[str, list[str]] = defaultdict(list)
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                files[node.name.lstrip("_")].append(name)
    assert {name: places for name, places in files.items() if len(places) > 1} == {}


def test_a_folder_is_a_family_or_has_few_files() -> None:
    counts: dict[str, int] = defaultdict(int)
    for path in MODULES.values():
        counts[path.parent.relative_to(ROOT).as_posix()] += path.name != "__init__.py"
    large = {folder: count for folder, count in counts.items() if count > MOST_MODULES}
    assert {folder for folder in large if folder not in LARGE_FAMILIES} == set(), large
    assert LARGE_FAMILIES.keys() <= counts.keys()


@pytest.mark.parametrize(
    ("package", "constant", "listed"),
    FAMILIES,
    ids=["rules", "formats", "sources", "probes", "inputs"],
)
def test_every_file_in_the_folder_is_on_the_list(
    package: ModuleType, constant: str, listed: tuple[object, ...]
) -> None:
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    ]
    found = {getattr(module, constant).id for module in modules if hasattr(module, constant)}
    assert found == {member.id for member in listed}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "member", [*assessment.RULES, *probes.PROBES], ids=lambda member: member.id
)
def test_every_rule_and_probe_has_a_manual_of_four_parts(
    member: assessment.Rule | probes.Probe,
) -> None:
    page = member.doc or ""
    assert page.splitlines()[0].endswith("?"), "the first line is the question"
    for title in ("Looks at:", "Why it matters:", "Cannot see:"):
        assert f"\n{title}" in page


@pytest.mark.parametrize("member", saved.FORMATS, ids=lambda member: member.id)
def test_every_kind_of_input_has_a_manual(member: saved.SavedFormat) -> None:
    for title in ("Looks at:", "Why it matters:", "Cannot see:"):
        assert f"\n{title}" in (member.doc or "")


@pytest.mark.parametrize("probe", probes.PROBES, ids=lambda probe: probe.id)
def test_a_probe_tells_facts_of_the_vocabulary_that_a_probe_or_a_page_can_tell(
    probe: probes.Probe,
) -> None:
    for key in probe.keys:
        entry = builtin.suppliable_facts()[key]
        assert {model.Supplier.PROBE, model.Supplier.PAGE} & set(entry.by), key


@pytest.mark.parametrize("format", report.FORMATS, ids=lambda format: format.id)
def test_every_format_has_a_manual(format: report.Format) -> None:
    for title in ("Looks at:", "Why it matters:", "Cannot show:"):
        assert f"\n{title}" in (format.doc or "")


def test_no_standard_can_be_called_like_a_rule() -> None:
    assert {rule.id for rule in assessment.RULES} == set(model.RULE_IDS)


def test_every_noun_is_frozen() -> None:
    nouns = [n for n in vars(model).values() if dataclasses.is_dataclass(n)]
    assert nouns
    assert [n.__name__ for n in nouns if not n.__dataclass_params__.frozen] == []  # type: ignore[union-attr]


def test_every_fact_key_can_be_asked_for() -> None:
    for key in builtin.vocabulary().values():
        assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", key.key), key.key
        assert key.question.endswith("?"), key.key
        assert key.by, key.key
        assert "{" not in key.question + key.label + key.meaning, key.key


def test_every_operator_has_a_type_and_every_type_operators() -> None:
    for name, operator in conditions.OPERATORS.items():
        assert operator.types, name
    typed = set().union(*(operator.types for operator in conditions.OPERATORS.values()))
    assert typed == set(model.FactType)


@pytest.mark.parametrize(
    "path",
    [*builtin.builtin_soes().values(), ROOT / "catalogs" / "example" / "soe.yaml"],
    ids=lambda path: path.name,
)
def test_every_shipped_soe_is_understood(path: object) -> None:
    read = read_catalog(path)  # type: ignore[arg-type]
    assert read.notes == ()


def test_words_are_in_one_place_each() -> None:
    from soescan.reference.columns import fold_cell

    words = builtin.words()
    for field in ("standings", "deployments", "uses", "proposal_columns", "catalog_columns"):
        known = [fold_cell(w) for listed in getattr(words, field).values() for w in listed]
        assert sorted({w for w in known if known.count(w) > 1}) == [], field


def test_nothing_of_this_machine_is_in_the_project() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    words = ("pypi" + r"\.org", "python" + "hosted", "npm" + "js", "/ro" + "ot/", "/wo" + "rk/")
    hosts = "|".join(words)
    names = list(filter(None, listed.stdout.split("\0")))
    top = {name.partition("/")[0] for name in names}
    assert top <= TOP, "the top level holds what a reader expects there, and nothing else"
    for name in names:
        path = ROOT / name
        if path.is_file() and path.suffix not in (".xlsx", ".png"):
            found = re.findall(hosts, path.read_text(encoding="utf-8"))
            assert found == [], name
