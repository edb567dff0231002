"""Benchmarks: ``python -m benchmarks [--quick] [--write]``; docs/performance.md explains them."""
