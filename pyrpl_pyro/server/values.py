"""PyRPL's own objects as values that can cross."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..errors import NotTransferable
from ..wire.references import Curve, HandleReference
from .tree import BoardRoot, ModuleTree

_SECRET_KEYS = frozenset({"password"})
_HIDDEN = "********"


def branch_as_dict(data: Any) -> Any:
    """The content of a configuration branch as new dicts and lists, without passwords."""
    if isinstance(data, dict):
        return {
            key: _HIDDEN if key in _SECRET_KEYS else branch_as_dict(value)
            for key, value in data.items()
        }
    if isinstance(data, (list, tuple)):
        return [branch_as_dict(item) for item in data]
    return data


class ValueConverter:
    """Converts what PyRPL returns, for :func:`pyrpl_pyro.wire.codec.pack`. Qt thread only.

    Parameters
    ----------
    tree : ModuleTree
    memory_class, curve_class : type
        PyRPL's ``MemoryBranch`` and ``CurveDB``.
    board_classes : tuple of type
        PyRPL's ``Pyrpl`` and ``RedPitaya``.
    ensure_future : callable
        Schedules a coroutine on PyRPL's loop.
    """

    def __init__(
        self,
        tree: ModuleTree,
        memory_class: Any,
        curve_class: Any,
        board_classes: tuple[type, ...],
        ensure_future: Callable[[Any], asyncio.Future[Any]],
    ):
        self._tree = tree
        self._memory_class = memory_class
        self._curve_class = curve_class
        self._board_classes = (*board_classes, BoardRoot)
        self._ensure_future = ensure_future

    def convert(
        self, item: Any, keep: Callable[[asyncio.Future[Any]], HandleReference] | None = None
    ) -> Any:
        """What stands for ``item`` on the wire; ``item`` itself when it is not PyRPL's.

        Parameters
        ----------
        item : object
        keep : callable, optional
            Makes a handle of a future.
        """
        if self._tree.is_module(item) or isinstance(item, self._board_classes):
            try:
                return self._tree.reference(item)
            except LookupError as error:
                raise NotTransferable(str(error)) from error
        if isinstance(item, self._memory_class):
            return branch_as_dict(item._data)
        if isinstance(item, self._curve_class):
            return Curve(item.pk, str(item.params.get("name", "")), item.data, dict(item.params))
        if asyncio.iscoroutine(item):
            item = self._ensure_future(item)
        if isinstance(item, asyncio.Future):
            if keep is None:
                raise NotTransferable("a run that goes on cannot cross here.")
            return keep(item)
        return item
