"""Test suites of other projects, read from their source distributions.

``make peers`` fetches what `requirements.txt` beside this file pins, into the folder that the
environment variable ``PEER_SUITES`` names (else ``.peers``).
"""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


def read_suite(project: str, *paths: str) -> list[bytes]:
    """Files of a project's source distribution; the test is skipped where it was not fetched."""
    folder = Path(os.environ.get("PEER_SUITES") or ROOT / ".peers")
    archives = sorted(folder.glob(f"{project}-*.tar.gz"))
    if not archives:
        pytest.skip(f"the source distribution of {project} was not fetched (make peers)")
    with tarfile.open(archives[-1]) as archive:
        top = archives[-1].name.removesuffix(".tar.gz")
        members = [archive.extractfile(f"{top}/{path}") for path in paths]
        return [member.read() for member in members if member]
