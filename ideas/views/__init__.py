"""The team's desk, one file a journey."""
