"""Months of a laboratory in minutes: many clients, and things that die."""
