"""Whose machines answer for a host, and where those stand: rules, indicators, providers, hosts."""
