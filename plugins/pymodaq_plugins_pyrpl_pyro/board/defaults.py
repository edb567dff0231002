"""The defaults of the user's file; what is wrong in it is told, and does not count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymodaq_utils.logger import get_module_name, set_logger

from ..utils import Config

logger = set_logger(get_module_name(__file__))

_told: set[str] = set()
"""All plugins read the file."""


def default(
    section: str, name: str, otherwise: Any, is_right: Callable[[Any], bool], expected: str
) -> Any:
    """A value of the file, or `otherwise` and a line in the log when it is wrong."""
    value = Config()(section, name)
    if is_right(value):
        return value
    text = (
        f"{Config.config_name}.toml: [{section}] {name} = {value!r} is wrong: expected {expected}. "
        f"{otherwise!r} is used."
    )
    if text not in _told:
        _told.add(text)
        logger.warning(text)
    return otherwise


def default_number(section: str, name: str, otherwise: float, low: float, high: float) -> float:
    """A number from `low` to `high`."""

    def is_right(value: Any) -> bool:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and low <= value <= high

    expected = f"a number from {low:g} to {high:g}"
    return float(default(section, name, otherwise, is_right, expected))


def default_text(section: str, name: str, otherwise: str) -> str:
    """A text."""
    return default(section, name, otherwise, lambda value: isinstance(value, str), "a text")


def default_switch(section: str, name: str, otherwise: bool) -> bool:
    """True or False."""
    return default(section, name, otherwise, lambda value: isinstance(value, bool), "true or false")


def default_choice(section: str, name: str, options: list[str]) -> str:
    """One of `options`, the first of which is used when it is none of them."""
    expected = " or ".join(f'"{option}"' for option in options)
    return default(section, name, options[0], lambda value: value in options, expected)
