"""Checks of a lab, in order: what is wrong, and what to do."""

from .checkup import Checkup
from .finding import Finding, State

__all__ = ["Checkup", "Finding", "State"]
