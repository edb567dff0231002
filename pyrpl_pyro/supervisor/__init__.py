"""A light process that keeps the server of a board running; knows neither Qt nor PyRPL."""

from .supervise import supervise

__all__ = ["supervise"]
