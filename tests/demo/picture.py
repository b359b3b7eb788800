"""Renew the picture of a report that the README shows.

    python -m tests.demo.picture            # renews docs/report.png

The shipped example is reviewed as `soescan demo` does it, and a Chromium without a head takes the
picture: the first sheet, and the first of the parts that are folded behind it. 128 colours are enough
for a page of text, and keep the file small.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from soescan.cli import main as soescan
from tests.conftest import ROOT

PICTURE = ROOT / "docs" / "report.png"
MOST_BYTES = 150_000
_WIDTH, _BELOW = 1180, 190
"""Pixels: of the window, and of what is kept below the first sheet: the first folded parts."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def screenshot(page: Path, browser: str) -> Image.Image:
    """The first sheet of a report and the beginning of what is folded, in a light window."""
    with sync_playwright() as kit:
        started = kit.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        window = started.new_page(viewport={"width": _WIDTH, "height": 900}, color_scheme="light")
        window.goto(page.as_uri())
        window.set_viewport_size({"width": _WIDTH, "height": _end_of_sheet(window) + _BELOW})
        shot = window.screenshot()
        started.close()
    return Image.open(io.BytesIO(shot)).convert("RGB")


def _end_of_sheet(window: Page) -> int:
    return int(window.evaluate("document.querySelector('.behind').getBoundingClientRect().top"))


def as_png(picture: Image.Image) -> bytes:
    """A picture with few colours as a PNG."""
    made = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> int:
    """Write the picture, unless it is too large for a page."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("docs/report.png is left as it is: no Chromium is installed", file=sys.stderr)  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as folder:
        CliRunner().invoke(soescan, ["demo", folder], catch_exceptions=False)
        made = as_png(screenshot(Path(folder) / "report.html", browser))
    if len(made) > MOST_BYTES:
        print(f"the picture would have {len(made)} bytes", file=sys.stderr)  # noqa: T201
        return 1
    PICTURE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
