"""Pages of this room: questions for everybody, the officer's desk, statements."""
