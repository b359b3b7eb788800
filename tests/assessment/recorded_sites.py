"""Visits of ten vendors' sites, made of documents that they really published.

The documents lie beside the checkout (`../shared/data/trust`). Each is wrapped into a page and served
at the address that the vendor catalog names for its kind, or at a usual one. Landing page, DNS and
TLS are what an ordinary business site shows.
"""

from __future__ import annotations

import html
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Value
from soescan.reference.products import vendor_addresses
from soescan.reference.public import PublicTables
from soescan.reference.vendors import find_owner, recognise_name
from soescan.scan.probes import PROBES
from soescan.scan.runner import Target, scan_targets
from soescan.web import Get, Handshake, HandshakeResult, Hop, Lookup, Page, Records, recording
from soescan.web.ask import TlsVersionProbe, TlsVersionResult
from soescan.web.url import host, registrable_domain
from tests.webstandards.certificates import certificate

AT = "2026-11-28T10:00:00Z"


@dataclass(frozen=True)
class RecordedVendor:
    """A vendor's product, what we would use it for, and which of its documents are at hand."""

    name: str
    url: str
    deployment: str
    data_class: str
    personal: bool
    documents: Mapping[str, tuple[str, ...]]
    """Files of the archives by kind of document."""


_SSO = "documents/mixpanel-docs__docs-access-security-"
_SEGMENT = "documents/segmentio-segment-docs__src-"
_SENDGRID = "documents/sendgrid-docs__content-docs-ui-"
VENDORS = (
    RecordedVendor(
        *("Google Analytics", "https://analytics.google.com/", "tag", "internal", True),
        {
            "terms": ("texts/Google-Analytics__Terms-of-Service.md",),
            "privacy": ("texts/Google-Analytics__Privacy-Policy.md",),
            "dpa": ("texts/Google-Analytics__Data-Processor-Agreement.md",),
        },
    ),
    RecordedVendor(
        *("Meta Pixel", "https://www.facebook.com/", "tag", "internal", True),
        {
            "terms": ("texts/Facebook__Commercial-Terms.md",),
            "dpa": ("texts/Facebook__Data-Processor-Agreement.md",),
        },
    ),
    RecordedVendor(
        *("LinkedIn Insight Tag", "https://www.linkedin.com/", "tag", "internal", True),
        {
            "terms": ("texts/LinkedIn__Terms-of-Service.md",),
            "privacy": ("texts/LinkedIn__Privacy-Policy.md",),
        },
    ),
    RecordedVendor(
        *("Brevo", "https://www.brevo.com/", "saas", "confidential", True),
        {"terms": ("texts/Sendinblue__Terms-of-Service.md",)},
    ),
    RecordedVendor(
        *("Twilio SendGrid", "https://sendgrid.com/", "saas", "confidential", True),
        {
            "security": (
                f"{_SENDGRID}account-and-settings-sso.md",
                f"{_SENDGRID}sending-email-ssl-vs-tls.md",
            )
        },
    ),
    RecordedVendor(
        *("Segment", "https://segment.com/", "saas", "confidential", True),
        {
            "security": (
                f"{_SEGMENT}segment-app-iam-sso.md",
                f"{_SEGMENT}privacy-data-retention-policy.md",
            )
        },
    ),
    RecordedVendor(
        *("Mixpanel", "https://mixpanel.com/", "saas", "internal", False),
        {
            "security": (
                f"{_SSO}single-sign-on-shared-sso.mdx",
                f"{_SSO}two-factor-authentication.mdx",
            )
        },
    ),
    RecordedVendor(
        *("SurveyMonkey", "https://www.surveymonkey.com/", "saas", "confidential", True),
        {"terms": ("texts/SurveyMonkey__Terms-of-Service.md",)},
    ),
    RecordedVendor(
        *("Wix", "https://www.wix.com/", "saas", "internal", False),
        {
            "terms": ("texts/Wix__Terms-of-Service.md",),
            "privacy": ("texts/Wix__Privacy-Policy.md",),
        },
    ),
    RecordedVendor(
        *("Miro", "https://miro.com/", "saas", "internal", False),
        {"privacy": ("texts/Miro__Privacy-Policy.md",)},
    ),
)
"""Eight of the fifty best-known tools of whose vendors there is a document, and Wix and Miro, so that
not all are of Google or for advertising. What each would be used for is our own judgement. The
outlooks of the fifty had been seen by then: the ten are no blind sample."""


