"""Errors on the wire: the same Python type on the other side where Python has it.

The class of an error is never imported by the receiver. A class that only the server
has becomes a subclass of :class:`~pyrpl_pyro.errors.PyrplError` made on the spot, which
also derives from the nearest of Python's own errors, so that ``except ValueError``
catches on the client what it would have caught next to PyRPL.
"""

from __future__ import annotations

import builtins
import re
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import errors
from ..errors import AcquisitionCancelled, NotTransferable, PyrplError
from .codec import pack

_PACKAGE = str(Path(__file__).parents[1])
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

_CANCELLED_MESSAGE = (
    "the run was stopped before it was complete: another acquisition on the same module, "
    "a change of its settings, or stop()."
)


def encode_exception(error: BaseException) -> dict[str, Any]:
    """Describe an error as a dict of plain values that :func:`decode_exception` reads.

    The dict has ``type`` (dotted name), ``bases`` (dotted names of the base classes),
    ``arguments`` (list, when they can cross), ``message``, ``traceback`` (empty when the message
    says all) and ``details`` (attributes of our own errors).
    """
    kind = type(error)
    message = _COLOUR.sub("", str(error)).strip()
    if _is_cancellation(error) and not isinstance(error, AcquisitionCancelled):
        kind, message = AcquisitionCancelled, message or _CANCELLED_MESSAGE
    own = issubclass(kind, PyrplError)
    return {
        "type": _dotted_name(kind),
        "bases": [_dotted_name(base) for base in kind.__mro__[1:-1]],
        "arguments": None if own else _transferable_arguments(error),
        "message": message,
        "traceback": "" if _says_all(error) else "".join(traceback.format_exception(error)),
        "details": _transferable_details(error) if own else {},
    }


def _says_all(error: BaseException) -> bool:
    """Whether it was raised here on purpose, with a message for users, and by nothing else."""
    if error.__cause__ is not None:
        return False
    # The last frame only: to look up the lines of all would take long.
    return any(
        frame.filename.startswith(_PACKAGE) and (frame.line or "").startswith("raise ")
        for frame in traceback.extract_tb(error.__traceback__, limit=-1)
    )


def decode_exception(description: dict[str, Any], origin: str) -> Exception:
    """Make the error that :func:`encode_exception` described.

    Parameters
    ----------
    description : dict
    origin : str
        Where it was raised, for the note that shows the remote traceback.
    """
    name = str(description.get("type", ""))
    message = str(description.get("message", ""))
    error = _own_error(name, message, description.get("details") or {})
    if error is None:
        error = _python_error(name, message, description.get("arguments"))
    if error is None:
        error = _foreign_class(name, tuple(description.get("bases") or ()))(message)
    remote = str(description.get("traceback", "")).rstrip()
    if remote:
        error.add_note(f"\nTraceback on {origin}:\n{_COLOUR.sub('', remote)}")
    return error


def nearest_python_error(error: BaseException) -> Exception:
    """The same error as one of Python's own classes, for a plain Pyro5 client."""
    kind = type(error)
    message = _COLOUR.sub("", str(error)).strip()
    if kind.__module__ == "builtins" and isinstance(error, Exception):
        return error
    base = next((b for b in kind.__mro__ if b.__module__ == "builtins"), Exception)
    if base in (Exception, BaseException) or not issubclass(base, Exception):
        base = RuntimeError
    return base(f"{kind.__name__}: {message}")


def _is_cancellation(error: BaseException) -> bool:
    # Only servers encode errors; asyncio would make up a tenth of a client's import.
    import asyncio
    import concurrent.futures

    return isinstance(error, (concurrent.futures.CancelledError, asyncio.CancelledError))


def _dotted_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _transferable_arguments(error: BaseException) -> list[Any] | None:
    if type(error).__module__ != "builtins":
        return None
    # args of an OSError lacks its file name; what pickle would use has it.
    arguments = list(error.__reduce__()[1])
    try:
        pack(arguments)
    except NotTransferable:
        return None
    return arguments


def _transferable_details(error: BaseException) -> dict[str, Any]:
    details = {}
    for name, value in vars(error).items():
        if name.startswith("_"):
            continue
        try:
            pack(value)
        except NotTransferable:
            continue
        details[name] = value
    return details


def _own_error(name: str, message: str, details: dict[str, Any]) -> Exception | None:
    module, _, attribute = name.rpartition(".")
    kind = getattr(errors, attribute, None) if module == errors.__name__ else None
    if not (isinstance(kind, type) and issubclass(kind, PyrplError)):
        return None
    error = kind(message)
    for key, value in details.items():
        if isinstance(key, str) and not key.startswith("_"):
            setattr(error, key, value)
    return error


def _python_class(name: str) -> type[Exception] | None:
    module, _, attribute = name.rpartition(".")
    kind = getattr(builtins, attribute, None) if module == "builtins" else None
    return kind if isinstance(kind, type) and issubclass(kind, Exception) else None


def _python_error(name: str, message: str, arguments: Any) -> Exception | None:
    kind = _python_class(name)
    if kind is None:
        return None
    if isinstance(arguments, list):
        try:
            return kind(*arguments)
        except TypeError:
            # A class such as UnicodeDecodeError takes nothing but its own arguments.
            pass
    try:
        return kind(message)
    except TypeError:
        return None


@lru_cache(maxsize=256)
def _foreign_class(name: str, bases: tuple[str, ...]) -> type[PyrplError]:
    python_bases = (_python_class(base) for base in bases)
    nearest = next((kind for kind in python_bases if kind not in (None, Exception)), None)
    parents = (PyrplError,) if nearest is None else (PyrplError, nearest)
    short = name.rpartition(".")[2] or "RemoteError"
    return type(short, parents, {"original_class": name, "__module__": "pyrpl_pyro.remote"})
