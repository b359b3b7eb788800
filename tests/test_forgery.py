"""Attempts to be approved, waived or answered by whoever asks for the tool. None may succeed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from soescan import app, catalog, proposal
from soescan.errors import SoescanError
from soescan.evidence.store import EvidenceStore
from soescan.model import (
    Basis,
    Evidence,
    Fact,
    Origin,
    Outcome,
    Report,
    Scan,
    Value,
    Verdict,
)
from soescan.web import Get, Hop, Page, recording

DAY = date(2026, 11, 22)
SOE = """\
schema: soescan/soe@1
catalog: {id: it, name: SOE}
data_classes: [{id: public}, {id: internal}, {id: confidential, aliases: [secret]}]
roles: [{id: ciso, label: CISO}, {id: it, label: IT}]
products:
  - {id: mailcaddy, name: Mailcaddy, vendor: Caddy Software, domains: [mailcaddy.example],
     standing: approved, editions: [Enterprise], versions: [2.x]}
  - {id: cleara, name: Cleara, domains: [cleara.example], standing: approved}
  - {id: confido, name: Confido, domains: [confido.example], standing: approved,
     allowed_data: [public, internal]}
  - {id: trackhound, name: Trackhound, vendor: Hound Ltd, domains: [trackhound.example],
     aliases: [Hound Pixel], standing: prohibited}
standards:
  - {id: sso, area: sign-on, severity: blocker, waivable_by: [ciso], min_basis: answered, why: w,
     needs: [review], require: {fact: auth.sso.saml, op: eq, value: true}}
  - {id: home, area: data, severity: blocker, min_basis: stated, why: w,
     require: {fact: hosting.country, op: subset_of, value: [DE, FR]}}
approvals:
  - {id: review, role: it, effort: [1, 1, 1], scope: vendor}
waivers:
  - {id: W-1, standard: sso, tool: splitly.example, reason: r, approved_by: CISO, expires: 2027-12-01}
answers:
  - {tool: pigeonpost.example, fact: auth.sso.saml, value: true, by: Jo, on: 2026-11-01}
  - {tool: Pigeonpost, fact: hosting.country, value: [DE], by: Jo, on: 2026-11-01}
  - {tool: splitly.example, fact: hosting.country, value: [DE], by: Jo, on: 2026-11-01}
done:
  - {step: review, subject: pigeonpost.example, on: 2026-11-01, by: Jo}
  - {step: review, subject: Hound Ltd, on: 2026-11-01, by: Jo}
