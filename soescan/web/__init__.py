"""The one door to the network.

Whoever looks at the world is handed a `Web` and asks it questions (`soescan.web.ask`). Behind it
stands `Live`, which fetches and keeps every limit; `Replay`, which reads what was recorded; and
clients that stand in front of another: `Recorder` remembers, `soescan.web.robots.RobotsClient`
keeps to robots.txt.

`Live` is not imported here: it takes requests and ssl with it, which a replay does not need.
"""

from soescan.web.ask import (
    A,
    Ask,
    Get,
    Handshake,
    HandshakeResult,
    Hop,
    Lookup,
    Page,
    Question,
    Records,
    TlsVersionProbe,
    TlsVersionResult,
    Web,
    WebAnswer,
)
from soescan.web.recording import Recorder, Replay

__all__ = [
    "A",
    "Ask",
    "Get",
    "Handshake",
    "HandshakeResult",
    "Hop",
    "Lookup",
    "Page",
    "Question",
    "Recorder",
    "Records",
    "Replay",
    "TlsVersionProbe",
    "TlsVersionResult",
    "Web",
    "WebAnswer",
]
