"""Small cases, made up: one tool, the product it is, the standards it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from soescan.catalog import class_orders
from soescan.evidence import Knowledge
from soescan.model import (
    Basis,
    Case,
    Catalog,
    Condition,
    DataClass,
    DataClassId,
    Evidence,
    Fact,
    Gap,
    Header,
    Match,
    MatchedBy,
    Origin,
    Product,
    ProductId,
    Severity,
    Standard,
    StandardId,
    Standing,
    Test,
    Tool,
    Value,
    Waiver,
)

DAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 23)
CLASSES = tuple(DataClass(DataClassId(name)) for name in ("public", "internal", "secret"))
ACME = Tool("Acme", "https://acme.example")
SAML, OIDC, AGE = "auth.sso.saml", "auth.sso.oidc", "hsts.max_age"
NOTHING = Match(MatchedBy.NOTHING)


def standard(
    made_id: str = "sso",
    require: Condition | None = None,
    severity: Severity = Severity.BLOCKER,
    **more: Any,
) -> Standard:
    asked = require or Test(SAML, "eq", True)
    made = Standard(StandardId(made_id), "sign-on", asked, f"Why {made_id}.", severity)
    return replace(made, **more)


def product(standing: Standing | None, **more: Any) -> Product:
    return replace(Product(ProductId("acme"), "Acme", standing), **more)


def fact(key: str, value: Value, basis: Basis = Basis.STATED, subject: str = "Acme") -> Fact:
    return Fact(subject, key, value, Origin(basis, url="evidence.json"))


def waiver(**more: Any) -> Waiver:
    made = Waiver("W-1", StandardId("sso"), "Acme", "a pilot", "Jo, CISO", expires=DAY)
    return replace(made, **more)


def case(
    *standards: Standard,
    tool: Tool = ACME,
    listed: Product | None = None,
    match: Match | None = None,
    facts: Mapping[str, Value] | tuple[Fact, ...] = (),
    gaps: tuple[Gap, ...] = (),
    as_of: date = DAY,
    **catalog: Any,
) -> Case:
    """A case with these standards; `facts` that are not spelled out are stated."""
    if isinstance(facts, Mapping):
        facts = tuple(fact(key, value, subject=tool.name) for key, value in facts.items())
    made = Catalog(Header("x", "X"), CLASSES, standards, **catalog)
    if listed and not match:
        made = replace(made, products=(listed, *made.products))
        match = Match(MatchedBy.NAME, listed, f"name: {listed.name}")
    match = match or NOTHING
    known, seen = Knowledge(Evidence(facts, gaps), made, (), as_of).facts_about(tool, match)
    return Case(tool, match, made, known, seen, class_orders(tuple(c.id for c in CLASSES)), as_of)
