"""PyRPL's modules as Pyro5 objects: share a Red Pitaya between programs and computers.

>>> import pyrpl_pyro                                    # doctest: +SKIP
>>> rp = pyrpl_pyro.connect("bench1")                    # doctest: +SKIP
>>> ch1, ch2 = rp.scope.single(timeout=10)               # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import client
from .client import (
    Board,
    Change,
    CurveFrame,
    Lease,
    Reconnection,
    SampleFrame,
    Stream,
    connect,
    discover,
    launch,
    load_snapshot,
    plot,
    progress,
    save_snapshot,
    schema_of,
    uri_of,
)
from .errors import PyrplError, ValueAdjustedWarning
from .schema import BoardInfo, LeaseInfo

if TYPE_CHECKING:
    from .client import AsyncBoard, connect_async


def __getattr__(name: str) -> Any:
    if name not in client.LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    return getattr(client, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: object) -> None:
    """``%load_ext pyrpl_pyro``: complete modules, attributes and options without reading."""
    from .client.completion import install

    install(shell)


__version__ = "0.1.0"

__all__ = [
    "AsyncBoard",
    "Board",
    "BoardInfo",
    "Change",
    "CurveFrame",
    "Lease",
    "LeaseInfo",
    "PyrplError",
    "Reconnection",
    "SampleFrame",
    "Stream",
    "ValueAdjustedWarning",
    "__version__",
    "connect",
    "connect_async",
    "discover",
    "launch",
    "load_snapshot",
    "plot",
    "progress",
    "save_snapshot",
    "schema_of",
    "uri_of",
]
