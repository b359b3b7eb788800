"""security.txt is read as RFC 9116 writes it, and what breaks its rules is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.webstandards.security_txt import parse_moment, parse_security_txt

WHOLE = "Contact: mailto:security@example.com\nExpires: 2027-06-01T00:00:00Z\n"

# RFC 9116, section 2.3 and 4: the example of an unsigned file
UNSIGNED = """\
# Our security address
Contact: mailto:security@example.com
Contact: tel:+1-201-555-0123
Contact: https://example.com/security-contact.html

# Our OpenPGP key
Encryption: https://example.com/pgp-key.txt

# Our security policy
Policy: https://example.com/security-policy.html

# Our security acknowledgments page
Acknowledgments: https://example.com/hall-of-fame.html

Expires: 2021-12-31T18:37:07z
Preferred-Languages: en, es, ru
Canonical: https://example.com/.well-known/security.txt
Hiring: https://example.com/jobs.html
"""

# RFC 9116, section 2.3: the example of a signed file, its signature shortened
SIGNED = """\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

# Canonical URI
Canonical: https://example.com/.well-known/security.txt

# Our security address
Contact: mailto:security@example.com

- ----- a dashed comment is escaped
# Our Expires field
Expires: 2021-12-31T18:37:07Z

-----BEGIN PGP SIGNATURE-----
Version: GnuPG v2.2

