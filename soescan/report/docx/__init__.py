"""What a brief is made of: somebody's template, blocks of text and tables, and an archive."""
