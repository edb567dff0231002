"""What is not remote, and why. Everything else that is public is.

Names that start with an underscore are private to PyRPL and never remote.
"""

from __future__ import annotations

_CONNECTION = "the way to the board belongs to the server process"
_LIFE = "the life of PyRPL belongs to the server process; use `pyrpl-pyro stop`"
_WIDGET = "a Qt object lives in the server process only"
_CLASS = "a Python class has no representation on the wire"

_CONNECTION_METHODS = (
    "end",
    "end_all",
    "end_ssh",
    "endclient",
    "endserver",
    "fpgarecentlyflashed",
    "get_os_version",
    "installserver",
    "os_version",
    "put_file",
    "restart",
    "restartserver",
    "serverbinfileexists",
    "start",
    "start_ssh",
    "startclient",
    "startdummyclient",
    "startserver",
    "switch_led",
    "update_fpga",
)

_MODULE: dict[str, str] = {
    "parent": "use the path of the module: its parent is the name before the last dot",
    "do_setup": "a Python context manager of PyRPL's own setup code; use setup() or a batch",
    "element_cls": _CLASS,
    "iirfilter": "the object that designs the filter; use coefficients or transfer_function()",
    "unlock_event": "an event of PyRPL's own loop; use lock_status or sleep_while_locked()",
}

_BOARD: dict[str, str] = {
    "client": _CONNECTION,
    "ssh": _CONNECTION,
    "parameters": "holds the password of the board",
    "widgets": _WIDGET,
    "cls_modules": _CLASS,
    "parent": "the board is the root",
    "logger": "a Python logger; its lines are in the server's log file",
    "load_software_modules": _LIFE,
    "makemodule": _LIFE,
    "makemodules": _LIFE,
    "make_a_slave": "one server holds one board",
    **dict.fromkeys(_CONNECTION_METHODS, _CONNECTION),
}

_LOCKBOX: dict[str, str] = {
    "available_input_classes": _CLASS + "; their names are in input_classes_options",
    "available_output_classes": _CLASS + "; their names are in output_classes_options",
}


def names() -> list[str]:
    """All names on the list, of boards and of modules."""
    return sorted({*_BOARD, *_MODULE, *_LOCKBOX})


def reason(name: str, is_board: bool = False) -> str | None:
    """Why the attribute or method ``name`` is not remote; None when it is."""
    if name.startswith("_"):
        return "names that start with an underscore are private to PyRPL"
    if is_board:
        return _BOARD.get(name)
    return _MODULE.get(name) or _LOCKBOX.get(name)
