"""Renew the picture of a report that the README shows.

    python -m tests.demo.picture            # renews docs/report.png

The shipped example is reviewed as `soescan demo` does it, and a Chromium without a head takes the
picture: what a window shows first, and the approval graph below it. 64 colours are enough for a
page of text, and keep the file small.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import sync_playwright

from soescan.cli import main as soescan
from tests.conftest import ROOT

PICTURE = ROOT / "docs" / "report.png"
MOST_BYTES = 150_000
_WIDTH, _TOP, _GRAPH = 1100, 575, 570
"""Pixels: of the window, of what is kept of its top, and of the graph below."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def screenshots(page: Path, browser: str) -> tuple[Image.Image, Image.Image]:
    """The top of a report and its approval graph, as a browser draws them in a light window."""
    with sync_playwright() as kit:
        started = kit.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        window = started.new_page(viewport={"width": _WIDTH, "height": _TOP}, color_scheme="light")
        window.goto(page.as_uri())
        shots = (window.screenshot(), window.locator("#graph").screenshot())
        started.close()
    top, graph = (Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots)
    return top, graph.crop((0, 0, graph.width, _GRAPH))


def stacked(top: Image.Image, below: Image.Image) -> bytes:
    """One picture above the other, on the paper of the first, as a PNG."""
    paper = top.getpixel((0, 0))
    sheet = Image.new("RGB", (top.width, top.height + below.height), paper)
    sheet.paste(top, (0, 0))
    sheet.paste(below, ((top.width - below.width) // 2, top.height))
    made = io.BytesIO()
    sheet.quantize(64, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> int:
    """Write the picture, unless it is too large for a page."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("docs/report.png is left as it is: no Chromium is installed", file=sys.stderr)  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as folder:
        CliRunner().invoke(soescan, ["demo", folder], catch_exceptions=False)
        made = stacked(*screenshots(Path(folder) / "report.html", browser))
    if len(made) > MOST_BYTES:
        print(f"the picture would have {len(made)} bytes", file=sys.stderr)  # noqa: T201
        return 1
    PICTURE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
