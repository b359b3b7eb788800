"""One vendor's site as probes see it: its pages, what state they are in, what they link."""