READ: tuple[tuple[str, str, str, Mapping[str, Value]], ...] = (
    (
        *("Google Analytics", "texts/Google-Analytics__Data-Processor-Agreement.md"),
        "within a maximum period of 180 days",
        {"data.deletion_days": 180},
    ),
    (
        *("Google Analytics", "texts/Google-Analytics__Data-Processor-Agreement.md"),
        "mandate encryption at rest for all user data",
        {"encryption.at_rest": True, "encryption.in_transit": True},
    ),
    (
        *("Google Analytics", "texts/Google-Analytics__Data-Processor-Agreement.md"),
        "maintain the ISO 27001 Certification",
        {"assurance.iso27001.status": "claimed", "transfer.mechanism": ("scc",)},
    ),
    (
        *("Meta Pixel", "texts/Facebook__Data-Processor-Agreement.md"),
        "certified its participation in the EU-U.S. Data Privacy Framework",
        {"transfer.mechanism": ("dpf",)},
    ),
    (
        *("LinkedIn Insight Tag", "texts/LinkedIn__Privacy-Policy.md"),
        "develop and train artificial intelligence (AI) models",
        {"ai.training_on_data": True},
    ),
    (
        *("Brevo", "texts/Sendinblue__Terms-of-Service.md"),
        "| **OVH** | Hosting | France | France |",
        {"hosting.country": ("BE", "FR"), "hosting.cloud": "Google Cloud"},
    ),
    (
        *("Brevo", "texts/Sendinblue__Terms-of-Service.md"),
        "including Standard Contractual Clauses and supplementary measures",
        {"transfer.mechanism": ("scc",)},
    ),
    (
        *("Brevo", "texts/Sendinblue__Terms-of-Service.md"),
        "Encrypted data transmission using SSL/https/VPN",
        {"encryption.in_transit": True, "dpa.available": True},
    ),
    (
        *("Twilio SendGrid", f"{_SENDGRID}account-and-settings-sso.md"),
        "SSO) uses the widely supported",
        {"auth.sso": True, "auth.sso.saml": True},
    ),
    (
        *("Segment", f"{_SEGMENT}segment-app-iam-sso.md"),
        "supports Single Sign On for Business Tier",
        {"auth.sso": True, "auth.sso.saml": True},
    ),
    (
        *("Mixpanel", f"{_SSO}two-factor-authentication.mdx"),
        "you can enable two-factor authentication",
        {"auth.mfa": True},
    ),
)
"""What a person finds: vendor, file, the words that say so, and the facts. Read 2026-11-29.

Of LinkedIn's notice, which covers what its tags collect, and Meta's addendum the whole was read for
what the starter SOE's blockers ask; what is not named here none of the papers says.
"""


def list_passages(trust: Path) -> list[tuple[str, str, str]]:
    """Vendor, words and the text of the paper in which they should stand, for each of `READ`."""
    files = dict(_read_archives(trust))
    return [(name, words, files[file]) for name, file, words, _ in READ]


def write_recording(path: Path, trust: Path) -> None:
    """Visit the ten sites, made of the archives in `trust`, and record the visits at `path`."""
    files = dict(_read_archives(trust))
    outcomes: dict[Any, recording.Outcome] = {}
    for vendor in VENDORS:
        door = _Sites(vendor, files)
        scans = scan_targets(
            [Target(vendor.url, door)], PROBES, tables=PublicTables(), workers=1, record=True
        )
        for scan in scans:
            outcomes.update(scan.outcomes)
    recording.write(path, outcomes, [vendor.url for vendor in VENDORS])


def _read_archives(trust: Path) -> Iterator[tuple[str, str]]:
    wanted = {name for vendor in VENDORS for names in vendor.documents.values() for name in names}
    for archive in ("texts.tar.gz", "documents.tar.gz"):
        with tarfile.open(trust / archive) as opened:
            for member in opened:
                name = member.name.removeprefix("./")
                if name in wanted and (file := opened.extractfile(member)):
                    yield name, file.read().decode("utf-8")


