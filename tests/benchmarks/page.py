"""The page of 60 tools and 800 steps: how long a browser takes to open it, beside a plain page that
holds the same text.

python tests/benchmarks/page.py
"""

from __future__ import annotations

import html
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script, from anywhere

from tests.report.page import factories

TOOLS, STEPS = 60, 19
TIMES = 5
NAMES = ("chromium", "chromium-browser", "google-chrome")
DRAWN = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def plain(page: str) -> str:
    """A page with nothing but the lines of text of another."""
    bare = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    lines = filter(str.strip, re.sub(r"<[^>]*>", "\n", bare).splitlines())
    rows = "".join(f"<tr><td>{html.escape(html.unescape(line))}" for line in lines)
    return f"<!doctype html><meta charset=utf-8><title>Plain</title><table>{rows}</table>"


def opened(browser: Browser, path: Path) -> float:
    """The least of some times until a page is loaded and drawn, in seconds."""
    found = []
    for _ in range(TIMES):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        started = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load")
        page.evaluate(DRAWN)
        found.append(time.perf_counter() - started)
        page.close()
    return min(found)


def main() -> None:
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        print("no Chromium is installed: nothing is measured")
        return
    report = factories.many(TOOLS, STEPS)
    page = factories.html(report)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as kit:
        browser = kit.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = []
        for name, text in (("page", page), ("plain", plain(page))):
            path = Path(folder) / f"{name}.html"
            path.write_text(text, encoding="utf-8")
            times.append(opened(browser, path))
        browser.close()
    took, reference = times
    print(
        f"{TOOLS} tools, {len(report.plan.tasks)} steps, {len(page.encode()) / 1024:,.0f} KiB:"
        f" open in {took:.2f} s (at most 2), {took / reference:.1f} × a plain table of the same"
        f" text ({reference:.2f} s)"
    )


if __name__ == "__main__":
    main()
