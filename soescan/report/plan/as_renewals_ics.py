"""What has to be renewed after the go-lives, as an iCalendar file (RFC 5545) of its own.

Looks at: steps that count for so many months, and the day until which each will.

Why it matters: an approval that has run out stops a tool. In the calendar of the go-lives these
days, of which there are many and all far away, would hide the others.

Cannot show: renewals of what was on file before; their day is in the catalog.
"""

from __future__ import annotations

from soescan.report.plan.as_ics import render_renewals
from soescan.report.plan.format import PlanFormat

FORMAT = PlanFormat(id="renewals-ics", doc=__doc__, endings=(), render=render_renewals)
