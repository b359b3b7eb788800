"""Names as they are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soescan.names import LEGAL_FORMS, Name, fold, split

PARTS = st.sampled_from(("Acme", "Inc.", "v2", "(x)", "2021", "&", "_", "Ltd"))
ANYTHING = st.one_of(
    st.text(),
    st.text("aZ1 .-_()[]vx/:@#+&,\t\u0301日ß\u1161\u1100", max_size=40),
    st.lists(PARTS, max_size=5).map(" ".join),
)

# --- fold ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spellings",
    [
        ("Culture-Amp, Inc.", "CultureAmp", "culture amp", "CULTURE_AMP"),
        ("Acme GmbH", "Acme Ltd.", "Acme, LLC", "acme"),
        ("Google Data Studio", "google-data studio"),
        ("Straße", "STRASSE"),
        ("\uff26igma", "Figma"),  # full width
        ("cafe\u0301", "café"),
        ("AT&T", "AT and T", "at & t"),
        ("Notepad++", "notepad plus plus"),
        ("C#", "C sharp"),
        ("Inc.", "inc"),  # a legal form alone is a name
        ("한글", unicodedata.normalize("NFD", "한글")),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(spellings: tuple[str, ...]) -> None:
    assert len({fold(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do", "Docusign"),
        ("C++", "C#"),
        ("C++", "C"),
        ("x ai", "x i"),
        ("Rev", "Vbrick Rev"),
        ("Café", "Cafe"),
        ("दिल", "दल"),  # the vowel is a mark
        ("Seaco", "Sea"),
        ("Monday.com", "Monday"),
    ],
)
def test_different_names_fold_to_different_texts(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(ANYTHING)
@example("\u1100-\u1161")
@example("A\ufe0f B\u0301")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANYTHING, st.sampled_from(sorted(LEGAL_FORMS)))
def test_a_legal_form_adds_nothing(text: str, form: str) -> None:
    folded = fold(text)
    assert not folded or fold(f"{text} {form.upper()}.") == folded


@given(ANYTHING)
def test_case_and_outer_space_add_nothing(text: str) -> None:
    assert fold(f"  {text}\t") == fold(text)
    assert not text.isascii() or fold(text.upper()) == fold(text.lower())


# --- split ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Figma", Name("Figma")),
        ("  Google   Drive ", Name("Google Drive")),
        ("WinZip 25 (for Windows)", Name("WinZip", "for Windows", "25")),
        ("Postman 9.x", Name("Postman", "", "9.x")),
        ("Zendesk v1.x", Name("Zendesk", "", "1.x")),
        ("Arcserve v.17x", Name("Arcserve", "", "17x")),
        ("Cisco Jabber Version 14", Name("Cisco Jabber", "", "14")),
        ("Logitech Options Version: 8.54.x", Name("Logitech Options", "", "8.54.x")),
        ("InstallShield - Version 2021", Name("InstallShield", "", "2021")),
        ("Java 1.8.0_291", Name("Java", "", "1.8.0_291")),
        ("Google Cloud Platform (GCP)", Name("Google Cloud Platform", "GCP")),
        ("Zoom Client 5.x (for Windows)", Name("Zoom Client", "for Windows", "5.x")),
        ("Visual Studio 2019 (v16.x)", Name("Visual Studio", "v16.x", "2019")),
        ("Acme [Pro] (EU)", Name("Acme", "Pro EU")),
        ("Google Analytics 360", Name("Google Analytics 360")),
        ("Display & Video 360", Name("Display & Video 360")),
        ("Windows 2000", Name("Windows", "", "2000")),
        ("Area 51", Name("Area", "", "51")),
        ("3M 365", Name("3M 365")),
        ("1Password", Name("1Password")),
        ("7", Name("7")),
        ("v2", Name("v2")),
        ("(beta)", Name("(beta)")),
        ("_ 2", Name("_ 2")),
        ("", Name("")),
    ],
)  # fmt: skip
def test_edition_and_version_are_split_off_the_end(text: str, name: Name) -> None:
    assert split(text) == name


@given(ANYTHING)
@example("_ 2")
@example("- (a)")
@example("\ufe70 2")
def test_splitting_leaves_a_name(text: str) -> None:
    name = split(text).name
    assert name == name.strip()
    assert bool(fold(name)) is bool(fold(text))


@given(ANYTHING)
def test_what_is_left_of_a_name_stands_at_its_beginning(text: str) -> None:
    assert " ".join(text.split()).startswith(split(text).name)


@pytest.mark.parametrize(
    "text", ["foo 1." + "1" * 9_000 + "!", "foo" + " (a" * 3_000, "foo -1.1" * 900 + "!"]
)
def test_splitting_a_hostile_name_ends(text: str) -> None:
    assert split(text).name == text
