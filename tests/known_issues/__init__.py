"""The known issues, provoked with the versions of today."""
