"""The promises of learn.py and of the folders."""