class _Sites:
    """Answers as the site of one vendor would, and as DNS and TLS of its hosts."""

    def __init__(self, vendor: RecordedVendor, files: Mapping[str, str]) -> None:
        self._pages = dict(_make_pages(vendor, files))
        self._hosts = {host(vendor.url), *(host(url) for url in self._pages)}

    def ask(self, question: Any) -> Any:
        match question:
            case Get():
                return self._get(question)
            case Lookup(name, kind):
                values = _RECORDS.get(kind, ()) if name in self._known() else ()
                return Records(name, kind, values, AT)
            case Handshake(name, port) if name in self._hosts:
                chain = (certificate((name,), "2026-11-01", "2027-01-29"),)
                return HandshakeResult(
                    *(name, port, AT, "1.3", "TLS_AES_128_GCM_SHA256", "h2", chain),
                    address=_ADDRESS,
                )
            case TlsVersionProbe(name, version, port) if name in self._hosts:
                return TlsVersionResult(name, port, version, version in ("1.2", "1.3"), AT)
        raise UnreadableError(UnreadableState.DOWN, "nobody answers there", at=AT)

    def _known(self) -> set[str]:
        return self._hosts | {registrable_domain(name) or name for name in self._hosts}

    def _get(self, question: Get) -> Page:
        url = question.url
        if host(url) not in self._hosts:
            raise UnreadableError(UnreadableState.DOWN, "nobody answers there", at=AT)
        if url.startswith("http://"):
            moved = Hop(url, 301, (("Location", f"https://{url[7:]}"),), _ADDRESS)
            if not question.follow:
                return Page((moved,), b"", AT)
            page = self._get(Get(f"https://{url[7:]}"))
            return Page((moved, *page.hops), page.body, AT)
        body = self._pages.get(url)
        hop = Hop(url, 200 if body else 404, _HEADERS, _ADDRESS)
        return Page((hop,), (body or "<title>Not found</title><p>Not found.").encode(), AT)


_ADDRESS = "203.0.113.7"
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Set-Cookie", "__Host-session=1; Path=/; Secure; HttpOnly; SameSite=Lax"),
)
_RECORDS: Mapping[str, tuple[str, ...]] = {
    "A": (_ADDRESS,),
    "MX": ("10 mx.mail.example.",),
    "NS": ("ns1.dns.example.", "ns2.dns.example."),
    "TXT": ("v=spf1 -all",),
    "CAA": ('0 issue "pki.example"',),
}
_LINKS = {
    "terms": "Terms of service",
    "privacy": "Privacy policy",
    "dpa": "Data processing agreement",
    "security": "Security",
}


def _make_pages(vendor: RecordedVendor, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each page by its address: the documents, and the landing page that links to them."""
    product = find_owner(host(vendor.url)) or recognise_name(vendor.name)
    known = vendor_addresses.addresses(product) if product else {}
    links = []
    for kind, names in vendor.documents.items():
        address = next(iter(known.get(kind, ())), f"{vendor.url}legal/{kind}")
        text = "\n\n".join(files[name] for name in names)
        yield address, _wrap(f"{_LINKS[kind]} | {vendor.name}", text)
        links.append(f'<a href="{address}">{_LINKS[kind]}</a>')
    about = f"<p>{vendor.name} helps teams to do their work and to see what came of it.</p>" * 3
    footer = f"<footer>{' '.join(links)}</footer>"
    yield (
        vendor.url,
        f"<!doctype html><title>{vendor.name}</title><h1>{vendor.name}</h1>{about}{footer}",
    )


def _wrap(title: str, markdown: str) -> str:
    """A page of a document: headings, items and paragraphs, a line each."""
    lines = [f"<!doctype html><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1>"]
    for line in filter(None, map(str.strip, markdown.splitlines())):
        tag = "h2" if line.startswith("#") else "li" if line[:2] in ("- ", "* ") else "p"
        lines.append(f"<{tag}>{html.escape(line.lstrip('#-* '))}</{tag}>")
    return "\n".join(lines)
