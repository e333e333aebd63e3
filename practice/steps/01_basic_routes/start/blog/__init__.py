"""The blog API, chapter by chapter."""
