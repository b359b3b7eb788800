"""What the other commands print: catalogs, cases, explanations, scans, differences."""
