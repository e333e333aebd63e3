"""The promises of the final app."""
