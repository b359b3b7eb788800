"""What hangs on the files under share-alike terms, which a package may leave out."""

from __future__ import annotations

import pytest

from soescan.reference import builtin

needs_share_alike = pytest.mark.skipif(
    not (builtin.catalogs_folder() / "vendors" / "share-alike").is_dir(),
    reason="the files under share-alike terms were left out",
)
