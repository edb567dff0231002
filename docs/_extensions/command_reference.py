"""All commands with their arguments and options, from the command line's own parser."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import typer
from markdown_text import code, plain, table

from pyrpl_pyro.cli.app import app


def text() -> str:
    """A section for each command."""
    root = typer.main.get_command(app)
    parts = ["## Options of every command\n", _table_of_options(root.params)]
    for path, command in _commands(root, ("pyrpl-pyro",)):
        parts += [
            f"## {' '.join(path[1:])}\n",
            f"```\n{' '.join(path)}{_usage(command)}\n```\n",
            plain(inspect.cleandoc(command.help or "")) + "\n",
            _table_of_arguments(command.params),
            _table_of_options([p for p in command.params if p.name not in _names(root)]),
        ]
    return "\n".join(parts)


def _commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _names(command: Any) -> set[str]:
    return {parameter.name for parameter in command.params}


def _is_option(parameter: Any) -> bool:
    return parameter.param_type_name == "option"


def _usage(command: Any) -> str:
    words = [_metavar(parameter) for parameter in command.params if not _is_option(parameter)]
    return "".join(f" {word}" for word in ["[OPTIONS]", *words])


def _metavar(parameter: Any) -> str:
    word = parameter.metavar or parameter.name.upper()
    if parameter.nargs != 1 and not word.endswith("..."):
        word += "..."
    return word if parameter.required or word.startswith("[") else f"[{word}]"


def _table_of_arguments(parameters: list[Any]) -> str:
    rows = [
        (code(_metavar(parameter)), plain(getattr(parameter, "help", "") or ""))
        for parameter in parameters
        if not _is_option(parameter)
    ]
    return table(("argument", "meaning"), rows) if rows else ""


def _table_of_options(parameters: list[Any]) -> str:
    rows = [
        (_option(parameter), plain(parameter.help or ""), code(_default(parameter)))
        for parameter in parameters
        if _is_option(parameter) and not parameter.hidden
    ]
    return table(("option", "meaning", "default"), rows) if rows else ""


def _option(parameter: Any) -> str:
    names = [*parameter.opts, *parameter.secondary_opts]
    if parameter.is_flag:
        return ", ".join(map(code, names))
    word = parameter.metavar or parameter.name.upper()
    return ", ".join(code(f"{name} {word}") for name in names)


def _default(parameter: Any) -> str:
    value = parameter.default
    if callable(value) or value in (None, False, "", ()):
        return ""
    return str(value)