"""
OPEN = (Outcome.IN_SOE, Outcome.FITS, Outcome.FITS_WITH_CONDITIONS)
EVIL = "name,url\nEvil,https://evil.test\n"


@dataclass(frozen=True)
class Attempt:
    """What a requester hands in: lists and proposals, evidence, columns, and a store."""

    tools: Mapping[str, str]
    evidence: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    stored: Sequence[tuple[str, str, Fact]] = ()
    """Site, address and fact of each scan on file."""


def rows(*lines: str, header: str = "name,url,edition,version,data class") -> Attempt:
    return Attempt({"tools.csv": "\n".join((header, *lines)) + "\n"})


def document(tools: str, more: str = "") -> Attempt:
    text = f"schema: soescan/proposal@1\ntools:\n{tools}\n{more}\n"
    return Attempt({"proposal.yaml": text})


def fact(key: str, value: Any, subject: str = "evil.test", basis: str = "observed", **more: Any):  # type: ignore[no-untyped-def]
    origin = {"basis": basis, "url": f"https://{subject}/", "at": "2026-11-20"} | more
    return {"subject": subject, "key": key, "value": value, "origin": origin}


def facts(*made: dict[str, Any], tools: str = EVIL, **more: Any) -> Attempt:
    text = json.dumps({"schema": "soescan/evidence@1", "facts": made} | more)
    return Attempt({"tools.csv": tools}, {"evidence.json": text})


def read_report(folder: Path, attempt: Attempt) -> Report:
    for name, text in {"soe.yaml": SOE, **attempt.tools, **attempt.evidence}.items():
        (folder / name).write_text(text, "utf-8")
    read = catalog.read(folder / "soe.yaml")
    proposed, notes = proposal.read(
        [folder / name for name in attempt.tools], mapping=attempt.mapping
    )
    supplied = [app.read_supplied(folder / name, read.catalog)[0] for name in attempt.evidence]
    if attempt.stored:
        supplied.append(_read_store(folder, attempt))
    return app.review(proposed, read, Evidence.merge(supplied), DAY, notes)


def _read_store(folder: Path, attempt: Attempt) -> Evidence:
    found = []
    with EvidenceStore(folder / "evidence.sqlite") as store:
        for site, url, made in attempt.stored:
            store.add_scan(Scan(site, url, (made,), ()), ["x"], datetime(2026, 11, 20, tzinfo=UTC))
            found.append(store.get_site(site, DAY).valid_evidence(DAY))
    return Evidence.merge(found)


HONEST = {
    "covered edition and version": rows("Mailcaddy,https://mailcaddy.example,Enterprise,2.4,"),
    "by name": rows("Cleara,,,,"),
    "by address": rows("The clear one,https://app.cleara.example/x,,,"),
    "covered data": rows("Confido,https://confido.example,,,internal"),
    "answered": rows("Post,https://www.pigeonpost.example,,,"),
    "waived": rows("Splits,https://splitly.example,,,"),
}


@pytest.mark.parametrize("name", sorted(HONEST))
def test_the_catalog_opens_to_those_it_is_for(tmp_path: Path, name: str) -> None:
    """Otherwise nothing below would show anything."""
    (judged,) = read_report(tmp_path, HONEST[name]).assessments
    assert judged.outcome in OPEN
    assert (judged.outcome is Outcome.IN_SOE) is (name not in ("answered", "waived"))


ZERO, SOFT, CYRILLIC_A, FULLWIDTH = "\u200b", "\u00ad", "\u0430", "Ｔｒａｃｋｈｏｕｎｄ"
SAML, HOME = "auth.sso.saml", "hosting.country"

ADDRESSES = {
    "another host": "https://evil.test",
    "the host in the path": "https://evil.test/cleara.example",
    "the host below another": "https://cleara.example.evil.test",
    "the host as the beginning of a label": "https://cleara.example-evil.test",
    "the host as the end of a label": "https://notcleara.example",
    "the host as the user": "https://cleara.example@evil.test",
    "the host as the user of an empty password": "https://cleara.example:@evil.test/",
    "a backslash before the host": "https://evil.test\\@cleara.example/",
    "an escaped dot": "https://cleara.example%2eevil.test",
    "an escaped slash": "https://cleara.example%2f.evil.test",
    "an ideographic dot": "https://cleara.example\u3002evil.test",
    "a Cyrillic letter": "https://cle\u0430ra.example",
    "the host in the query": "https://evil.test?cleara.example",
    "the host in the fragment": "https://evil.test#cleara.example",
    "another ending": "https://cleara.test",
    "a shared host": "https://sites.google.com/view/cleara",
    "a host of users": "https://cleara.github.io",
    "a public page": "https://github.com/cleara/cleara",
    "a scheme that nobody opens": "javascript:location='https://evil.test'",
    "a file": "file:///cleara.example/index.html",
    "port 0": "https://evil.test:0/",
    "no address of the public DNS": "https://intranet/cleara",
    "an IP address": "https://203.0.113.9/",
    "a number for an address": "https://0xcb.0x71.9/",
    "a formula": '"=HYPERLINK(""https://evil.test"",""cleara.example"")"',
    "two addresses": '"https://cleara.example, https://evil.test"',
    "two addresses in lines": '"https://cleara.example\nhttps://evil.test"',
}
NAMES = {
    "a prohibited product by its address": "Harmless,https://trackhound.example",
    "below its address": "Harmless,https://www.cdn.trackhound.example/x",
    "beside an approved name": "Cleara,https://trackhound.example",
    "with an approved product in parentheses": "Trackhound (Cleara),https://trackhound.example",
    "in parentheses": "Cleara (Trackhound),https://trackhound.example",
    "in wide letters": f"{FULLWIDTH},",
    "with a Cyrillic letter": f"Tr{CYRILLIC_A}ckhound,https://trackhound.example",
    "with characters without width": f"Track{ZERO}hound{SOFT},",
    "by its alias": "HOUND-PIXEL,",
    "with a mark": "Trackhound™,",
    "with the user of another host": "Cleara,https://cleara.example@trackhound.example",
    "an approved name with words around it": "Cleara by Trackhound,https://evil.test",
    "both names": "Cleara / Trackhound,https://trackhound.example",
    "a version for a name": "Trackhound 2.0,https://cleara.example",
}
COVERAGE = {
    "no edition": "Mailcaddy,https://mailcaddy.example,,2.4,",
    "another edition": "Mailcaddy,https://mailcaddy.example,Free,2.4,",
    "an edition with more in it": "Mailcaddy,https://mailcaddy.example,Enterprise Free,2.4,",
    "two editions": 'Mailcaddy,https://mailcaddy.example,"Enterprise, Free",2.4,',
    "an edition that is refused": "Mailcaddy,https://mailcaddy.example,not Enterprise,2.4,",
    "an edition against the name": "Mailcaddy (Free),https://mailcaddy.example,Enterprise,2.4,",
    "a name that speaks of the edition": "Free instead of Enterprise,https://mailcaddy.example,,2.4,",
    "a name with both editions": "Mailcaddy Free (no Enterprise),https://mailcaddy.example,,2.4,",
    "no version": "Mailcaddy,https://mailcaddy.example,Enterprise,,",
    "latest": "Mailcaddy,https://mailcaddy.example,Enterprise,latest,",
    "a later version": "Mailcaddy,https://mailcaddy.example,Enterprise,3.0,",
    "a version that only begins so": "Mailcaddy,https://mailcaddy.example,Enterprise,21.4,",
    "a version of other digits": "Mailcaddy,https://mailcaddy.example,Enterprise,٣,",
    "two versions": 'Mailcaddy,https://mailcaddy.example,Enterprise,"2.4, 3.0",',
    "a range": "Mailcaddy,https://mailcaddy.example,Enterprise,2.4 - 3.0,",
    "a version and more": "Mailcaddy,https://mailcaddy.example,Enterprise,3.0 (2.4 compatible),",
    "from a version on": "Mailcaddy,https://mailcaddy.example,Enterprise,>=2.4,",
    "a version against the name": "Mailcaddy 3.1,https://mailcaddy.example,Enterprise,2.4,",
    "a version before the name's": "Mailcaddy v1.9,https://mailcaddy.example,Enterprise,2.4,",
    "confidential data": "Confido,https://confido.example,,,confidential",
    "an alias of a class": "Confido,https://confido.example,,,SECRET",
    "several classes": 'Confido,https://confido.example,,,"public, confidential"',
    "several classes with another sign": "Confido,https://confido.example,,,public+confidential",
    "classes in words": "Confido,https://confido.example,,,public and confidential",
    "a class that is refused": "Confido,https://confido.example,,,not public",
    "a class with a limit": "Confido,https://confido.example,,,public (mostly)",
    "no class": "Confido,https://confido.example,,,",
    "a sign for a class": "Confido,https://confido.example,,,-",
    "a class of a Cyrillic letter": "Confido,https://confido.example,,,рublic",
    "any class": "Confido,https://confido.example,,,*",
}
BOUND = {
    "the name of what is answered": rows("Pigeonpost,https://evil.test,,,"),
    "the name alone": rows("Pigeonpost,,,,"),
    "its address as a name": rows("pigeonpost.example,https://evil.test,,,"),
    "its address as a second one": rows(
        "Pigeonpost,https://evil.test,https://pigeonpost.example", header="name,url,app url"
    ),
    "its vendor": rows("Evil,https://evil.test,Pigeonpost", header="name,url,vendor"),
    "its host as a vendor": rows(
        "Evil,https://evil.test,pigeonpost.example", header="name,url,vendor"
    ),
    "what is waived below another host": rows("Splitly,https://splitly.example.evil.test,,,"),
    "what is waived under another ending": rows("Splitly,https://splitly.test,,,"),
    "what is waived in a path": rows("Splitly,https://evil.test/splitly.example,,,"),
    "what is waived as a second address": rows(
        "Evil,https://evil.test,https://splitly.example", header="name,url,app url"
    ),
    "the id of the waiver": rows("W-1,https://evil.test,,,"),
    "the vendor of a review": rows("Evil,https://evil.test,Hound Ltd", header="name,url,vendor"),
}
COLUMNS = {
    "a column of standings": rows("Evil,https://evil.test,Approved", header="name,url,Status"),
    "a column Standing": rows("Evil,https://evil.test,standard", header="name,url,Standing"),
    "a column Approved": rows(
        "Evil,https://evil.test,yes,2030-01-01", header="name,url,Approved,Approved until"
    ),
    "a column of conditions": rows(
        "Trackhound,https://trackhound.example,Approved", header="name,url,IT decision"
    ),
    "a column In use": rows("Trackhound,https://trackhound.example,In use", header="name,url,Use"),
    "a column of a waiver": rows(
        "Evil,https://evil.test,W-1,CISO", header="name,url,Waiver,Approved by"
    ),
    "columns called like facts": rows(
        "Evil,https://evil.test,true,DE,approved", header=f"name,url,{SAML},{HOME},soe.standing"
    ),
    "a column of names that is another": Attempt(
        {"tools.csv": "name,url,alias\nTrackhound,https://trackhound.example,Mapped\n"},
        mapping={"name": "alias"},
    ),
    "a column of addresses that is the name": Attempt(
        {"tools.csv": "name,url\nhttps://cleara.example,https://trackhound.example\n"}
    ),
    "a column that is mapped twice": Attempt(
        {"tools.csv": "name,url,real\nCleara,https://cleara.example,https://evil.test\n"},
        mapping={"url": "real"},
    ),
}
MIXED = {
    "a second row of the data": rows(
        "Confido,https://confido.example,,,public", "Confido,https://confido.example,,,confidential"
    ),
    "the rows the other way": rows(
        "Confido,https://confido.example,,,confidential", "Confido,https://confido.example,,,public"
    ),
    "a second row spelled otherwise": rows(
        "Confido,https://confido.example,,,public", f"CON{ZERO}FIDO™,,,,confidential"
    ),
    "a second file": Attempt(
        {
            "a.csv": "name,url,data class\nConfido,https://confido.example,public\n",
            "b.csv": "name,url,data class\nConfido,https://www.confido.example/x,confidential\n",
        }
    ),
    "a proposal and a list": Attempt(
        {
            "a.yaml": "schema: soescan/proposal@1\ntools:\n"
            "  - {name: Confido, url: https://confido.example, data: public}\n",
            "b.csv": "name,data class\nconfido,confidential\n",
        }
    ),
    "a row of another edition": rows(
        "Mailcaddy,https://mailcaddy.example,Enterprise,2.4,", "Mailcaddy,,Free,,"
    ),
    "a row of another version": rows(
        "Mailcaddy,https://mailcaddy.example,Enterprise,2.4,", "Mailcaddy,,,3.0,"
    ),
    "a row without an address": rows("Cleara,https://evil.test,,,", "Cleara,,,,"),
    "data without a class": document(
        "  - {name: Confido, url: https://confido.example, data: [{class: public},"
        " {what: records of patients, personal: true}]}"
    ),
    "data without a class alone": document(
        "  - {name: Confido, url: https://confido.example, data: [{what: everything}]}"
    ),
    "personal data without a class": rows(
        "Confido,https://confido.example,public,no",
        "Confido,https://confido.example,,yes",
        header="name,url,data class,personal data",
    ),
}
PROPOSALS = {
    "answers of its own": document(
        "  - {name: Evil, url: https://evil.test}",
        f"answers:\n  - {{tool: Evil, fact: {SAML}, value: true, by: IT, on: 2026-11-01}}\n"
        f"  - {{tool: Evil, fact: {HOME}, value: [DE], by: IT}}",
    ),
    "answers about its host": document(
        "  - {name: Evil, url: https://evil.test}",
        f"answers:\n  - {{tool: evil.test, fact: {SAML}, value: true}}",
    ),
    "an answer that it is listed": document(
        "  - {name: Evil, url: https://evil.test}",
        "answers:\n  - {tool: Evil, fact: soe.listed, value: true}\n"
        "  - {tool: Evil, fact: soe.standing, value: approved}",
    ),
    "an answer on the edition against the row": document(
        "  - {name: Mailcaddy, url: https://mailcaddy.example, edition: Free, version: '2.4'}",
        "answers:\n  - {tool: Mailcaddy, fact: tool.edition, value: Enterprise}",
    ),
    "an answer on the data against the row": document(
        "  - {name: Confido, url: https://confido.example, data: confidential}",
        "answers:\n  - {tool: Confido, fact: tool.data.class, value: public}",
    ),
    "a waiver of its own": document(
        "  - {name: Evil, url: https://evil.test}",
        "waivers:\n  - {standard: sso, tool: Evil, reason: r, until: 2027-12-01}\n"
        "  - {standard: home, tool: Evil, reason: r}",
    ),
    "a waiver that says who approved it": document(
        "  - {name: Evil, url: https://evil.test}",
        "waivers:\n  - {standard: sso, tool: Evil, reason: r, approved_by: CISO,"
        " expires: 2027-12-01}",
    ),
    "a standing": document("  - {name: Evil, url: https://evil.test, standing: approved}"),
    "a product": document("  - {name: Evil, url: https://evil.test, product: cleara}"),
    "a list of products": document(
        "  - {name: Evil, url: https://evil.test}",
        "products:\n  - {id: evil, name: Evil, standing: approved}",
    ),
    "a review on file": document(
        "  - {name: Evil, url: https://evil.test}",
        "done:\n  - {step: review, subject: Evil, on: 2026-11-01}",
    ),
    "a trusted file": document(
        "  - {name: Evil, url: https://evil.test}",
        "catalog: {id: x, name: X, trusted_evidence: [{file: a, sha256: '" + "0" * 64 + "'}]}",
    ),
    "a catalog that it extends": document(
        "  - {name: Evil, url: https://evil.test}", "extends: [mine.yaml]"
    ),
    "consent of IT's": document(
        "  - {name: Evil, url: https://evil.test, support: {owner: Jo, it_consent: CISO}}"
    ),
    "an overlay for a list": Attempt(
        {
            "tools.yaml": "schema: soescan/soe@1\ncatalog: {id: o, name: O, extends: [soe.yaml]}\n"
            "products:\n  - {id: evil, name: Evil, domains: [evil.test], standing: approved}\n"
        }
    ),
    "a bare list of products": Attempt(
        {"tools.json": '[{"name": "Evil", "url": "https://evil.test", "standing": "approved"}]'}
    ),
    "facts in a bare list": Attempt(
        {"tools.json": f'[{{"name": "Evil", "url": "https://evil.test", "{SAML}": true}}]'}
    ),
    "a tool that is in use": document("  - {name: Evil, url: https://evil.test, use: in-use}"),
    "a stack of its own": document(
        "  - {name: Evil, url: https://evil.test}",
        "current_stack:\n  - {name: Evil, url: https://evil.test, use: in-use}",
    ),
}
EVIDENCE = {
    "an observed fact": facts(fact(SAML, True), fact(HOME, ["DE"])),
    "an answered fact": facts(
        fact(SAML, True, basis="answered", by="CISO"), fact(HOME, ["DE"], basis="answered")
    ),
    "a fact about a host that is answered": facts(
        fact(SAML, True, "pigeonpost.example", "answered"), fact(HOME, ["DE"])
    ),
    "a fact under the tool's name": facts(fact(SAML, True, "Evil"), fact(HOME, ["DE"], "Evil")),
    "facts about another host alone": facts(fact(HOME, ["DE"], "cleara.example")),
    "a fact of the future": facts(fact(HOME, ["DE"], at="2099-01-01"), fact(SAML, True)),
    "a fact of long ago": facts(
        fact(HOME, ["DE"], at="1999-01-01") | {"expires": "2099-01-01"}, fact(SAML, True)
    ),
    "a fact without a place": facts(fact(HOME, []), fact(SAML, True)),
    "the same fact a hundred times": facts(*[fact(SAML, True)] * 100, fact(HOME, ["DE"])),
    "a fact that it is listed": facts(fact("soe.standing", "approved"), fact("soe.listed", True)),
    "another edition": facts(
        fact("tool.edition", "Enterprise", "mailcaddy.example", "answered"),
        tools="name,url,edition,version\nMailcaddy,https://mailcaddy.example,Free,2.4\n",
    ),
    "another class of data": facts(
        fact("tool.data.class", "public", "confido.example", "answered"),
        tools="name,url,data class\nConfido,https://confido.example,confidential\n",
    ),
    "a class of data where none is understood": facts(
        fact("tool.data.class", "public", "confido.example"),
        tools="name,url,data class\nConfido,https://confido.example,everything\n",
    ),
    "a product of its own": facts(products=[{"id": "evil", "standing": "approved"}]),
    "its own vouching": facts(
        fact(SAML, True), fact(HOME, ["DE"]), trusted_evidence=[{"file": "evidence.json"}]
    ),
    "an odd basis": facts(fact(SAML, True, basis="answered!"), fact(HOME, ["DE"])),
    "a basis in capitals": facts(fact(SAML, True, basis="ANSWERED"), fact(HOME, ["DE"])),
    "a subject with a user": facts(
        fact(SAML, True, "https://pigeonpost.example@evil.test"), fact(HOME, ["DE"])
    ),
    "a catalog for evidence": Attempt(
        {"tools.csv": EVIL},
        {
            "answers.json": json.dumps(
                {
                    "schema": "soescan/soe@1",
                    "catalog": {"id": "x", "name": "X"},
                    "answers": [{"tool": "evil.test", "fact": SAML, "value": True}],
                }
            )
        },
    ),
}


def _stored(site: str, subject: str, basis: Basis, key: str = SAML, value: Value = True) -> Attempt:
    made = Fact(subject, key, value, Origin(basis, f"https://{site}/", "2026-11-20"))
    home = Fact(subject, HOME, ("DE",), Origin(Basis.OBSERVED, f"https://{site}/", "2026-11-20"))
    scans = [(site, f"https://{site}/", one) for one in (home, made)]
    return Attempt({"tools.csv": EVIL}, stored=scans)


STORES = {
    "an observed fact on file": _stored("evil.test", "evil.test", Basis.OBSERVED),
    "an answer on file": _stored("evil.test", "evil.test", Basis.ANSWERED),
    "an answer on file under the name": _stored("evil.test", "Evil", Basis.ANSWERED),
    "an answer on file of another site": _stored("cleara.example", "evil.test", Basis.ANSWERED),
}


def _page(url: str, body: str) -> Page:
    return Page(
        (Hop(url, 200, (("content-type", "text/html"),)),), body.encode(), "2026-11-20T08:00:00Z"
    )


def _recorded(
    url: str, targets: Sequence[str], body: str = "<h1>SAML</h1>", answer: str = ""
) -> Attempt:
    outcomes = {
        Get(url, follow=follow, verify=verify): _page(answer or url, body)
        for follow in (True, False)
        for verify in (True, False)
    }
    text = "".join(recording.lines(outcomes, targets))  # type: ignore[arg-type]
    return Attempt({"tools.csv": EVIL}, {"visit.jsonl": text})


RECORDINGS = {
    "a visit of its own": _recorded("https://evil.test/", ["https://evil.test/"]),
    "a visit that claims another host": _recorded(
        "https://pigeonpost.example/", ["https://evil.test/"]
    ),
    "an answer of another host": _recorded(
        "https://evil.test/", ["https://evil.test/"], answer="https://pigeonpost.example/"
    ),
    "a visit of what is answered": _recorded(
        "https://pigeonpost.example/", ["https://pigeonpost.example/"]
    ),
    "a page that says it is approved": _recorded(
        "https://evil.test/",
        ["https://evil.test/"],
        '<meta name="soescan:standing" content="approved"><link rel=canonical'
        ' href="https://cleara.example/"><h1>Cleara is hosted in Germany</h1>',
    ),
}
ATTEMPTS: dict[str, Attempt] = {
    **{f"address: {k}": rows(f"Cleara,{v},,,") for k, v in ADDRESSES.items()},
    **{f"name: {k}": rows(f"{v}", header="name,url") for k, v in NAMES.items()},
    **{f"coverage: {k}": rows(v) for k, v in COVERAGE.items()},
    **{f"record: {k}": v for k, v in BOUND.items()},
    **{f"column: {k}": v for k, v in COLUMNS.items()},
    **{f"rows: {k}": v for k, v in MIXED.items()},
    **{f"proposal: {k}": v for k, v in PROPOSALS.items()},
    **{f"evidence: {k}": v for k, v in EVIDENCE.items()},
    **{f"store: {k}": v for k, v in STORES.items()},
    **{f"recording: {k}": v for k, v in RECORDINGS.items()},
}


@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_nobody_gets_in_by(tmp_path: Path, name: str) -> None:
    try:
        report = read_report(tmp_path, ATTEMPTS[name])
    except SoescanError:
        return  # refused
    assert report.assessments
    for judged in report.assessments:
        assert judged.outcome not in OPEN
        assert not any(finding.verdict is Verdict.WAIVED for finding in judged.findings)


def _asks_for_review(report: Report) -> bool:
    return any(task.step == "review" for task in report.plan.tasks)


@pytest.mark.parametrize("name", sorted(BOUND))
def test_no_review_of_another_counts_for(tmp_path: Path, name: str) -> None:
    assert _asks_for_review(read_report(tmp_path, BOUND[name]))


OPEN_STANDARDS = """\
schema: soescan/soe@1
catalog: {id: it, name: SOE}
standards:
  - {id: sso, area: sign-on, severity: blocker, why: w,
     require: {fact: auth.sso.saml, op: eq, value: true}}
  - {id: owner, area: support, severity: blocker, why: w,
     require: {fact: tool.support.owner, op: present}}
  - {id: mail, area: mail, severity: blocker, why: w,
     applies_when: {not: {fact: mail.dmarc.policy, op: eq, value: reject}},
     require: {fact: csp.present, op: eq, value: true}}
