"""Completion in IPython and Jupyter: modules, attributes, and the options of an attribute.

IPython's own completion evaluates what stands before the dot, which may read the board. This
one goes by the descriptions of the modules: nothing is read.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable
from typing import Any

from ..errors import PyrplError
from ..schema import AttributeSchema
from .board import Board
from .documentation import type_name
from .module import ModuleProxy

_LIMIT = 1.0
"""A description that the server does not give soon is not worth waiting for (s)."""

_NAME = r"[^\W\d]\w*"
_OBJECT = rf"(?P<object>{_NAME}(?:\.{_NAME}|\[\d+\]|\[(?:'[^']*'|\"[^\"]*\")\])*)"
_ATTRIBUTE = re.compile(rf"(?<![\w.\])'\"]){_OBJECT}\.(?P<part>\w*)$")
_VALUE = re.compile(
    rf"(?<![\w.]){_OBJECT}\.(?P<name>{_NAME})\s*[=!]?=\s*(?P<quote>['\"]?)(?P<part>[\w+.-]*)$"
)
_KEYWORD = re.compile(
    rf"(?<![\w.]){_OBJECT}\.setup\((?:(?:[^()]|\([^()]*\))*,)?\s*"
    rf"(?:(?P<name>{_NAME})\s*=\s*(?P<quote>['\"]?))?(?P<part>[\w+.-]*)$"
)
_KEY = re.compile(rf"(?<![\w.\])'\"]){_OBJECT}\[['\"](?P<part>\w*)$")
_STEP = re.compile(rf"\.({_NAME})|\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]")

Found = tuple[str, list[tuple[str, str]]]
"""(what is typed of it already, [(completion, kind)])"""


def complete(text: str, names: dict[str, Any]) -> Found | None:
    """What may follow `text`; None when it is not about a board.

    Parameters
    ----------
    text : str
        The code up to the cursor.
    names : dict
        The names of the user.

    Returns
    -------
    part : str
        What is typed already of what is completed.
    completions : list of (str, str)
        Text and kind: "module", "function", "instance", "param" or "option".
    """
    for pattern, find in _WAYS:
        match = pattern.search(text)
        module = _resolve(match["object"], names) if match else None
        if match is None or module is None:
            continue
        found = [item for item in find(module, match) if item[0].startswith(match["part"])]
        if found:
            return match["part"], found
    return None


def _members(module: ModuleProxy, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    names = dir(module)
    schema = module._board._schema(module._path)
    for name in names:
        kind = "instance"
        if name in schema.submodules or name in ("rp", "redpitaya"):
            kind = "module"
        elif name in schema.methods or name not in schema.attributes:
            kind = "function"
        yield name, kind


def _values(module: ModuleProxy, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    attribute = module._board._schema(module._path).attributes.get(match["name"])
    return _options(attribute, match["quote"]) if attribute is not None else ()


def _keywords(module: ModuleProxy, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    if match["name"] is not None:
        return _values(module, match)
    attributes = module._board._schema(module._path).attributes.values()
    return [(f"{item.name}=", "param") for item in attributes if item.setup]


def _keys(module: ModuleProxy, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    names = module._board._schema(module._path).submodules
    return [(name, "module") for name in names if not name.isdigit()]


_WAYS = ((_ATTRIBUTE, _members), (_VALUE, _values), (_KEYWORD, _keywords), (_KEY, _keys))


def _options(attribute: AttributeSchema, quote: str) -> Iterable[tuple[str, str]]:
    options = attribute.options or ([True, False] if type_name(attribute) == "bool" else [])
    for option in options:
        if isinstance(option, str):
            yield option if quote else repr(option), "option"
        elif not quote:
            yield str(option), "option"


def _resolve(text: str, names: dict[str, Any]) -> ModuleProxy | None:
    """The module that an expression means, found by the descriptions alone."""
    head = re.match(_NAME, text)
    module = names.get(head[0]) if head else None
    if head is None or not isinstance(module, ModuleProxy):
        return None
    for step in _STEP.finditer(text, head.end()):
        name = next(part for part in step.groups() if part is not None)
        board, path = module._board, module._path
        if not path and name in ("rp", "redpitaya"):
            continue
        if name not in board._schema(path).submodules:
            return None
        module = board._proxy(f"{path}.{name}" if path else name)
    return module


def _boards(names: dict[str, Any]) -> set[Board]:
    return {item._board for item in names.values() if isinstance(item, ModuleProxy)}


def install(shell: Any) -> None:
    """Complete modules of boards in an IPython shell; once is enough."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    completer = getattr(shell, "Completer", None)
    known = getattr(completer, "custom_matchers", None)
    if known is None or any(getattr(item, "_of_pyrpl_pyro", False) for item in known):
        return

    @context_matcher(identifier="pyrpl_pyro", priority=1000)
    def matcher(context: Any) -> Any:
        lines = context.full_text.split("\n")[: context.cursor_line + 1]
        lines[-1] = lines[-1][: context.cursor_position]
        try:
            with contextlib.ExitStack() as limits:
                for board in _boards(shell.user_ns):
                    limits.enter_context(board.timeout(_LIMIT, away=_LIMIT))
                found = complete("\n".join(lines), shell.user_ns)
        except (PyrplError, OSError, LookupError):
            found = None
        if found is None:
            return {"completions": []}
        part, completions = found
        return {
            "completions": [SimpleCompletion(text, type=kind) for text, kind in completions],
            "matched_fragment": part,
            "suppress": True,
        }

    matcher._of_pyrpl_pyro = True
    known.append(matcher)


def install_if_interactive() -> None:
    """Complete in the IPython or Jupyter that this program runs in, if it does."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        install(shell)
