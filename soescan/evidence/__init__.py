"""What is known about tools, and where it comes from.

Facts are seen on vendors' sites (`probes`, put to a `site` by `scan`), kept (`store`), read from
saved files (`knowledge`), stated by the requester (`stated`) or answered in IT's own files. The
probes are not imported here: judging saved evidence needs none of what they stand on.
"""

from soescan.evidence.knowledge import (
    Knowledge,
    demote,
    format_evidence,
    parse_evidence,
    read_evidence,
)
from soescan.evidence.stated import list_stated_facts

__all__ = [
    "Knowledge",
    "demote",
    "format_evidence",
    "list_stated_facts",
    "parse_evidence",
    "read_evidence",
]
