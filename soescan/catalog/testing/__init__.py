"""Cases beside a catalog: facts, and the verdict that must come of them; read, then run."""
