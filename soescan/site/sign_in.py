"""Where people sign in to a tool, as far as its addresses say it."""

from __future__ import annotations

from soescan.model import Tool
from soescan.site.signatures import host_signatures
from soescan.web.url import host


def find_sign_in_host(tool: Tool) -> str:
    """The host, without ``www.``, at which people sign in to a tool; empty where no address says.

    It is that of its second address, else that of its only one if it is called so, as ``app`` is.
    """
    if tool.app_url:
        return host(tool.app_url).removeprefix("www.")
    name = host(tool.url)
    is_named_so = name.count(".") > 1 and name.partition(".")[0] in host_signatures().surface
    return name.removeprefix("www.") if is_named_so else ""
