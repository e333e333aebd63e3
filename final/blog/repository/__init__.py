"""The SQL, by subject: nothing here knows of HTTP."""
