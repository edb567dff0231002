"""Commands that the shell of a real board does not have: its faults, and what is connected."""

from typing import Any

from ..board import VirtualBoard

_WORDS: dict[str, Any] = {"true": True, "false": False, "none": None}


def fault(board: VirtualBoard, arguments: list[str]) -> str:
    """``fault KIND [NAME=VALUE...]`` begins a fault, ``fault end`` ends it, ``fault`` lists all.

    Raises
    ------
    ValueError
        There is no such fault or option; the message says what there is.
    """
    if arguments == ["end"]:
        board.faults.end()
    elif arguments:
        kind, *rest = arguments
        board.faults.start(kind, **dict(_option(text) for text in rest))
    else:
        return "".join(f"{fault}\n" for fault in board.faults.history)
    return ""


def plant(board: VirtualBoard, arguments: list[str]) -> str:
    """``plant NAME:KEY=VALUE,...`` connects something, ``plant`` says what is connected.

    Raises
    ------
    ValueError
        There is no such plant or parameter; the message says what there is.
    """
    if arguments:
        board.plant = " ".join(arguments)
    return "".join(f"{name} = {value}\n" for name, value in board.plant.items())


def _option(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is no option: expected NAME=VALUE")
    if value.lower() in _WORDS:
        return name, _WORDS[value.lower()]
    try:
        return name, float(value)
    except ValueError:
        raise ValueError(f"{name} must be a number, true or false, not {value!r}") from None
