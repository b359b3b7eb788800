"""The one way to the network.

Whoever looks at the world is handed a `Web` and asks it questions (`soescan.web.ask`). Behind it
stands `Live`, which fetches and keeps every limit; `Replay`, which reads what was recorded; and
clients that stand in front of another: `Recorder` remembers, `soescan.web.robots.RobotsClient`
keeps to robots.txt.

None is imported here: `Live` takes requests and ssl with it, and who reads an address
(`soescan.web.url`) needs no recording, and no question either.
"""

from typing import TYPE_CHECKING

from soescan.deferred import defer_imports

if TYPE_CHECKING:
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
else:
    __getattr__ = defer_imports(
        __name__,
        {
            "soescan.web.ask": (
                "A",
                "Ask",
                "Get",
                "Handshake",
                "HandshakeResult",
                "Hop",
                "Lookup",
                "Page",
                "Question",
                "Records",
                "TlsVersionProbe",
                "TlsVersionResult",
                "Web",
                "WebAnswer",
            )
        },
    )

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
    "Records",
    "TlsVersionProbe",
    "TlsVersionResult",
    "Web",
    "WebAnswer",
]
