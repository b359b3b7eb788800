"""Hold a list of proposed tools against IT's standard operating environment (SOE)."""

__version__ = "0.1.0"
