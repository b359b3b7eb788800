"""Tests run in bare surroundings: no network, no home, no colour, one time zone, one width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
"""Real inputs beside the checkout; absent on a user's machine."""

# Examples are as slow as the machine is busy; laws are about truth, not about time.
settings.register_profile(
    "heavy", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("soescan", settings.get_profile("heavy"), max_examples=20)
settings.load_profile("soescan")


SCREENS = ("CI", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_CONNECTION")
"""What says on which screen somebody watches."""


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No home, no proxy, no colour, no terminal of any kind or width, no CI, no SOESCAN_*."""
    for name in list(os.environ):
        if name.startswith("SOESCAN_") or name.lower().endswith("_proxy") or name in SCREENS:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def shared() -> Path:
    """The folder of real inputs; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real inputs (../shared) are not beside this checkout")
    return SHARED
