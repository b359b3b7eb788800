"""SPF by RFC 7208: records, macros, and what receivers make of a message."""

from soescan.webstandards.dns.spf.evaluation import (
    Evaluation,
    SpfMessage,
    SpfResult,
    check_host,
    check_stranger,
)
from soescan.webstandards.dns.spf.record import SpfRecord, SpfTerm, parse_record, spf_records

__all__ = [
    "Evaluation",
    "SpfMessage",
    "SpfRecord",
    "SpfResult",
    "SpfTerm",
    "check_host",
    "check_stranger",
    "parse_record",
    "spf_records",
]
