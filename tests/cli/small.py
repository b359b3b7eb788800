"""A small SOE, with which a run takes no time."""

from __future__ import annotations

from pathlib import Path

SOE = """\
schema: soescan/soe@1
catalog: {id: k, name: K, calendar: {holidays: []}}
roles: [{id: it, label: IT}, {id: legal, label: Legal counsel}]
standards:
  - {id: sso, area: a, severity: blocker, why: w, needs: [security],
     require: {fact: auth.sso.saml, op: eq, value: true}}
approvals:
  - {id: security, label: Security review, role: it, effort: [2, 2, 2], lead: 5, status: default}
  - {id: contract, role: legal, lead: 40, always: true, status: default}
  - {id: live, role: it, kind: go-live, lead: 1, after: [security, contract], always: true}
"""


def write_soe(folder: Path) -> Path:
    """The SOE as a file in a folder."""
    path = folder / "soe.yaml"
    path.write_text(SOE, encoding="utf-8")
    return path
