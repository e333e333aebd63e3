"""What `learn.py doctor` looks for. Standard library only, and readable by Python 3.8."""
