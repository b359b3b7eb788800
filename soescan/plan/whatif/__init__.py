"""A plan -> what would make it sooner, each change tried by planning again."""
