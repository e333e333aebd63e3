"""What is set once for the whole app."""

from datetime import timedelta

ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=30)
SECRET_KEY = "5f0c3a9be1d7482f96ab04c8d2e67135"
