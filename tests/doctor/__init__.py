"""`learn.py doctor`: each condition is made for real, and found."""
