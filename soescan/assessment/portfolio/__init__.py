"""The list as a whole, against what IT has approved: which needs are covered, what overlaps."""
