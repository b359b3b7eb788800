"""What a page loads is told as a browser would load it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.webstandards.html import parse_html
from soescan.webstandards.javascript import unescape_script
from soescan.webstandards.loads import (
    count_scripts,
    find_inline_references,
    find_subresources,
    registered_sites,
)
from tests.patience import runaway_ends

URL = "https://acme.example/shop/"
HASH = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"


def found(body: str, *, upgraded: bool = False) -> list[tuple[str, str]]:
    resources = find_subresources(parse_html(body), URL, text=body, upgraded=upgraded)
    return [(load.kind, str(load.address)) for load in resources]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<script src=a.js></script>", [("script", "https://acme.example/shop/a.js")]),
        ("<SCRIPT SRC='//cdn.example/a.js'></SCRIPT>", [("script", "https://cdn.example/a.js")]),
        ("<svg><script href='//cdn.example/a.js'></script></svg>", [("script", "https://cdn.example/a.js")]),
        ("<script href='//cdn.example/a.js'></script>", []),
        ("<script type=module src=a.js></script>", [("script", "https://acme.example/shop/a.js")]),
        ("<script type='text/javascript; charset=utf-8' src=/a></script>", [("script", "https://acme.example/a")]),
        ("<script type=application/json src=a.js></script>", []),
        ("<script type=text/template src=a.js></script>", []),
        # what an optimizer runs later runs
        ("<script type=2eca86480efb656827f013d2-text/javascript src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=2ECA86480efb656827f013d2-module src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=2eca86480efb656827f013d2- src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=2eca86480efb656827f013d2-application/json src=//cdn.example/a.js></script>", []),
        ("<script type=x2eca86480efb656827f013d2-text/javascript src=//cdn.example/a.js></script>", []),
        ("<script type=rocketlazyloadscript data-rocket-src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=litespeed/javascript data-src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=text/psajs src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=text/partytown src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=text/lazyload data-src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=text/javascript-delayed src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=nitropack/inlinescript src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=o/js-lzl data-src=//cdn.example/a.js></script>", [("script", "https://cdn.example/a.js")]),
        ("<script type=text/javascript/blocked src=//cdn.example/a.js></script>", []),
        ("<script type=application/ld+json src=//cdn.example/a.js></script>", []),
        ("<script type=text/typescript src=//cdn.example/a.js></script>", []),
        ("<script type=text/plain data-src=//cdn.example/a.js></script>", []),
        ("<script data-src=//cdn.example/a.js></script>", []),
        ("<link rel='preload stylesheet' href=a.css>", [("style", "https://acme.example/shop/a.css")]),
        ("<link rel=canonical href=http://a.example/>", []),
        ("<img src=a.png srcset='b.png 1x, c.png 2x'>",
         [("image", f"https://acme.example/shop/{n}.png") for n in "abc"]),
        ("<iframe src=https://f.example/></iframe>", [("frame", "https://f.example/")]),
        ("<iframe srcdoc=x src=https://f.example/></iframe>", []),
        ("<object data=o.swf></object>", [("object", "https://acme.example/shop/o.swf")]),
        ("<input src=i.png><input type=IMAGE src=i.png>", [("image", "https://acme.example/shop/i.png")]),
        ("<noscript><img src=http://a.example/p></noscript>", []),
        ("<template><script src=a.js></script></template>", []),
        ("<textarea><script src=a.js></script></textarea>", []),
        ("<!-- <script src=a.js></script> -->", []),
        ("<script src='https://'></script>", [("script", "None")]),
        ("<script src=a.js", []),
        ("<script src=a.js></script><script src=b.js>", [("script", "https://acme.example/shop/a.js")]),
    ],
)  # fmt: skip
def test_a_page_loads_what_its_elements_say(body: str, seen: list[tuple[str, str]]) -> None:
    assert found(body) == seen


@pytest.mark.parametrize(
    ("base", "leads_to"),
    [
        ("<base href=https://cdn.example/x/>", "https://cdn.example/x/a.js"),
        ("<base target=_top><base href=/y/>", "https://acme.example/y/a.js"),
        ("<base href=data:,x>", "https://acme.example/shop/a.js"),
        ("<base href='https://'>", "https://acme.example/shop/a.js"),
    ],
)
def test_links_are_read_from_the_base_of_the_page(base: str, leads_to: str) -> None:
    assert found(f"{base}<script src=a.js></script>") == [("script", leads_to)]


def test_a_policy_may_lift_everything_to_https() -> None:
    body = "<script src=http://a.example/a.js></script>"
    assert found(body, upgraded=True) == [("script", "https://a.example/a.js")]


@pytest.mark.parametrize(
    ("integrity", "counts"),
    [(HASH, True), (f"md5-x {HASH}", True), ("foo", False), ("sha384-", False), ("", False)],
)
def test_a_hash_counts_when_browsers_know_it(integrity: str, counts: bool) -> None:
    body = f"<script src=a.js integrity='{integrity}'></script>"
    assert [load.integrity for load in find_subresources(parse_html(body), URL)] == [counts]


def test_snippets_name_the_scripts_that_they_load() -> None:
    body = (
        "<script>j.src='https://www.googletagmanager.com/gtm.js?id='+i;k='//x.example/a.json';"
        "l='//cdn.example/v1/x.min.js'// see http://no.example/a.js\n</script><script type=text/x>'//no.example/a.js'</script>"
    )
    assert [str(one) for one in find_inline_references(parse_html(body), URL)] == [
        "https://www.googletagmanager.com/gtm.js",
        "https://cdn.example/v1/x.min.js",
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # the beginning of the host is put together: Google Analytics, comScore, Quantcast, Disqus
        (
            "ga.src = ('https:' == p ? 'https://ssl' : 'http://www') + '.google-analytics.com/ga.js'",
            ["https://google-analytics.com/ga.js"],
        ),
        ("s.src = '//' + name + '.disqus.com/count.js'", ["https://disqus.com/count.js"]),
        (
            "e.src=(s?'https://':'http://') + 'www.lightboxcdn.com/a/b.js?mb='",
            ["https://www.lightboxcdn.com/a/b.js"],
        ),
        (
            'document.write(unescape("%3Cscript src=\'" + host + "google-analytics.com/ga.js\'"',
            ["https://google-analytics.com/ga.js"],
        ),
        (
            "var h=(s?'https://ssl.stats.example/':'http://w3.stats.example/');"
            'document.write(unescape("%3Cscript src=\'" + h + "js/c.js\'"',
            ["https://ssl.stats.example/", "http://w3.stats.example/"],
        ),
        # the end is put together: Hotjar, Typekit, HubSpot
        (
            "(window,document,'//static.hotjar.com/c/hotjar-','.js?sv=')",
            ["https://static.hotjar.com/c/hotjar-"],
        ),
        ('i.src="https://use.typekit.net/"+e.kitId+".js"', ["https://use.typekit.net/"]),
        ("load('https://js.hs-scripts.com/' + id + '.js')", ["https://js.hs-scripts.com/"]),
        # no .js, and the source of a script element, or handed to a loader
        (
            "var tag = document.createElement('script');tag.src = 'https://www.youtube.com/iframe_api'",
            ["https://www.youtube.com/iframe_api"],
        ),
        (
            "(window,document,'script','https://www.googletagmanager.com/gtag/js?id=1')",
            ["https://www.googletagmanager.com/gtag/js?id=1"],
        ),
        ("$.getScript('//cdn.example/load?x=1')", ["https://cdn.example/load?x=1"]),
        ("await import('https://cdn.example/m')", ["https://cdn.example/m"]),
        (
            "document.write('<scr' + 'ipt async src=\"//ad.example/rc?n=' + n + '\"></scr' + 'ipt>')",
            ["https://ad.example/rc?n="],
        ),
        (
            "document.write('<script src=\"' + '//ad.example/deck' + id + '_js.php\"></' + 'script>')",
            ["https://ad.example/deck"],
        ),
        (
            "!function(o,n,t){t=o.createElement(n),t.async=1,t.src='https://cdn.example/v2/0/x'}(document,'script')",
            ["https://cdn.example/v2/0/x"],
        ),
        (
            "var e=document.createElement('script');e.setAttribute('src', (s ? 'https://s3.example/'"
            " : 'http://static.example/') + 'js/a.js');",
            ["https://s3.example/", "http://static.example/"],
        ),
        (
            "var u='https://cmp.example'.concat('/choice/', h);var e=d.createElement('script');e.src = u;",
            ["https://cmp.example/"],
        ),
        (
            "e=d.createElement('script');e.src=o.scheme+(m?'cdn':'ecdn') + '.service.com/' + x;",
            ["https://service.com/"],
        ),
        ("injectScript('//ads.example/v0/id?' + p)", ["https://ads.example/v0/id?"]),
        (
            "dom.load_script('track', 'https://load.example/load/?j=d')",
            ["https://load.example/load/?j=d"],
        ),
        (
            "(function(u){var a=document.createElement('script');a.src=u})('//x.example/load?aid=1')",
            ["https://x.example/load?aid=1"],
        ),
        (
            "var u='//stats.example/';var g=d.createElement('script');g.src=u+'matomo.js';",
            ["https://stats.example/"],
        ),
        (
            "require.config({baseUrl:'https://w.example/js', paths: {'jquery': 'https://code.example/jquery.min', 'a/b': '//j.example/b'}})",
            ["https://code.example/jquery.min", "https://j.example/b"],
        ),
        (
            "w.B.url='//c.boom.example/x/'+key;n=d.createElement('script');n.src=w.B.url;",
            ["https://c.boom.example/x/"],
        ),
        (
            "t = '<scr' + 'ipt type=\"text/javascript\" '; t += 'src=\"https://ads.example/imp/2;js;x\"';",
            ["https://ads.example/imp/2;js;x"],
        ),
        # none of them is a script
        ("(function(u){fetch(u)})('//api.example/v1')", []),
        ("e=d.createElement('script');e.src=dir + 'socket.io/socket.io.js';", []),
        ("e=d.createElement(t);e.src='//px.example/p'", []),
        ("$('#news').load('https://www.example/news')", []),
        ("i=new Image();i.src='https://px.example/p?x=1'", []),
        ("var e=document.createElement('img');e.src='//px.example/p?x=1'", []),
        ("document.write('<img src=\"//px.example/hit?x\">')", []),
        ("load(base + '.bundle.min/a.js'); load(base + 'socket.io/socket.io.js')", []),
        ("load(dir + '../lib.v2/a.js', lang + '.co.uk/a.js')", []),
        ("fetch('https://api.example/v1/items')", []),
        ("var config={cdn:'https://cdn.example/',file:'b.js'}", []),
        # nobody runs what is commented out
        ("a();\n  // s.src='//no.example/a.js'\nb()", []),
        ("a(); /* s.src='//no.example/a.js' ** */ b()", []),
    ],
)
def test_addresses_are_read_in_the_forms_of_snippets(script: str, expected: list[str]) -> None:
    document = parse_html(f"<script>{script}</script>")
    assert [str(url) for url in find_inline_references(document, URL)] == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["'script' ", "ript src=", "'//a.b/", "/*", "//'+'a.b/", "x.src=", "+'.a.b/", ".a.b", "\n//", "src='+x+'", "paths:{", "'//a.b/',"],
)  # fmt: skip
def test_inline_scripts_are_read_in_bounded_time(unit: str) -> None:
    document = parse_html(f"<script>{unit * (100_000 // len(unit))}</script>")
    with runaway_ends():
        find_inline_references(document, URL)


def test_inline_scripts_are_counted_and_data_is_not() -> None:
    body = "<script>1</script><script src=a></script><script type=application/ld+json>{}</script>"
    assert count_scripts(parse_html(body)) == 2


def test_own_sites_are_where_one_was_sent_from_and_to() -> None:
    assert registered_sites("http://www.acme.example/", URL, "https://shop.example.org") == {
        "acme.example",
        "example.org",
    }


PIECES = st.sampled_from(
    ["<script ", "src=", "//a.example/", "'", '"', ">", "</script>", "<svg>", "<base href=", "<!--",
     "-->", "<template>", "srcset='a 1x, '", "\x00", "é", "<noscript>", "&#x41;", "xlink:href=b ",
     "<link rel=stylesheet href=", "<object data=", "integrity=sha256-x "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=100))
def test_no_page_is_too_strange(body: str) -> None:
    document = parse_html(body)
    find_subresources(document, URL, text=body)
    find_inline_references(document, URL)
    count_scripts(document)


@pytest.mark.parametrize(
    "written",
    [
        r"https:\u002F\u002Fcdn.example\u002fa.js",
        r"https:\x2F\x2Fcdn.example\x2fa.js",
        r"https:\/\/cdn.example\/a.js",
        r"https:\u{2F}\u{00002f}cdn.example/a.js",
        r"https:\u002F/cdn\u002Eexample/a.js",
        r"\u0068ttps://cdn.example/a.js",
    ],
)
def test_escapes_in_inline_scripts_are_read(written: str) -> None:
    document = parse_html(f"<script>load('{written}')</script>")
    assert [str(url) for url in find_inline_references(document, URL)] == [
        "https://cdn.example/a.js"
    ]


@pytest.mark.parametrize(
    "text",
    [
        r'"{\"a\":\"https:\\u002F\\u002Fcdn.example\\/a.js\"}"',  # JSON in a text
        r"'https:\/\/cdn.example\/a.js'",
    ],
)
def test_texts_in_texts_are_read(text: str) -> None:
    assert "https://cdn.example/a.js" in unescape_script(text)


@pytest.mark.parametrize(
    "text", [r"\ud83d", r"\u{110000}", r"\u12", r"\x1", r"/a\.b/", r"\u0000", "\\"]
)
def test_what_is_no_escape_of_a_character_stays(text: str) -> None:
    assert unescape_script(text) == text


@given(st.text(alphabet="\\u{}x02Ff/'a"))
def test_any_script_is_read(text: str) -> None:
    assert len(unescape_script(text)) <= len(text)
