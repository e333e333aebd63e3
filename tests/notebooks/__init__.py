"""The promises of the notebooks."""
