"""Builds the playground: every chapter, running inside the reader's browser."""
