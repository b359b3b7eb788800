"""Whom an answer lets read it from another origin (CORS; Fetch Standard, 3.3 and 4.10)."""

from __future__ import annotations

from soescan.web import Hop


def reflects_credentials(answer: Hop, origin: str) -> bool:
    """Does an answer let in the origin that asked, with credentials (Fetch Standard, 4.10)?"""
    allowed = answer.all("access-control-allow-origin")
    with_credentials = answer.all("access-control-allow-credentials")
    return [v.strip() for v in allowed] == [origin] and [v.strip() for v in with_credentials] == [
        "true"
    ]
