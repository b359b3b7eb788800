"""What nobody speaks of is judged by what is kept, as if it had been looked at."""

from __future__ import annotations

from datetime import date

import pytest

from soescan import catalog
from soescan.app.cases import build_cases
from soescan.assessment import standards
from soescan.model import Basis, Evidence, Fact, Origin, Proposal, Tool

DAY = date(2026, 11, 23)
SEEN = Origin(Basis.OBSERVED, at="2026-11-20")


@pytest.mark.parametrize("name", ["HubSpot", "Somebody's own tool"])
@pytest.mark.parametrize("key", ["", "auth.sso.saml", "auth.mfa", "tls.version.min"])
def test_unheard_of_standards_come_out_as_if_each_were_looked_at(name: str, key: str) -> None:
    facts = (Fact(name, key, True, SEEN),) if key else ()
    read, proposal = catalog.read_builtin("starter"), Proposal(tools=(Tool(name),))
    (made,) = build_cases(proposal, read, Evidence(facts), DAY, only=proposal.tools)
    looked_at = [standards.judge_without_waivers(one, made) for one in made.catalog.standards]
    assert list(standards.judge(made)) == looked_at
