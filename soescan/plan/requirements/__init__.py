"""Findings and steps -> which steps each tool requires, merged where one serves several tools."""
