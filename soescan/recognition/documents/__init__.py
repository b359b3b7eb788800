"""The pages on which a vendor says how it treats data: their kinds, links to them, and a finder."""
