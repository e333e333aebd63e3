"""Faults, tried on the real thing: what was acknowledged stays, and the app goes on."""
