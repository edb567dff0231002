"""The ``pyrpl-pyro`` command."""

from .app import main

__all__ = ["main"]
