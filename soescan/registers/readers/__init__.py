"""One file for each register: its own form, read as entries with statements in its words."""
