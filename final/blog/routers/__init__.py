"""The routes, by subject: what HTTP asks and what it answers."""
