"""The architects' lists: phases of life, what is planned, and the days on which these begin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from soescan import catalog
from soescan.model import Lifecycle, Owner, Product, Standing

MODELS = """\
sys_id,display_name,manufacturer,model_number,version,edition,status,owner,end_of_life,end_of_support,u_trm_status
a1,Pigeonpost 2021,Acme,,2021,Professional,In Production,IT Operations,2027-10-13,2026-10-13,Approved
a2,Cleara Desktop 4.2,Acme,,4.2,Creator,Retired,,2024-03-31,,Unapproved
a3,Confido 2024,Acme,,2024,,In Production,,,,Approved with constraints
a4,Oldmail,Acme,,,,Pending Retirement,,2021-12-31,,
a5,Draw.example,Acme,,,,,,,,
"""


SAMPLES = Path(__file__).parent / "samples"


def shown(product: Product) -> tuple[object, ...]:
    """What decides: the standing, from and until when, and our end of life."""
    return (
        product.name,
        product.standing,
        str(product.decided_on or ""),
        str(product.valid_until or ""),
        str(product.lifecycle.ours or ""),
    )


def test_leanix_says_what_runs_and_until_when() -> None:
    found = catalog.read(SAMPLES / "leanix.8.csv")

    assert found.kind == "leanix"
    assert [shown(product) for product in found.catalog.products] == [
        ("Pigeonpost", Standing.APPROVED, "2018-01-01", "2028-12-31", "2029-12-31"),
        ("Cleara", Standing.RETIRING, "", "", ""),
        ("Oldmail", Standing.RETIRING, "", "", "2027-03-31"),
        ("Olderoffice", Standing.RETIRING, "", "", "2020-12-31"),
        ("Soonsign", Standing.PILOT, "2027-01-01", "", ""),
        ("Laterlog", Standing.ASSESS, "", "", ""),
        ("Mothwing", None, "", "", ""),
    ]
    first, second = found.catalog.products[:2]
    assert (first.aliases, first.deployment, second.deployment) == (("PGP",), "saas", "server")
    assert second.reason == "planned: eliminate"
    assert {(note.says, note.rejected) for note in found.notes} >= {
        ("not carried over: the columns 'id', 'technicalSuitability'", False),
        ("left out: a row of the type 'Provider'", True),
        ("approved because it is live: the list says what runs, not what was decided", False),
    }


def test_ardoq_says_what_is_meant_with_what_runs() -> None:
    found = catalog.read(SAMPLES / "ardoq.6.csv")

    assert found.kind == "ardoq"
    assert [shown(product) for product in found.catalog.products] == [
        ("Pigeonpost", Standing.RETIRING, "", "", "2027-12-31"),
        ("Cleara", Standing.APPROVED, "2021-01-01", "", ""),
        ("Confido", Standing.APPROVED, "2021-02-01", "2028-12-31", "2028-12-31"),
        ("Oldmail", Standing.RETIRING, "", "", "2023-01-01"),
        ("Soonsign", Standing.ASSESS, "", "", ""),
        ("Mothwing", None, "", "", ""),
    ]
    assert found.catalog.products[0].reason == "CRM; planned: Contain"


def test_software_models_have_owners_and_ends_of_support(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(MODELS, encoding="utf-8")
    found = catalog.read(tmp_path / "list.csv")

    assert found.kind == "servicenow-products"
    first, *others = found.catalog.products
    assert first.owner == Owner("IT Operations")
    assert (first.editions, first.versions) == (("Professional",), ("2021",))
    assert first.lifecycle == Lifecycle(vendor=date(2026, 10, 13))
    assert [(p.standing, str(p.valid_until or "")) for p in (first, *others)] == [
        (Standing.APPROVED, "2026-10-13"),
        (Standing.PROHIBITED, ""),
        (Standing.APPROVED_WITH_CONDITIONS, ""),
        (Standing.RETIRING, ""),
        (None, ""),
    ]
    assert ("the end of the vendor's support ends the approval", 1) in [
        (note.says, note.count) for note in found.notes
    ]


@pytest.mark.parametrize(
    ("sample", "row", "limits"),
    [
        ("leanix.8.csv", ("2018-01-01,2028-12-31", "2018-01-01,soon"), {"valid_until": "soon"}),
        ("leanix.8.csv", ("2018-01-01,2028-12-31", "TBD,3/4/26"),
         {"decided_on": "TBD", "valid_until": "3/4/26"}),
        ("leanix.8.csv", ("2028-12-31,2029-12-31", ",later"), {"valid_until": "later"}),
    ],
)  # fmt: skip
def test_a_day_that_nobody_understands_is_no_missing_one(
    sample: str, row: tuple[str, str], limits: dict[str, str], tmp_path: Path
) -> None:
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    assert row[0] in text
    (tmp_path / "list.csv").write_text(text.replace(*row), encoding="utf-8")

    first = catalog.read(tmp_path / "list.csv").catalog.products[0]

    assert (first.standing, dict(first.unreadable)) == (Standing.APPROVED, limits)
