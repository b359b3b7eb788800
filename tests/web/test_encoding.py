"""Pages are read in the characters that browsers would read them in."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soescan.web import Hop, Page
from soescan.web.encoding import charset, decode


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("iso-8859-1", b"\x93caf\xe9\x94 \x80", "“café” €"),  # means windows-1252
        ("Latin1", b"\x80", "€"),
        ("us-ascii", b"\xe9", "é"),
        ("iso-8859-9", b"\xfe\x80", "ş€"),  # means windows-1254
        ("Shift_JIS", b"\x83\x65\x87\x40", "テ①"),  # as Windows wrote it
        ("x-sjis", b"\x83\x65", "テ"),
        ("gb2312", b"\xd6\xd0\x81\x30\x81\x30", "中\x80"),  # GBK, read as GB 18030
        ("euc-kr", b"\xb0\xa1\x8c\x63", "가똠"),  # with the syllables of Windows
        ("big5", b"\xa4\xa4\x88\x62", "中Ê̄"),  # with those of Hong Kong
        ("koi8-r", b"\xd4\xc5\xd3\xd4", "тест"),
        ("iso-8859-8-i", b"\xf9", "ש"),
        ("utf-16", "é".encode("utf-16-le"), "é"),
        ("x-user-defined", b"a\x80", "a\uf780"),
        ("iso-2022-kr", b"<p>", "\ufffd" * 3),  # what could hide markup is read as nothing
        ("  utf8 ", "é".encode(), "é"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, body: bytes, text: str) -> None:
    assert decode(body, f'text/html; charset="{label}"') == text


@pytest.mark.parametrize("label", ["rot13", "hex", "utf-7", "klingon", "", "cp500", "\ud800", "é"])
def test_an_unknown_label_is_none(label: str) -> None:
    assert decode("é".encode(), f'text/html; charset="{label}"') == "é"
    meta = b'<meta charset="koi8-r">\xd4'
    assert decode(meta, f'text/html; charset="{label}"').endswith("т")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        (b"\xfe\xff\x00c\x00\xe9", "cé"),
        (b"\xff\xfec\x00\xe9\x00", "cé"),
        (b"\xff\xfec", "\ufffd"),
        (b'\xef\xbb\xbf<meta charset="koi8-r">\xc3\xa9', '<meta charset="koi8-r">é'),
    ],
)
def test_a_byte_order_mark_goes_first(body: bytes, text: str) -> None:
    assert decode(body, "text/html; charset=shift_jis") == text


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="koi8-r">',
        "<META CHARSET = koi8-r />",
        "<meta\ncharset='koi8-r'>",
        '<meta name="a" content="b"><meta data-x=1 charset="koi8-r">',
        '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        "<meta content='text/html;charset=\"koi8-r\"' http-equiv=content-type>",
        '<meta charset="klingon"><meta charset="koi8-r">',
        '<!-- <meta charset="big5"> --><meta charset="koi8-r">',
        '<meta charset="koi8-r"><meta charset="big5">',
        '<meta charset="koi8-r" charset="big5">',
        " " * 1_500 + '<meta charset="koi8-r">',
    ],
)
def test_a_page_says_its_encoding_itself(meta: str) -> None:
    assert decode(meta.encode() + b"\xd4", "text/html").endswith("т")
    assert decode(meta.encode() + b"\xd4", "text/html; charset=windows-1252").endswith("Ô")


@pytest.mark.parametrize(
    "meta",
    [
        '<!-- <meta charset="koi8-r"> -->',
        '<!-- <meta charset="koi8-r">',
        '<meta name="description" content="text/html; charset=koi8-r">',
        '<meta charset="utf-16">',  # it was read, so it is not that
        '<metal charset="koi8-r">',
        '<p charset="koi8-r">',
        " " * 3_000 + '<meta charset="koi8-r">',
    ],
)
def test_what_is_no_declaration_leaves_it_utf_8(meta: str) -> None:
    assert decode(meta.encode() + "é".encode()).endswith("é")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        # HTML section 13.2.3.2: what nobody declares is UTF-8 here, or what old pages were
        (b"caf\xe9 \x80", "café €"),
        (b"Datenschutzerkl\xe4rung", "Datenschutzerklärung"),
        ("é".encode() + b"\xff" + "é".encode(), "é\ufffdé"),
        ("aé".encode()[:2], "a\ufffd"),
        (b'<?xml version="1.0" encoding="koi8-r"?>\xd4', "т"),
        (b"<?xml version='1.0' encoding='Shift_JIS' ?>\x83\x65", "テ"),
        (b'<?xml version="1.0" encoding="utf-16"?>\xc3\xa9', "é"),
        (b'<?xml encoding="big5"?><meta charset="koi8-r">\xd4', "т"),
        ('<?xml version="1.0"?>é'.encode("utf-16-le"), "é"),
        ('<?xml version="1.0"?>é'.encode("utf-16-be"), "é"),
    ],
)
def test_what_no_label_says_the_bytes_do(body: bytes, text: str) -> None:
    assert decode(body).endswith(text)


def test_a_page_is_text_by_what_it_declares() -> None:
    hop = Hop("https://acme.example/", 200, (("Content-Type", "text/html; charset=ISO-8859-1"),))
    assert Page((hop,), b"10 \x80").text == "10 €"


@pytest.mark.parametrize(
    ("content_type", "label"),
    [
        ("text/html;charset=utf-8", "utf-8"),
        ("text/html; Charset = 'koi8-r'; q=1", "koi8-r"),
        ("text/html; charset=", ""),
        ("", ""),
    ],
)
def test_the_label_of_a_media_type(content_type: str, label: str) -> None:
    assert charset(content_type) == label


LABELS = st.sampled_from(
    ("iso-2022-jp", "gb18030", "replacement", "euc-jp", "utf-16be", "x", "big5")
)


@given(st.binary(max_size=200), LABELS)
@example(b"\x1b$B\xff", "iso-2022-jp")
@example(b"<meta charset", "x")
def test_no_bytes_are_too_strange_to_read(body: bytes, label: str) -> None:
    assert isinstance(decode(body, f"text/html; charset={label}"), str)
    assert isinstance(decode(b"<meta charset='" + label.encode() + b"'>" + body), str)
