"""The page for a browser as a PDF, to mail, to print and to file.

Looks at: the whole report, laid out as the page prints: A4, and A3 for the pictures.

Why it matters: procurement and auditors keep what cannot be changed by opening it.

Cannot show: what the page only does on a screen: searching, filtering, following the graph. It
needs the extra `pdf`; without it, any browser prints the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from soescan.errors import UsageError
from soescan.model import Report
from soescan.report.format import Format, RenderOptions
from soescan.report.formats import as_html


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """One PDF. It is laid out from the page alone: nothing is fetched, not even from the disk."""
    weasyprint = import_weasyprint()
    page = "".join(str(piece) for piece in as_html.render(report, options))
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    laid_out = weasyprint.HTML(string=page, url_fetcher=nothing)
    yield laid_out.write_pdf(
        stylesheets=[weasyprint.CSS(string=_STYLE, url_fetcher=nothing)],
        # By default an identifier is drawn by lot; the same page is the same file.
        pdf_identifier=sha256(page.encode(errors="replace")).hexdigest()[:32].encode(),
    )


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


_STYLE = """
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
