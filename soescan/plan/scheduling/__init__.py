"""Required steps -> a schedule: serial schedule generation, improvement, and what set each date."""
