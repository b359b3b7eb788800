"""`soescan explain`: what a name means, and that no option is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from inline_snapshot import snapshot

from soescan import app, catalog
from soescan.app.meanings import KINDS, find_kinds
from soescan.cli import main as soescan
from soescan.model import Outcome
from soescan.reference import builtin

SOE = """\
schema: soescan/soe@1
catalog: {id: x, name: X}
roles: [{id: privacy, label: Privacy}, {id: it, label: IT}]
standards:
- {id: https, area: tls, why: w, needs: [review], require: {fact: tls.https, op: eq, value: true}}
approvals:
- {id: ask, role: it, always: true}
- {id: review, role: privacy, label: Privacy review, lead: [1, 2, 5], after: [ask], artefacts: [DPA]}
- {id: fits, role: it}
- {id: hsts.max_age, role: it}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soe.yaml").write_text(SOE)
    (tmp_path / "tools.csv").write_text("tool,url\nA,a.example\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))


def explain(*words: str) -> Result:
    result = CliRunner().invoke(soescan, ["explain", *words, "--soe", "soe.yaml"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_the_standard_comes_first_and_the_probe_of_its_name_is_told() -> None:
    page = ""
    for tool in ((), ("--tools", "tools.csv", "--tool", "A")):
        page = explain("https", *tool).output
        assert page.startswith("https: a condition in tls (soe.yaml:5)")
        assert page.endswith("\nhttps is also a probe: soescan explain probe:https\n")
    assert "A: unknown." in page


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("probe:https", "Does the service answer over HTTPS", "https is also a standard: soescan explain standard:https"),
        ("fits", "fits: a step (review, soe.yaml:9)", "fits is also an outcome: soescan explain outcome:fits"),
        ("outcome:fits", "fits: an outcome of a tool", "fits is also a step: soescan explain step:fits"),
        ("hsts.max_age", "hsts.max_age: a step", "hsts.max_age is also a fact: soescan explain fact:hsts.max_age"),
        ("privacy", "Is there a privacy notice?", "privacy is also among the roles: soescan catalog show privacy"),
    ],
)  # fmt: skip
def test_names_that_collide_are_told_and_each_can_be_reached(
    word: str, first: str, last: str
) -> None:
    page = explain(word).output
    assert page.startswith(first)
    assert page.endswith(f"\n{last}\n")


def test_a_step_in_words() -> None:
    assert explain("review").output == snapshot(
        """\
review: a step (review, soe.yaml:8)
Privacy review

Role: privacy
Lead time in working days: 1 to 5, likely 2
After: all of ask
Required by standards: https
Done once for each: tool
Papers: DPA
"""
    )


def test_a_fact_in_words() -> None:
    assert explain("tls.https").output == snapshot(
        """\
tls.https: a fact
HTTPS

Means: True when the host completes a TLS handshake and answers; false when it
  answers over plain HTTP only.
Type: flag
Question: Does the service answer over HTTPS?
Supplied by: probe, vendor
Seen by the probes: https
Valid for: 30 days after it was seen
Used by standards: https
"""
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_can_be_explained(outcome: Outcome) -> None:
    assert explain(f"outcome:{outcome}").output.startswith(f"{outcome}: an outcome of a tool\n")


@pytest.mark.parametrize("word", ["hsts", "standing", "auth.sso.saml", "review", "blocked", "csv"])
@pytest.mark.parametrize("options", [("--tool", "A"), ("--tools", "tools.csv")])
def test_a_tool_is_never_passed_over(word: str, options: tuple[str, ...]) -> None:
    result = explain(word, *options)
    assert result.exit_code == 2
    assert f"and {options[0]}" in result.output
    assert "for standards" in result.output


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("fact:https", "Error: https is not a fact\nHint: soescan explain standard:https\n"),
        ("it", "Hint: soescan catalog show it shows the record of that name"),
        ("auth.sso.smal", "did you mean 'auth.sso.saml'?"),
        ("reveiw", "did you mean 'review'?"),
        ("zzzz", "soescan catalog show lists the standards"),
    ],
)
def test_what_is_nothing_is_answered_with_what_there_is(word: str, says: str) -> None:
    result = explain(word)
    assert (result.exit_code, says in result.output) == (2, True), result.output


@pytest.mark.slow
def test_every_name_of_the_starter_is_explained_under_each_of_its_kinds() -> None:
    read = catalog.read(builtin.builtin_soe("starter"))
    names = [*(s.id for s in read.catalog.standards), *(s.id for s in read.catalog.approvals)]
    for name in (*names, *builtin.vocabulary(), *Outcome):
        for kind in find_kinds(name, read):
            assert kind in KINDS
            if kind == "fact":
                assert app.find_fact(name, read.catalog)[0].key == name