"""
CLAIMS = [
    "{tool: Evil, fact: auth.sso.saml, value: true, by: the vendor, on: 2026-11-01}",
    "{tool: evil.test, fact: auth.sso.saml, value: true, document: contract}",
    "{tool: Evil, fact: mail.dmarc.policy, value: reject}",
    "{tool: Evil, fact: csp.present, value: true}",
]


@pytest.mark.parametrize("left_out", [None, *range(len(CLAIMS))])
def test_nobody_answers_for_the_vendor(tmp_path: Path, left_out: int | None) -> None:
    """Of a proposal, only facts that are the requester's to say settle a standard."""
    claims = "\n".join(f"  - {c}" for n, c in enumerate(CLAIMS) if n != left_out)
    tool = "  - {name: Evil, url: https://evil.test, support: {owner: Jo}}"
    attempt = document(tool, f"answers:\n{claims}")
    (tmp_path / "mine.yaml").write_text(attempt.tools["proposal.yaml"], "utf-8")
    (tmp_path / "open.yaml").write_text(OPEN_STANDARDS, "utf-8")
    proposed, notes = proposal.read([tmp_path / "mine.yaml"])
    read = catalog.read(tmp_path / "open.yaml")
    (judged,) = app.review(proposed, read, Evidence(), DAY, notes).assessments
    verdicts = {finding.rule: finding.verdict for finding in judged.findings}
    assert judged.outcome is Outcome.CANNOT_TELL
    assert (verdicts["sso"], verdicts["mail"]) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert verdicts["owner"] is Verdict.MEETS
