"""A blog API, as one finds it."""
