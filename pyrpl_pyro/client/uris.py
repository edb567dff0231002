"""Addresses of modules for other Pyro5 clients, and what modules are."""

from __future__ import annotations

from .. import naming
from ..schema import ModuleSchema
from .module import ModuleProxy


def uri_of(module: ModuleProxy) -> str:
    """The Pyro URI of a board or module, as text: ``PYRO:pyrpl.bench1.pid0@host:port``.

    Raises
    ------
    TypeError
        ``module`` is not a board or module of a remote board.
    """
    _check(module)
    name = naming.object_name(module._board._name, module._path)
    return f"PYRO:{name}@{module._board._link.address}"


def schema_of(module: ModuleProxy) -> ModuleSchema:
    """What a board or module has at present: attributes with unit, limits and options, methods.

    Raises
    ------
    TypeError
        ``module`` is not a board or module of a remote board.
    """
    _check(module)
    return module._board._describe(module._path)


def _check(module: ModuleProxy) -> None:
    if not isinstance(module, ModuleProxy):
        raise TypeError(f"expected a board or one of its modules, got {type(module).__name__}.")
