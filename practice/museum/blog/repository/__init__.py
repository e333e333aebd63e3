"""The SQL, by subject."""
