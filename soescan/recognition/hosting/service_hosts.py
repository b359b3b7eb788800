"""Host names inside pages that belong to a service: its region, or whose sign-in page it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeVar

from soescan.recognition.hosting.rules import (
    ANY_LABEL,
    ServiceRule,
    ServiceRuleTable,
    SignOnRule,
    SignOnTable,
    name_pattern,
)
from soescan.reference import builtin
from soescan.web.url import host

R = TypeVar("R", ServiceRule, SignOnRule)


def service_region(name: str) -> tuple[str, str] | None:
    """The service and the place that a regional host name stands for; None for other names."""
    for rule, template in _region_rules().get(_last_two_labels(name), ()):
        if name_pattern(template, "").fullmatch(name):
            return rule.service, rule.where
    return None


@cache
def _region_rules() -> Mapping[str, tuple[tuple[ServiceRule, str], ...]]:
    rules = builtin.load("hosting/service_hosts.yaml", ServiceRuleTable).rules
    return _group_by_suffix((rule, rule.names) for rule in rules)


def _last_two_labels(name: str) -> str:
    return ".".join(name.rsplit(".", 2)[-2:])


@cache
def sign_on_table() -> SignOnTable:
    """Hosts, paths and words by which sign-in pages and identity services are known."""
    return builtin.load("hosting/sign_on.yaml", SignOnTable)


def identity_service(url: str) -> str:
    """The service whose sign-in page is at an address; empty when it is no known one."""
    url = url[:2_000]
    name = host(url)
    for rule, template in _sign_on_rules().get(_last_two_labels(name), ()):
        if name.partition(".")[0] not in rule.not_ and _host_pattern(template).fullmatch(name):
            return rule.service
    paths = (rule for rule in sign_on_table().rules if rule.path and rule.path in url)
    return next((rule.service for rule in paths if rule.path in url.partition("?")[0]), "")


@cache
def _sign_on_rules() -> Mapping[str, tuple[tuple[SignOnRule, str], ...]]:
    return _group_by_suffix((rule, rule.names) for rule in sign_on_table().rules)


def _group_by_suffix(
    rules: Iterable[tuple[R, tuple[str, ...]]],
) -> Mapping[str, tuple[tuple[R, str], ...]]:
    """Rules by the last two labels of their templates, which never hold a wildcard."""
    rules_by_suffix: dict[str, list[tuple[R, str]]] = {}
    for rule, names in rules:
        for template in names:
            rules_by_suffix.setdefault(_last_two_labels(template), []).append((rule, template))
    return {ending: tuple(templates) for ending, templates in rules_by_suffix.items()}


@cache
def _host_pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.escape(template).replace(re.escape("*"), ANY_LABEL))
