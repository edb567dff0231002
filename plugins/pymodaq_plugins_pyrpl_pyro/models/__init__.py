"""Models for PyMoDAQ's PID extension."""
