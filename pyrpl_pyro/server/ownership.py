"""PyRPL's ownership of modules, as leases use it. Qt thread only.

PyRPL's ``owner`` disables a module in its window, keeps the managers from handing it out,
and stops the saving of its settings. It does not keep anybody from writing: for that, what
a module writes to the board and each change of its owner pass a guard while it is leased.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator
from typing import Any

from ..errors import BoardUnreachable

logger = logging.getLogger(__name__)

_UNLOCKED = "unlocked"


def setup_of(module: Any) -> dict[str, Any]:
    """The setup of a module and its submodules, as a copy.

    Of a lockbox or one of its outputs also whether it was unlocked, which PyRPL does not count
    as setup.
    """
    setup = copy.deepcopy(dict(module.setup_attributes))
    if hasattr(module, "unlock"):
        setup[_UNLOCKED] = not _locks(module)
    return setup


def _locks(module: Any) -> bool:
    """Whether a lockbox, or an output of one, locks or sweeps."""
    parts = [module, *getattr(module, "outputs", ())]
    return any(part.current_state != "unlock" for part in parts)


def take(
    module: Any,
    owner: str,
    refuse_write: Callable[[], None],
    refuse_owner: Callable[[], None],
) -> None:
    """Make `owner` the owner of a module, and guard it.

    Parameters
    ----------
    refuse_write : callable
        Called before each write to the board; raises if it is not to be done.
    refuse_owner : callable
        Called when somebody changes the owner; raises.
    """
    if getattr(module, "_last_run", None) is not None and not module._last_run.done():
        module.stop()
    module.owner = owner
    if hasattr(type(module), "_writes"):
        write = type(module)._writes

        def guarded(addr: int, values: Any) -> None:
            refuse_write()
            write(module, addr, values)

        module._writes = guarded

    def keep_owner(_old: Any, _new: Any) -> None:
        # PyRPL calls this after it has changed the owner.
        module._owner = owner
        module._autosave_active = False
        refuse_owner()

    module._ownership_changed = keep_owner


def leave(module: Any) -> None:
    """Take the guard away; the owner stays."""
    for name in ("_writes", "_ownership_changed"):
        vars(module).pop(name, None)


def abandon(module: Any) -> None:
    """Take guard and owner away, and do nothing else."""
    leave(module)
    module._owner = None
    module._autosave_active = True
    module._signal_launcher.change_ownership.emit()


def free_restored(module: Any, setup: dict[str, Any]) -> None:
    """Free a module with the setup that it had, as PyRPL's ``free()`` does.

    PyRPL would take the setup from its configuration, which lacks what was never set. A lock
    or sweep that was begun since then ends.
    """
    setup = dict(setup)
    was_unlocked = setup.pop(_UNLOCKED, False)
    _disown(module)
    try:
        if was_unlocked and _locks(module):
            module.unlock(reset_offset=True)
        module.setup_attributes = copy.deepcopy(setup)
    except BoardUnreachable:
        raise
    except Exception:
        logger.exception("%s: not all of its setup could be restored at once", module.name)
        _restore_one_by_one(module, setup)
    module._signal_launcher.change_ownership.emit()


def free_as_it_is(module: Any) -> None:
    """Free a module without changing it; its setup is saved from now on."""
    _disown(module)
    for owner, name, value in _values(module):
        try:
            owner.c[name] = copy.deepcopy(value)
        except Exception:
            logger.exception("%s.%s could not be saved", owner.name, name)
    module._signal_launcher.change_ownership.emit()


def _disown(module: Any) -> None:
    leave(module)
    old, module._owner = module._owner, None
    module._autosave_active = True
    module._ownership_changed(old, None)


def _values(module: Any) -> Iterator[tuple[Any, str, Any]]:
    submodules = module._modules
    if module.c is None:
        return
    for name in module._setup_attributes:
        if name in submodules:
            yield from _values(submodules[name])
        else:
            yield module, name, getattr(module, name)


def _restore_one_by_one(module: Any, setup: dict[str, Any]) -> None:
    for name, value in setup.items():
        try:
            setattr(module, name, copy.deepcopy(value))
        except BoardUnreachable:
            raise
        except Exception as error:
            logger.error("%s.%s = %r was not restored: %s", module.name, name, value, error)
