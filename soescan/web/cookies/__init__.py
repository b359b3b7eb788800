"""Cookies as browsers keep them (RFC 6265bis): the line that sets one, and the jar of all."""
