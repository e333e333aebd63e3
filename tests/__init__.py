"""What the course promises, as tests."""
