"""Tests. A package, so that no other package that calls itself `tests` takes its place."""
