"""The apps that the bench compares final with."""
