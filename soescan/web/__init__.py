"""The one door to the network.

Whoever looks at the world is handed a `Web` and asks it questions (`soescan.web.ask`). Behind it
stands `Live`, which fetches and keeps every limit; `Replay`, which reads what was recorded; and
doors that stand in front of another: `Recorder` remembers, `soescan.web.robots.Obedient` keeps to
robots.txt.

`Live` is not imported here: it takes requests and ssl with it, which a replay does not need.
"""

from soescan.web.ask import (
    A,
    Answer,
    Ask,
    Get,
    Greeting,
    Handshake,
    Hello,
    HelloBack,
    Hop,
    Lookup,
    Page,
    Question,
    Records,
    Web,
)
from soescan.web.recording import Recorder, Replay

__all__ = [
    "A",
    "Answer",
    "Ask",
    "Get",
    "Greeting",
    "Handshake",
    "Hello",
    "HelloBack",
    "Hop",
    "Lookup",
    "Page",
    "Question",
    "Recorder",
    "Records",
    "Replay",
    "Web",
]
