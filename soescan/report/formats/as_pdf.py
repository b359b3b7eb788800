"""The brief as a PDF, to mail, to print and to file: two pages, or with `--long` the whole page.

Looks at: the whole report. The two pages say what the brief in Word says; `--long` prints the page
for a browser with all its parts unfolded: A4, the graph on its side.

Why it matters: procurement and auditors keep what cannot be changed by opening it.

Cannot show: what the page only does on a screen: searching, filtering, following the graph. It
needs the extra `pdf`; without it, any browser prints the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from soescan.errors import UsageError
from soescan.model import Report
from soescan.report.brief import (
    A4,
    ANSWER_POINTS,
    HEADING_SPACING,
    TABLE_LINE,
    TABLE_POINTS,
    TEXT_SPACING,
    build_brief,
)
from soescan.report.brief import as_html as brief_as_html
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.formats import as_html
from soescan.report.text import truncate


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """One PDF. It is laid out from its HTML alone: nothing is fetched, not even from the disk."""
    weasyprint = import_weasyprint()
    if options.long:
        page = _unfold("".join(str(piece) for piece in as_html.render(report, options)))
        style = _PAGE_STYLE
    else:
        audience = options.audience or Audience.MARKETING
        brief = build_brief(report, audience, A4, A4)
        page, style = brief_as_html(brief, truncate(report.title, 200)), _BRIEF_STYLE
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    laid_out = weasyprint.HTML(string=page, url_fetcher=nothing)
    yield laid_out.write_pdf(
        stylesheets=[weasyprint.CSS(string=style, url_fetcher=nothing)],
        # By default an identifier is drawn by lot; the same page is the same file.
        pdf_identifier=sha256(page.encode(errors="replace")).hexdigest()[:32].encode(),
        pdf_tags=True,
    )


def _unfold(page: str) -> str:
    """The page with every part open: paper shows what is open, and nobody can click on it."""
    return re.sub(r"<details(?![^>]*\bopen\b)", "<details open", page)


def import_weasyprint() -> Any:
    """WeasyPrint, which an extra brings.

    Raises:
        UsageError: it is not there, or the libraries that it calls are not.
    """
    try:
        import weasyprint  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:  # OSError: Pango is not installed
        why = "which is not installed" if isinstance(error, ImportError) else "which needs Pango"
        hint = "pip install 'soescan[pdf]', or write HTML and print it from a browser"
        raise UsageError(f"a PDF is made by WeasyPrint, {why}", hint=hint) from error
    return weasyprint


_BRIEF_STYLE = f"""
@page{{size:A4;margin:15mm;@bottom-right{{content:counter(page);font:9px sans-serif}}}}
body{{margin:0;color:#1b2430;overflow-wrap:anywhere}}
body{{font:{A4.text}pt/1.3 Calibri,Carlito,Arial,"Liberation Sans",sans-serif}}
section+section{{break-before:page}}
h1,h2{{color:#23395b;line-height:1.3;break-after:avoid}}
h1,h2{{margin:{HEADING_SPACING[0]}pt 0 {HEADING_SPACING[1]}pt}}
h1{{font-size:{A4.title}pt;font-weight:400;margin-top:0;border-bottom:.7pt solid #23395b}}
h2{{font-size:{A4.heading}pt}}
section>h2:first-child{{margin-top:0}}
p{{margin:0 0 {TEXT_SPACING}pt}}
.answer{{font-size:{ANSWER_POINTS}pt;font-weight:700}}
.caution{{font-weight:700}}
table{{width:100%;table-layout:fixed;border-collapse:collapse;margin-bottom:8pt;
font-size:{TABLE_POINTS}pt;line-height:{TABLE_LINE}pt}}
th,td{{border:.5pt solid #c4cbd6;padding:1.5pt 4pt;text-align:left;vertical-align:top}}
thead th{{background:#e9edf3}}
tr{{break-inside:avoid}}
"""
_PAGE_STYLE = """
.chapter{display:block!important}
body{overflow-wrap:break-word!important}
.about{display:block!important}
.about div,.about dt,.about dd{display:inline!important}
.about dt:after{content:" "}.about dd:after{content:"    ";white-space:pre}
.figures{display:block!important}
.figures>div{display:inline-block!important;width:34mm;margin:0 1mm 1mm 0;vertical-align:top}
table{table-layout:fixed!important}
thead th:first-child{width:28%!important}
thead th:first-child:nth-last-child(n+6){width:15%!important}
thead .n{width:7%!important}
thead .d{width:10%!important}
thead .wide:first-child{width:30%!important}
tr.s div,tr.u div,tr.s i,tr.u i{font-size:9.4px!important}
.share{display:none!important}
.m{white-space:normal!important}
.m:before{content:"· "!important}
.m.good:before{content:"✓ "!important}
.m.warn:before{content:"! "!important}
.m.bad:before{content:"✕ "!important}
.m.open:before{content:"? "!important}
"""
"""What the page's own style says in words that a layout engine for paper does not know. Tables get
columns of fixed width: to find out what each would like takes most of a minute.
"""

FORMAT = Format(
    id="pdf",
    doc=__doc__,
    endings=(".pdf",),
    render=render,
    text=False,
    check_dependencies=import_weasyprint,
)
