"""Lists of subprocessors are read in every shape in which vendors write them, and nothing else is."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.recognition.subprocessors import Subprocessor, read_subprocessors
from soescan.recognition.subprocessors.blocks import ROWS, PageTable, page_blocks
from soescan.recognition.subprocessors.sentences import find_none_used, find_notice_days
from tests.examples import examples
from tests.patience import runaway_ends

TITLE = "<h1>Our sub-processors</h1>"


def rows(html: str) -> list[tuple[str, str, str]]:
    entries = read_subprocessors(html)
    return [(one.name, one.purpose, " ".join(one.countries)) for one in entries]


def table(*lines: str) -> str:
    made = "".join(
        f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in line.split('|'))}</tr>"
        for line in lines
    )
    return f"<table>{made}</table>"


# --- tables --------------------------------------------------------------------------------------


def test_one_row_for_each_legal_entity_with_its_condition_and_mechanism() -> None:
    entries = read_subprocessors(
        table(
            "Sub-processor | Purpose | Data | Location | Transfer Mechanism | Contact Details",
            "Amazon Web Services, Inc. | Hosting | All | United States | SCCs, DPF | a@b.example",
            "Amazon Web Services Australia Pty Ltd | Hosting | All"
            " | Australia (APAC customers only) | SCCs | a@b.example",
        )
    )
    assert entries == (
        Subprocessor(
            "Amazon Web Services, Inc.", "Hosting", "United States", ("US",), (), ("scc", "dpf")
        ),
        Subprocessor(
            "Amazon Web Services Australia Pty Ltd",
            *("Hosting", "Australia (APAC customers only)", ("AU",), (), ("scc",)),
        ),
    )


@pytest.mark.parametrize(
    "titles",
    [
        "Name | Purpose | Region | Data shared",
        "Entity Name | Description of services | Country | Data",
        "Third Party Service Provider | Purpose of Processing | Location(s) of processing | Data",
        "Unterauftragsverarbeiter | Zweck | Standort | Daten",
        "Sous-traitant ultérieur | Finalité | Pays | Données",
        "Subencargado | Finalidad | País | Datos",
        "Subverwerker | Doel | Locatie | Gegevens",
    ],
)
def test_columns_are_known_by_their_titles_in_several_languages(titles: str) -> None:
    html = TITLE + table(titles, "Acme GmbH | Hosting | Deutschland | Namen")
    assert rows(html) == [("Acme GmbH", "Hosting", "DE")]


def test_cells_that_span_rows_and_columns_count_for_each() -> None:
    html = f"""{TITLE}<table><tr><th>Company<th colspan=2>Purpose<th>Location</tr>
      <tr><td rowspan=2>Acme<td>Mail<td>x<td>Ireland</tr><tr><td>Logs<td>y<td>Germany</tr></table>"""
    assert rows(html) == [("Acme", "Mail", "IE"), ("Acme", "Logs", "DE")]


def test_sections_of_a_table_say_where() -> None:
    html = f"""{TITLE}<table><tr><th>Company<th>Purpose</tr>
      <tr><td colspan=2>European Union (Frankfurt)</tr><tr><td>Acme<td>Mail</tr>
      <tr><td colspan=2>United States</tr><tr><td>Beta<td>Logs</tr></table>"""
    assert rows(html) == [("Acme", "Mail", "DE"), ("Beta", "Logs", "US")]


def test_sections_of_a_page_say_where() -> None:
    head = "Company | Purpose"
    html = (
        f"{TITLE}<h2>US region</h2>{table(head, 'Acme | Mail')}"
        f"<h2>Hosting in Germany</h2>{table(head, 'Beta | Mail')}"
        f"<h2>Acme Ireland Ltd</h2>{table('Sub-processor | Purpose', 'Gamma | Mail')}"
    )
    assert rows(html) == [("Acme", "Mail", "US"), ("Beta", "Mail", "DE"), ("Gamma", "Mail", "")]


def test_a_table_without_titles_is_read_where_it_is_announced() -> None:
    announced = "<p>We use these sub-processors:</p>"
    html = table("Acme Inc. | Mail | United States", "Beta GmbH | Logs | Germany")
    assert rows(announced + html) == [("Acme Inc.", "Mail", "US"), ("Beta GmbH", "Logs", "DE")]
    assert rows(f"<h1>Offices</h1>{html}") == []


def test_labels_beside_values_are_read_company_by_company() -> None:
    html = TITLE + table(
        *("Name | Acme", "Purpose | Mail", "Location | Ireland"),
        *("Name | Beta", "Purpose | Logs", "Location | USA"),
    )
    assert rows(html) == [("Acme", "Mail", "IE"), ("Beta", "Logs", "US")]


def test_a_table_in_a_table_for_layout_is_read_once() -> None:
    inner = table("Sub-processor | Purpose", "Acme | Mail")
    html = f"<table><tr><td>Menu<td>{inner}</tr></table>"
    assert rows(html) == [("Acme", "Mail", "")]


@pytest.mark.parametrize(
    "html",
    [
        table("Cookie | Provider | Purpose | Expiry", "_ga | Google | Statistics | 2 years"),
        table("Name | Provider | Purpose | Duration", "_ga | Google | Statistics | 2 years"),
        table("Feature | Free | Pro | Enterprise", "Users | 1 | 5 | 99", "Support | - | x | x"),
        table("Home | Products | About us", "Blog | Contact | Careers"),
        table("Name | _cf", "Type | Persistent", "Purpose | Bots", "Lifetime | 1 day"),
        TITLE + table("Name | _cf", "Type | Persistent", "Purpose | Bots", "Lifetime | 1 day"),
        "<h1>Staff, partners and their subcontractors</h1><ul><li>2023 – old terms</ul>",
        table("Category of data | Purpose | Legal basis", "Names | Billing | Contract"),
        "<ul><li>Home</li><li>Pricing</li><li>About - us</li></ul>",
        f"{TITLE}<nav><ul><li>Home – start</li><li>Blog – news</li></ul></nav>",
        f"{TITLE}<footer><ul><li>Acme – mail (Ireland)</li></ul></footer>",
        f"{TITLE}<h1>Objections</h1><ul><li>Write to us - within 30 days</li></ul>",
        f"{TITLE}<ul><li>We review each of our suppliers before they start.</li>"
        "<li>We conclude agreements with all of them and watch that they keep them.</li></ul>",
        f"{TITLE}<ul><li><b>Authorization:</b> You agree that we use others.</li>"
        "<li><b>Liability:</b> We remain liable for what they do.</li>"
        "<li><b>Agreements:</b> Each of them shall sign one.</li></ul>",
        f"{TITLE}<p>Loading…</p><div id=root></div><script>draw()</script>",
        f"{TITLE}<script type='application/json'><ul><li>Acme – mail</li></ul></script>",
    ],
)
def test_what_only_looks_like_a_list_is_none(html: str) -> None:
    assert rows(html) == []


# --- bullets, definitions, labels ----------------------------------------------------------------


def test_bullets_in_sections_by_region_are_taken_apart() -> None:
    html = """<h1>Subprocessors</h1><h2>EU data hosting</h2><ul>
      <li>Amazon Web Services - hosting in eu-west-1 (Ireland)</li>
      <li><strong>OpenAI</strong>: answers (including AI processing)</li></ul>
      <h2>United States</h2><ul><li><a href=x>Stripe</a>. Payments.</li></ul>"""
    assert rows(html) == [
        ("Amazon Web Services", "hosting in eu-west-1", "IE"),
        ("OpenAI", "answers (including AI processing)", ""),
        ("Stripe", "Payments", "US"),
    ]
    assert [one.ai for one in read_subprocessors(html)] == [False, True, False]
    assert read_subprocessors(html)[1].regions == ("EU",)


def test_definitions_and_labelled_lines_are_read() -> None:
    html = f"""{TITLE}<dl><dt>Acme<dd>Mail (Germany)<dt>Beta<dd>Purpose: logs; Location: USA</dl>
      <h3>Gamma Inc.</h3><p>Purpose: chat</p><p>Location: Canada</p>
      <h3>Delta SA</h3><p>Purpose: maps<br>Location: France</p>"""
    assert rows(html) == [
        *(("Acme", "Mail", "DE"), ("Beta", "logs", "US")),
        *(("Gamma Inc.", "chat", "CA"), ("Delta SA", "maps", "FR")),
    ]


SERVICE = "Database"
PLACE = "EU (Frankfurt)"
PROTECTIONS = "Encryption at rest"


@pytest.mark.parametrize(
    "below",
    [
        "<dl><dt>Service<dd>{0}<dt>Data location<dd>{1}<dt>Protections<dd>{2}</dl>",
        "<dl><dt>Protections<dd>{2}<dt>Service<dd>{0}<dt>Location<dd>{1}</dl>",
        "<ul><li><b>Service:</b> {0}<li>Data location: {1}<li>Protections: {2}</ul>",
        "<table><tr><th>Service<td>{0}<tr><th>Data location<td>{1}<tr><th>Protections<td>{2}</table>",
        "<p>Protections: {2}</p><p>Service: {0}</p><p>Data location: {1}</p>",
    ],
)
def test_labels_below_a_title_are_of_the_company_that_it_names(below: str) -> None:
    labelled = below.format(SERVICE, PLACE, PROTECTIONS)
    html = f"<h1>Subprocessors</h1><h3>1. Supabase</h3>{labelled}<h3>2. Beta GmbH</h3>{labelled}"
    assert rows(html) == [("Supabase", SERVICE, "DE"), ("Beta GmbH", SERVICE, "DE")]


def test_a_name_among_labelled_lines_begins_another_company() -> None:
    lines = ("Name: Acme", "Purpose: Mail", "Name: Beta", "Purpose: Logs")
    assert [one[:2] for one in rows(TITLE + "".join(f"<p>{line}</p>" for line in lines))] == [
        ("Acme", "Mail"),
        ("Beta", "Logs"),
    ]


@pytest.mark.parametrize(
    ("titles", "cells", "expected"),
    [
        ("Subcontractor | Service | Hosting", "Acme | Mail | Ireland", ("Acme", "Mail", "IE")),
        ("Subcontractors | Hosting | Country", "Acme | Mail | FR", ("Acme", "Mail", "FR")),
        ("Company | Purpose | Territories:", "Acme | Mail | Canada", ("Acme", "Mail", "CA")),
        ("Subprozessoren | Zweck | Territorium", "Acme | Mail | Polen", ("Acme", "Mail", "PL")),
        ("Name und Anschrift | Leistung", "Acme | Mail", ("Acme", "Mail", "")),
    ],
)
def test_further_titles_of_columns_are_known(
    titles: str, cells: str, expected: tuple[str, str, str]
) -> None:
    assert rows(TITLE + table(titles, cells)) == [expected]


def test_a_list_of_subprozessoren_is_one() -> None:
    html = "<h1>Unsere Subprozessoren</h1><ul><li>Acme GmbH – Hosting (Deutschland)</ul>"
    assert rows(html) == [("Acme GmbH", "Hosting", "DE")]


@pytest.mark.parametrize(
    ("cell", "name", "country"),
    [
        ("Hetzner Online GmbH, Industriestr. 25, 91710 Gunzenhausen, Deutschland", "", "DE"),
        ("Acme GmbH<br>Musterstraße 1<br>10115 Berlin", "Acme GmbH", "DE"),
        ("Acme GmbH Musterstraße 1 10115 Berlin", "Acme GmbH", "DE"),
        ("<p>Acme Cloud</p><p>12 High Street</p><p>London W1A 1AA, UK</p>", "Acme Cloud", "GB"),
        ("OpenAI, L.L.C., 3180 18th Street, San Francisco, CA 94110, USA", "OpenAI, L.L.C.", "US"),
        ("Amazon Web Services EMEA SARL, 38 Avenue John F. Kennedy, L-1855 Luxembourg", "", "LU"),
        ("3M Deutschland GmbH", "3M Deutschland GmbH", ""),
        ("Acme, Inc. (formerly Beta 1924)", "Acme, Inc.", ""),
        ("Level 3 Ltd", "Level 3 Ltd", ""),
    ],
)
def test_a_company_with_its_postal_address_is_named_without_it(
    cell: str, name: str, country: str
) -> None:
    expected = name or cell.partition(",")[0]
    html = TITLE + table("Name und Anschrift | Zweck", f"{cell} | Mail", "Beta | Logs")
    assert [(one[0], one[2]) for one in rows(html)] == [(expected, country), ("Beta", "")]
    placed = TITLE + table("Name | Purpose | Location", f"{cell} | Mail | Ireland")
    assert [(one[0], one[2]) for one in rows(placed)] == [(expected, "IE")]


def test_shapes_met_on_vendors_pages_of_2026_are_read() -> None:
    """The shapes, not the texts, of lists in public repositories that the reader was not made for."""
    german = """<h3>8.5 Unterauftragsverarbeiter</h3>
      <p>Der Kunde stimmt der Beauftragung folgender Unterauftragsverarbeiter zu:</p>
      <ul><li><strong>Acme Inc.</strong> (Hosting, Datenbank) – Rechenzentrum Frankfurt, EU</li>
      <li><strong>Beta GmbH</strong> (E-Mail-Versand) – Österreich</li></ul>"""
    assert rows(german) == [
        ("Acme Inc.", "Hosting, Datenbank", "DE"),
        ("Beta GmbH", "E-Mail-Versand", "AT"),
    ]
    labelled = (
        TITLE
        + """<h2>Used for everyone</h2><ul>
      <li><strong>Acme</strong> — hosting. <em>Data:</em> names. <em>Location:</em> Ireland.</li>
      <li><strong>Beta</strong> — mail. <em>Data:</em> mails. <em>Location:</em> USA.</li></ul>"""
    )
    assert rows(labelled) == [("Acme", "hosting", "IE"), ("Beta", "mail", "US")]
    cards = TITLE + "".join(
        f"<div><h3>{name}</h3><div><div>Purpose</div><div>{purpose}</div></div>"
        f"<div><div>Location</div><div>EU (Frankfurt / Ireland)</div></div></div>"
        for name, purpose in (("Acme", "Inference"), ("Beta", "Mail"))
    )
    assert rows(cards) == [("Acme", "Inference", "DE IE"), ("Beta", "Mail", "DE IE")]
    sections = "<h1>Subprocessors</h1><h2>AI providers</h2>" + table(
        "Subprocessor | Role | Location | Transfer safeguard",
        "Acme LLC (Gemini, Search) | Search | US / IE | SCCs + Acme DPA",
        "Beta | Inference | ap-south-1, Mumbai | intra-EEA",
        "Gamma / underlying LLM providers | Answers | USA/variable – verify | -",
    )
    entries = read_subprocessors(sections + table("Source | Data | Location", "UN | Trade | US"))
    assert [(one.name, one.countries, one.mechanisms, one.ai) for one in entries] == [
        ("Acme LLC", ("US", "IE"), ("scc",), True),
        ("Beta", ("IN",), (), False),
        ("Gamma / underlying LLM providers", ("US",), (), True),
    ]


def test_names_come_without_marks_and_remarks() -> None:
    html = TITLE + table(
        "Company | Purpose | Location",
        "[1] Acme, Inc.* | Mail | US",
        "Beta GmbH (formerly Gamma) | Logs | Germany",
        "Delta LLC ¹ | Chat | US",
    )
    assert [one.name for one in read_subprocessors(html)] == [
        "Acme, Inc.",
        "Beta GmbH",
        "Delta LLC",
    ]


@pytest.mark.parametrize(
    ("name", "purpose", "ai"),
    [
        ("OpenAI, L.L.C.", "answers", True),
        ("Anthropic PBC", "", True),
        ("Acme", "Large Language Model", True),
        ("Acme", "Hosting (including AI processing)", True),
        ("Acme", "Künstliche Intelligenz", True),
        ("Acme", "Hosting, no AI", False),
        ("Acme", "Air mail", False),
        ("Claude Monet SARL", "Paintings", False),
    ],
)
def test_suppliers_of_artificial_intelligence_are_known(name: str, purpose: str, ai: bool) -> None:
    html = TITLE + table("Company | Purpose | Location", f"{name} | {purpose or '-'} | US")
    assert [one.ai for one in read_subprocessors(html)] == [ai]


def markdown(text: str) -> str:
    """The little of Markdown that the lists in the shared inputs use, as HTML."""
    made, inside = [], False
    for line in text.split("---", 2)[2].splitlines():
        linked = re.sub(
            r"\[([^\]]*)\]\(([^)]*)\)", r'<a href="\2">\1</a>', escape(line, quote=False)
        )
        if line.startswith("* "):
            made.append(f"{'' if inside else '<ul>'}<li>{linked[2:]}</li>")
            inside = True
        elif line.strip():
            rank = len(line) - len(line.lstrip("#"))
            tag = f"h{rank}" if rank else "p"
            made.append(f"{'</ul>' if inside else ''}<{tag}>{linked.lstrip('# ')}</{tag}>")
            inside = False
    return "\n".join(made)


def test_real_lists_with_the_country_in_the_sentence_above_are_read(shared: Path) -> None:
    counts, unplaced = {}, []
    for path in sorted((shared / "data" / "tools" / "basecamp_subprocessors").glob("*.md")):
        if path.stem == "LICENSE":
            continue
        text = path.read_text(encoding="utf-8")
        entries = read_subprocessors(markdown(text))
        assert [one.name for one in entries] == re.findall(r"^\* \[([^\]]+)\]", text, re.M)
        assert all(one.purpose for one in entries)
        counts[path.stem] = len(entries)
        unplaced += [(one.name, one.regions) for one in entries if one.countries != ("US",)]
    assert counts == {"backpack": 8, "basecamp": 11, "campfire": 8, "hey": 10, "highrise": 12}
    assert unplaced == [("AppSignal", ("EU",))] * 2


# --- laws ----------------------------------------------------------------------------------------

TAGS = [
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "p",
    "div",
    "a",
    "nav",
    "br",
]
WORDS = [
    "Sub-processor",
    "Purpose",
    "Location",
    "Acme Inc.",
    "Germany",
    " – ",
    "(US)",
    "Purpose: x",
    ":",
]
PIECES = st.one_of(
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(WORDS),
    st.sampled_from(
        ["<td colspan=9 rowspan=9>", "<td colspan=-1>", "<td rowspan=x>", "<!--", "]]>"]
    ),
    st.text(max_size=5),
)


@settings(max_examples=examples(400))
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_page_is_read(html: str) -> None:
    for one in read_subprocessors(TITLE + html):
        assert one.name.strip() == one.name != ""
        assert len(one.name) <= 120


NAMES = st.text("ABCDEFGHIJKLM", min_size=4, max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=20, unique=True))
def test_every_shape_of_a_list_gives_the_same_companies_in_the_same_order(names: list[str]) -> None:
    names = [f"{name} Inc." for name in names]
    shapes = (
        table(
            "Sub-processor | Purpose | Location", *(f"{name} | Mail | Ireland" for name in names)
        ),
        TITLE + "<ul>" + "".join(f"<li>{name} – Mail (Ireland)</li>" for name in names) + "</ul>",
        TITLE + "<dl>" + "".join(f"<dt>{name}<dd>Mail (Ireland)" for name in names) + "</dl>",
        TITLE + "".join(f"<h3>{name}</h3><p>Purpose: Mail<p>Location: Ireland" for name in names),
    )
    for html in shapes:
        assert rows(html) == [(name, "Mail", "IE") for name in names]


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        "<table>" * 10_000,
        "<table><tr><td>" * 10_000,
        "<table><tr><td colspan=1000000 rowspan=1000000>x" * 1_000,
        "<table><tr>" + "<td colspan=30 rowspan=2000>x" * 30 + "<tr><td>y" * 20_000,
        "<div>" * 100_000,
        "<ul><li>" * 30_000,
        TITLE + "<p>Name: a" * 30_000,
        TITLE + "<p>" + "a: " * 300_000,
        TITLE + "<ul>" + "<li>Acme – x (US)" * 30_000,
        "<!" * 300_000,
        TITLE + "<p>" + "(" * 300_000,
        TITLE + "<h3>" + "x - " * 200_000,
    ],
)
def test_hostile_pages_cost_no_more_than_they_are_long(html: str) -> None:
    with runaway_ends():
        read_subprocessors(html)


@pytest.mark.slow
def test_a_table_is_no_larger_than_its_limits() -> None:
    html = "<table>" + "<tr><td colspan=1000000 rowspan=1000000>x" * (ROWS + 5)
    (found,) = [one for one in page_blocks(html) if isinstance(one, PageTable)]
    grid = found.grid()
    assert len(grid) == ROWS
    assert max(map(len, grid)) == 30


# --- what is said beside the list ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("We do not currently use any sub-processors.", True),
        ("Acme has no subprocessors at this time.", True),
        ("Wir setzen derzeit keine Unterauftragsverarbeiter ein.", True),
        ("We do not use subprocessors without your consent.", False),
        ("We do not engage sub-processors other than those below.", False),
        ("There are no subprocessors that see your data except AWS.", False),
        ("We use subprocessors.", False),
    ],
)
def test_that_there_are_none_is_said_and_not_only_hinted(text: str, none: bool) -> None:
    assert bool(find_none_used(text)) is none


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("We will notify customers at least 30 days before a new sub-processor starts.", 30),
        ("Acme gives fourteen (14) days' prior notice of changes to its Subprocessors.", 14),
        ("Wir informieren 30 Tage vor dem Einsatz neuer Unterauftragsverarbeiter.", 30),
        ("New sub-processors are announced on this page at least 30 days before they begin.", 30),
        (
            "This is our list of sub-processors. Changes are posted 14 days before they take effect.",
            14,
        ),
        (
            "Unterauftragsverarbeiter stehen in Anlage 3. Änderungen sind mit einer Frist von 30 Tagen"
            " vorab mitzuteilen; der Kunde kann binnen 14 Tagen widersprechen.",
            30,
        ),
        ("You may object to a new sub-processor within 10 days after notice.", None),
        ("We will update this page within 30 days of adding any subprocessor.", None),
        ("We notify customers of new subprocessors no later than 14 days after they start.", None),
        ("New subprocessors are announced 10 days following the change.", None),
        ("Neue Unterauftragnehmer werden innerhalb von 30 Tagen hier mitgeteilt.", None),
        ("Nous informons de tout nouveau sous-traitant dans les 30 jours suivant l'ajout.", None),
        ("We notify you of new subprocessors no later than 14 days before they start.", 14),
        ("Changes to subprocessors take effect 30 days after notice is given.", 30),
        ("New subprocessors start 20 days after we have notified you of the change.", 20),
        ("Wir informieren spätestens 30 Tage vor Änderungen der Unterauftragsverarbeiter.", 30),
        ("We will notify you of a new subprocessor.", None),
        ("Our notice period is 90 days.", None),
        (
            "We notify you 30 days ahead of new subprocessors. We inform of changes to subprocessors 10 days before.",
            10,
        ),
    ],
)
def test_days_of_notice_are_those_before_a_change(text: str, days: int | None) -> None:
    found = find_notice_days(text)
    assert (found[0] if found else None) == days


@given(st.text(max_size=300))
def test_any_text_is_looked_through(text: str) -> None:
    find_none_used(text)
    find_notice_days(text)


# --- who is used now ------------------------------------------------------------------------------

NOW = ("Name | Purpose | Location", "Acme Hosting Ltd | Hosting | Ireland")


@pytest.mark.parametrize(
    "title",
    ["Former subprocessors", "Removed sub-processors", "Ehemalige Unterauftragsverarbeiter",
     "Anciens sous-traitants", "Planned subprocessors (from January)"],
)  # fmt: skip
def test_those_that_are_used_no_longer_are_on_no_list(title: str) -> None:
    other = table(NOW[0], "Beta Mail Inc. | Mail | Germany")
    assert [name for name, *_ in rows(f"{TITLE}{table(*NOW)}<h2>{title}</h2>{other}")] == [
        "Acme Hosting Ltd"
    ]


def test_a_column_says_who_is_used() -> None:
    lines = ("A Ltd | Mail | Italy | Active", "B Ltd | Mail | Spain | Removed 2024",
             "C Ltd | Mail | Malta | Planned", "D Ltd | Mail | Italy | Active since 2020")  # fmt: skip
    found = rows(TITLE + table("Name | Purpose | Location | Status", *lines))
    assert [name for name, *_ in found] == ["A Ltd", "D Ltd"]


@pytest.mark.parametrize("titles", ["Wer | Wieso | Wo", "Kto | Po co | Gdzie"])
def test_titles_in_words_that_are_not_known_are_no_company(titles: str) -> None:
    found = rows(TITLE + table(titles, "A Ltd | Mail | Italy", "B Ltd | Mail | Spain"))
    assert [name for name, *_ in found] == ["A Ltd", "B Ltd"]


@pytest.mark.parametrize(
    ("written", "name"),
    [("a) Acme", "Acme"), ("(2) Acme", "Acme"), ("Acme (see note 1)", "Acme"), ("Acme®", "Acme")],
)
def test_numbers_and_notes_are_no_part_of_a_name(written: str, name: str) -> None:
    found = rows(TITLE + table(NOW[0], f"{written} | Mail | Italy"))
    assert [company for company, *_ in found] == [name]
