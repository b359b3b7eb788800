"""What the page may load and run: what is in it, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def content_security_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """A content security policy that names the page's own style and script by their hashes."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(map(_csp_hash, styles))}",
            f"script-src {' '.join(map(_csp_hash, scripts))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _csp_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
