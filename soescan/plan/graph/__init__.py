"""The approval graph: built of a schedule, exported, and asked for who reaches whom."""
