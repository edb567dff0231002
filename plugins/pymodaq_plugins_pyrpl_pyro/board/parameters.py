"""The parameters that every plugin has: which board, its input ranges, the module."""

from __future__ import annotations

from collections.abc import Sequence

from .choice import VIRTUAL
from .defaults import default_choice, default_number, default_switch, default_text
from .input_range import FACTORS, INPUTS, input_range_parameters
from .mirror import Mirrored
from .parameter import BOARD_TYPE

GROUP = "instrument"
"""Name of the group with the settings of the module."""

_TIME_LIMITS = (0.1, 86400.0)


def board_parameters(
    modules: Sequence[str], mirrored: Sequence[Mirrored], extra: Sequence[dict] = ()
) -> list[dict]:
    """The parameters of a plugin: the board, the input ranges, the module and its settings.

    Parameters
    ----------
    modules : sequence of str
        PyRPL modules that the user may choose from.
    mirrored : sequence of Mirrored
    extra : sequence of dict
        Parameters of the plugin that are no attributes of the module.
    """
    name = default_text("board", "name", VIRTUAL) or VIRTUAL
    board = [
        {
            "title": "Board:",
            "name": "board",
            "type": BOARD_TYPE,
            "limits": list(dict.fromkeys([name, VIRTUAL])),
            "value": name,
            "tip": "A board that a server holds, or a virtual board, which needs no hardware. "
            "The button looks for boards again.",
        },
        {
            "title": "Name or URI:",
            "name": "address",
            "type": "str",
            "value": "",
            "tip": "A board that is not in the list: its name, or its address "
            "PYRO:pyrpl.NAME@HOST:PORT. Comes before the list.",
        },
        {
            "title": "Name server:",
            "name": "nameserver",
            "type": "str",
            "value": default_text("board", "nameserver", ""),
            "tip": "Where the list comes from: 'host' or 'host:port'. Empty: this computer, or "
            "what the settings of pyrpl_pyro say.",
        },
        {
            "title": "Timeout:",
            "name": "time_limit",
            "type": "float",
            "value": default_number("board", "timeout", 10.0, *_TIME_LIMITS),
            "limits": list(_TIME_LIMITS),
            "suffix": "s",
            "siPrefix": True,
            "tip": "Limit for connecting, and for a measurement in addition to its own duration.",
        },
        {
            "title": "Switch off on close:",
            "name": "switch_off",
            "type": "bool",
            "value": default_switch("board", "switch_off_on_close", False),
            "tip": "Set the outputs that this instrument uses to 0 when it is closed. "
            "Otherwise the board stays as it is.",
        },
        {
            "title": "Connected to:",
            "name": "connected_to",
            "type": "str",
            "value": "",
            "readonly": True,
            "tip": "The board, its hardware, the address of its server and the versions.",
        },
    ]
    instrument = [
        {
            "title": "Module:",
            "name": "module",
            "type": "list",
            "limits": list(modules),
            "value": modules[0],
            "tip": "The PyRPL module that this instrument uses.",
        },
        *(item.parameter() for item in mirrored),
        *extra,
    ]
    return [
        {"title": "Board", "name": "board_choice", "type": "group", "children": board},
        *input_range_parameters(
            {name: default_choice("input_range", name, list(FACTORS)) for name in INPUTS}
        ),
        {"title": "Instrument", "name": GROUP, "type": "group", "children": instrument},
    ]
