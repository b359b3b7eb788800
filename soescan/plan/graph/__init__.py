"""The approval graph of a draft: its nodes and edges, and order and ancestors of large graphs."""
