"""A Chromium without a head, where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from soescan.report.format import Audience
from tests.patience import HANG
from tests.report.page import factories

ALONE = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; tests are skipped where none is installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as kit:
        started = kit.chromium.launch(executable_path=found, args=list(ALONE))
        yield started
        started.close()


class Visit:
    """A page that was opened, with what it said and asked for."""

    def __init__(self, context: BrowserContext, path: Path, *, unfold: bool = False) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(HANG * 1_000)
        self.said: list[str] = []
        self.asked_for: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked_for.append(request.url))
        self.page.goto(path.as_uri())
        self.address = path.as_uri()
        if unfold:
            self.page.evaluate("for (const e of document.querySelectorAll('.part')) e.open = true")

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        self.page.set_viewport_size({"width": width, "height": 900})

    @property
    def cut(self) -> list[str]:
        """Sections with a table that can be seen but is wider than its box."""
        wide = "e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1"
        found = self.page.evaluate(
            f"[...document.querySelectorAll('.scroll:has(table)')].filter({wide})"
            ".map(e => e.closest('section').id)"
        )
        return [str(section) for section in found]

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped example for each reader, written to files."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for reader in Audience:
        found[str(reader)] = folder / f"{reader}.html"
        found[str(reader)].write_text(factories.html(factories.example(), reader), encoding="utf-8")
    return found
