"""``pyrpl-pyro get``, ``set`` and ``call``."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import SettingsError
from .common import Common, command
from .completing import complete_attribute, complete_method
from .options import JsonOption
from .values import parse_arguments, parse_value, split_target, to_json, to_text

# A value such as -1.5 must not be taken for an option.
_WITH_NEGATIVE_NUMBERS = {"ignore_unknown_options": True}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "get")
    def get(
        common: Common,
        target: Annotated[
            str,
            typer.Argument(
                metavar="BOARD.MODULE.ATTRIBUTE",
                help="What to read, such as bench1.scope.decimation; or a module, "
                "such as bench1.scope, to read its settings.",
                show_default=False,
                autocompletion=complete_attribute,
            ),
        ],
        as_json: JsonOption = False,
    ) -> None:
        """Read an attribute, or all settings of a module."""
        board, path, name = split_target(target, "attribute")
        with common.connect(board) as connected:
            value = getattr(_module(connected, path), name)
            if inspect.isroutine(value):
                raise SettingsError(
                    f"{target} is a method; call it with 'pyrpl-pyro call {target}'"
                )
            if hasattr(value, "setup_attributes"):
                value = value.setup_attributes
            print(to_json(value) if as_json else to_text(value))

    @command(app, "set", context_settings=_WITH_NEGATIVE_NUMBERS)
    def set_attribute(
        common: Common,
        target: Annotated[
            str,
            typer.Argument(
                metavar="BOARD.MODULE.ATTRIBUTE",
                help="What to write, such as bench1.asg0.frequency.",
                show_default=False,
                autocompletion=complete_attribute,
            ),
        ],
        value: Annotated[
            str,
            typer.Argument(
                metavar="VALUE",
                help="A Python value such as 1e3, True or [1000,0,0,0]; anything else is a text.",
                show_default=False,
            ),
        ],
        as_json: JsonOption = False,
    ) -> None:
        """Write an attribute, and show what it is then."""
        _refuse_options([value])
        board, path, name = split_target(target, "attribute")
        with common.connect(board) as connected:
            module = _module(connected, path)
            setattr(module, name, parse_value(value))
            found = getattr(module, name)
            print(to_json(found) if as_json else f"{target} = {to_text(found)}")

    @command(app, "call", context_settings=_WITH_NEGATIVE_NUMBERS)
    def call(
        common: Common,
        target: Annotated[
            str,
            typer.Argument(
                metavar="BOARD.MODULE.METHOD",
                help="What to call, such as bench1.scope.single.",
                show_default=False,
                autocompletion=complete_method,
            ),
        ],
        arguments: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="VALUE|NAME=VALUE",
                help="Arguments of the method, as Python values.",
                show_default=False,
            ),
        ] = None,
        plot: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help="Draw the result into this file (.png, .pdf, .svg); - draws it in the "
                "terminal.",
                show_default=False,
            ),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Call a method; --timeout limits one that waits."""
        _refuse_options(arguments or [])
        positional, keywords = parse_arguments(arguments or [])
        board, path, name = split_target(target, "method")
        with common.connect(board) as connected:
            module = _module(connected, path)
            method = getattr(module, name)
            if not callable(method):
                raise SettingsError(
                    f"{target} is no method; read it with 'pyrpl-pyro get {target}'"
                )
            if common.timeout is not None and _takes_timeout(method):
                keywords.setdefault("timeout", common.timeout)
            result = method(*positional, **keywords)
            if as_json:
                print(to_json(result))
            elif result is not None and plot is None:
                print(to_text(result))
            if plot is not None:
                _plot(result, module, path, target, plot)


def _module(connected: Any, path: str) -> Any:
    module = connected
    for part in filter(None, path.split(".")):
        name, bracket, index = part.partition("[")
        module = getattr(module, name)
        if bracket:
            module = module[int(index.rstrip("]"))]
    return module


def _takes_timeout(method: Any) -> bool:
    try:
        return "timeout" in inspect.signature(method).parameters
    except (TypeError, ValueError):
        return False


def _refuse_options(values: list[str]) -> None:
    for value in values:
        if value.startswith("--") and not isinstance(parse_value(value), (int, float)):
            raise SettingsError(f"there is no option {value} (--help shows those that there are)")


def _plot(result: Any, module: Any, path: str, title: str, file: Path) -> None:
    from .. import plotting

    drawing = plotting.drawing_of(result, module, path, title)
    if str(file) == "-":
        print(plotting.to_terminal(drawing))
        return
    plotting.save(drawing, file)
    print(f"plot saved to {file}")
