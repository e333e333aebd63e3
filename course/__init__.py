"""The tooling behind `learn.py`: what runs, checks and builds the course."""
