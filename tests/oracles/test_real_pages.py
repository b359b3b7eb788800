"""Facts about real pages beside readers of their own: the standard library's HTML parser, and headers.

They read what the standards define; what a page is and who made it is judged by people.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from publicsuffixlist import PublicSuffixList

from soescan.errors import EvidenceFileError
from soescan.scan import saved
from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web import Get, Page
from soescan.web.recording import Replay
from tests.site.factories import facts_by_key

SUFFIXES = PublicSuffixList()
JAVASCRIPT = re.compile(r"module|(text|application)/(x-)?(java|ecma|j|live)script[\d.]*|", re.I)
SOURCES = ("img", "iframe", "frame", "source", "video", "audio", "embed", "track", "script")
HEADER_PROBES = ("hsts", "csp", "framing", "nosniff", "permissions", "isolation")


def domain(host: str) -> str:
    return SUFFIXES.privatesuffix(host.lower().rstrip(".")) or host.lower()


class Reader(HTMLParser):
    """The scripts of a page and what it loads over HTTP, noscript and templates left out."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = self.base = url
        self.has_base = False
        self.aside: list[str] = []
        self.scripts: set[str] = set()
        self.idle_scripts: set[str] = set()
        self.plain: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, str] = {}
        for name, value in attrs:
            given.setdefault(name, (value or "").strip())
        if tag == "base" and "href" in given and not self.has_base:
            self.has_base, base = True, urljoin(self.url, given["href"])
            self.base = base if urlsplit(base).netloc else self.url
        if not self.aside:
            self._load(tag, given)
        if tag in ("noscript", "template"):
            self.aside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.aside:
            del self.aside[self.aside.index(tag) :]

    def _load(self, tag: str, given: Mapping[str, str]) -> None:
        runs = JAVASCRIPT.fullmatch(given.get("type", "").partition(";")[0].strip())
        if tag == "script":
            addresses = {given.get("src", ""), *(v for n, v in given.items() if "src" in n)} - {""}
            (self.scripts if runs and "src" in given else self.idle_scripts).update(
                filter(None, (self._domain(one) for one in addresses))
            )
            if not runs:
                return
        for address in _addresses(tag, given):
            if self._absolute(address).startswith("http:"):
                self.plain.append(address)

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self.base, re.sub(r"[\t\r\n]", "", address).replace("\\", "/"))
        except ValueError:
            return ""

    def _domain(self, address: str) -> str:
        parts = urlsplit(self._absolute(address))
        return domain(parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _addresses(tag: str, given: Mapping[str, str]) -> Iterator[str]:
    if tag in SOURCES and given.get("src") and "srcdoc" not in given:
        yield given["src"]
    if tag == "input" and given.get("type", "").lower() == "image":
        yield given.get("src", "")
    if tag == "link" and {"stylesheet", "icon"} & set(given.get("rel", "").lower().split()):
        yield given.get("href", "")
    if tag == "object":
        yield given.get("data", "")
    if tag == "video":
        yield given.get("poster", "")
    if tag in ("img", "source"):
        yield from (part.split()[0] for part in given.get("srcset", "").split(", ") if part.strip())


def page_misses(name: str, page: Page, facts: Mapping[str, Any]) -> Iterator[str]:
    """What the standard library's parser reads otherwise."""
    reader = Reader(page.url)
    reader.feed(page.text)
    own, named = domain(urlsplit(page.url).hostname or ""), set(facts["scripts.third_party"])
    expected = reader.scripts - {own}
    if expected - named:
        yield f"{name}: {expected - named} are not told"
    text = re.sub(r"\\u002[fF]|\\x2[fF]", "/", page.text.lower())
    unseen = {one for one in named - expected - reader.idle_scripts if one not in text}
    if unseen:
        yield f"{name}: {unseen} are nowhere on the page"
    if facts.get("scripts.mixed_content", bool(reader.plain)) != bool(reader.plain):
        yield f"{name}: mixed content: {reader.plain}"


def header_facts(pairs: Sequence[tuple[str, str]], *, https: bool) -> Mapping[str, Any]:
    """The facts that headers decide alone, read in the plainest way."""

    def first(name: str) -> str:
        return next((value.strip() for key, value in pairs if key.lower() == name), "")

    hsts = [part.strip().lower() for part in first("strict-transport-security").split(";")]
    age = next((part[8:].strip('"') for part in hsts if part.startswith("max-age=")), "")
    policy = first("content-security-policy")
    ancestors = re.search(r"(?i)(?:^|;)\s*frame-ancestors\s+([^;]*)", policy)
    facts = {
        "csp.enforced": bool(policy),
        "csp.present": bool(policy or first("content-security-policy-report-only")),
        "frame.protection": "*" not in ancestors[1].split()
        if ancestors
        else first("x-frame-options").lower() in ("deny", "sameorigin"),
        "headers.nosniff": first("x-content-type-options").lower() == "nosniff",
        "headers.permissions": bool(first("permissions-policy")),
        "headers.coop": first("cross-origin-opener-policy") or "none",
        "headers.coep": first("cross-origin-embedder-policy") or "none",
        "headers.corp": first("cross-origin-resource-policy") or "none",
    }
    told = {
        "hsts.max_age": int(age) if age.isdigit() else 0,
        "hsts.subdomains": age.isdigit() and "includesubdomains" in hsts,
        "hsts.preload": age.isdigit() and "preload" in hsts,
    }
    return facts | told if https else facts


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip("the real inputs (../shared) are not beside this checkout")
    folder = tmp_path_factory.mktemp("pages")
    with tarfile.open(SHARED / "data/pages/pages.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    (folder / "index.json").write_bytes((SHARED / "data/pages/index.json").read_bytes())
    return folder


@pytest.mark.heavy
def test_pages_load_what_another_parser_reads(archive: Path) -> None:
    probe = [probe for probe in PROBES if probe.id == "scripts"]
    misses: list[str] = []
    told = 0
    for item in json.loads((archive / "index.json").read_text(encoding="utf-8")):
        if item["kind"] != "html":
            continue
        content = (archive / item["file"]).read_bytes()
        try:
            visit = saved.read_content(content, item["id"], item["url"])
        except EvidenceFileError:  # a page that does not say where it is from
            visit = saved.read_content(content, item["id"], "https://unknown.example/")
        replay = Replay(visit.outcomes)
        facts = facts_by_key(run_probes(Site(visit.targets[0], replay), probe))
        if "scripts.third_party" in facts:
            told += 1
            misses += page_misses(item["id"], replay.ask(Get(visit.targets[0])), facts)
    assert misses == []
    assert told > 180


@pytest.mark.heavy
def test_headers_say_what_a_plain_reader_makes_of_them(archive: Path) -> None:
    probes = [probe for probe in PROBES if probe.id in HEADER_PROBES]
    misses: list[str] = []
    told = 0
    for path in sorted(archive.rglob("*.har")):
        visit = saved.read_file(path)
        for url in visit.targets:
            site = Site(url, Replay(visit.outcomes))
            facts = facts_by_key(run_probes(site, probes))
            if not facts:
                continue
            expected = header_facts(
                site.page.last.headers, https=site.page.url.startswith("https:")
            )
            shared_keys = expected.keys() & facts.keys()
            told += len(shared_keys)
            misses += [
                f"{path.name}: {key}: {facts[key]!r}, not {expected[key]!r}"
                for key in sorted(shared_keys)
                if facts[key] != expected[key]
            ]
    assert misses == []
    assert told > 200
