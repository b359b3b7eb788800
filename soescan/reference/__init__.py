"""What came with soescan, and the large public tables that it can fetch."""
