"""Stretches of clocks at once: only what is needed, part by part instead of clock by clock."""
