"""Viewers, by the dimension of their data."""