[signature]
-----END PGP SIGNATURE-----
"""


def test_the_unsigned_example_of_the_rfc_is_valid() -> None:
    file = parse_security_txt(UNSIGNED)
    assert (file.is_file, file.signed, file.problems) == (True, False, ())
    assert file.all("contact") == (
        "mailto:security@example.com",
        "tel:+1-201-555-0123",
        "https://example.com/security-contact.html",
    )
    assert file.expires == datetime(2021, 12, 31, 18, 37, 7, tzinfo=UTC)


def test_the_signed_example_of_the_rfc_is_noticed_as_signed() -> None:
    file = parse_security_txt(SIGNED)
    assert file.signed
    assert file.all("contact") == ("mailto:security@example.com",)
    assert file.all("hash") == ()
    assert file.problems == ("a line is no field: ----- a dashed comment is escaped",)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_a_byte_order_mark_change_nothing(ending: str, mark: str) -> None:
    assert parse_security_txt(mark + UNSIGNED.replace("\n", ending)) == parse_security_txt(UNSIGNED)


def test_a_signed_file_may_have_windows_line_endings() -> None:
    assert parse_security_txt(SIGNED.replace("\n", "\r\n")) == parse_security_txt(SIGNED)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WHOLE, ""),
        (WHOLE.replace("Contact", "cOnTaCt"), ""),
        (WHOLE.replace(": ", ":  "), ""),
        (WHOLE + "X-Team: blue\n", ""),
        (WHOLE + "CSAF: https://example.com/.well-known/csaf/provider-metadata.json\n", ""),
        ("Expires: 2027-06-01T00:00:00Z", "no Contact"),
        ("Contact: mailto:a@b.example", "no Expires"),
        (WHOLE + "Expires: 2028-06-01T00:00:00Z", "2 Expires fields"),
        (WHOLE.replace("T00:00:00Z", ""), "Expires is no date and time: 2027-06-01"),
        (WHOLE.replace("2027-06-01", "2027-02-30"), "Expires is no date and time"),
        (WHOLE.replace("Z", ""), "Expires is no date and time"),
        (WHOLE.replace("mailto:", ""), "Contact is no URI: security@example.com"),
        (WHOLE + "Contact: http://example.com/", "Contact is not over HTTPS"),
        (WHOLE + "Policy: http://example.com/", "Policy is not over HTTPS"),
        (WHOLE + "Encryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f", ""),
        (WHOLE + "Preferred-Languages: en\nPreferred-Languages: de", "several Preferred-Languages"),
        (WHOLE + "see our web site", "a line is no field: see our web site"),
        ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + WHOLE, "the signature is cut off"),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_said(text: str, problem: str) -> None:
    problems = parse_security_txt(text).problems
    assert (len(problems) == 1 and problems[0].startswith(problem)) if problem else not problems


PLAIN_SIGNED = SIGNED.replace("- ----- a dashed comment is escaped\n", "")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("", "", ""),
        # RFC 9580, section 6.2.1: a line of white space is an empty line
        ("SHA256\n\n", "SHA256\n \n", ""),
        ("SHA256\n\n", "SHA256\n \t \n", ""),
        ("SHA256\n\n", "SHA256, SHA512\nHash: SHA384\n\n", ""),
        ("# Our security", "- # Our security", ""),
        ("Contact: ", "- Contact: ", ""),
        (
            "# Our Expires field",
            "- -----BEGIN PGP SIGNATURE-----",
            "a line is no field: -----BEGIN",
        ),
        ("# Our Expires field", "#-----BEGIN PGP SIGNATURE-----", ""),
        # RFC 9116, section 4
        ("Hash: SHA256\n", "", "signed without a Hash header"),
        ("Hash: SHA256\n", "Comment: by hand\n", "signed without a Hash header"),
        ("SHA256\n\n", "SHA256\n", "no empty line before the signed text"),
        ("# Our Expires field", "-", "a signed line begins with a dash, not escaped"),
        ("-----END PGP SIGNATURE-----\n", "", "the signature is cut off"),
        ("-----END PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\nPolicy: x", "text outside"),
        ("-----BEGIN PGP SIGNED", "Hiring: x\n-----BEGIN PGP SIGNED", "text outside"),
        ("Contact: ", "Contact:", "a field is written NAME: VALUE, not: Contact:mailto"),
        ("Contact: ", "Contact : ", "a field is written NAME: VALUE, not: Contact : mailto"),
    ],
)
def test_a_signed_file_is_present_and_valid_as_its_grammar_says(
    before: str, after: str, problem: str
) -> None:
    file = parse_security_txt(PLAIN_SIGNED.replace(before, after, 1) if before else PLAIN_SIGNED)
    assert (file.is_file, file.signed) == (True, True)
    assert file.all("contact") == ("mailto:security@example.com",)
    assert file.expires == datetime(2021, 12, 31, 18, 37, 7, tzinfo=UTC)
    assert problem in "; ".join(file.problems) if problem else file.problems == ()


def test_two_expiry_dates_are_none() -> None:
    assert parse_security_txt(WHOLE + "Expires: 2028-06-01T00:00:00Z").expires is None


@pytest.mark.parametrize(
    "text", ["", "Not Found", "# only a comment", "Sitemap: https://a.example/"]
)
def test_what_has_no_field_of_the_rfc_is_no_such_file(text: str) -> None:
    assert not parse_security_txt(text).is_file


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-06-01T00:00:00Z", "2027-06-01T00:00:00+00:00"),
        ("2027-06-01t00:00:00z", "2027-06-01T00:00:00+00:00"),
        ("2027-06-01 00:00:00Z", "2027-06-01T00:00:00+00:00"),
        ("2027-06-01T02:00:00.123+02:00", "2027-06-01T00:00:00+00:00"),
        ("2027-06-01T02:00:00+0200", "2027-06-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+23:59", None),
        ("Thu, 31 Dec 2027 18:37:07 GMT", None),
        ("", None),
    ],
)
def test_moments_are_those_of_rfc_3339(text: str, utc: str | None) -> None:
    found = parse_moment(text)
    assert (found and found.isoformat()) == utc


LINES = st.sampled_from([*UNSIGNED.splitlines(), *SIGNED.splitlines(), "\x00", "Expires: 9999-12-31T23:59:59-23:59"])  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=20))
def test_any_text_is_read(lines: list[str]) -> None:
    file = parse_security_txt("\n".join(lines))
    assert file.expires is None or file.expires.tzinfo is UTC
    assert all(value is not None for name in file.fields for value in file.all(name))
