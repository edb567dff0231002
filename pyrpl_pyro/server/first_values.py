"""The values of a module when the server begins to listen to it, without touching the board."""

from __future__ import annotations

import logging
from typing import Any

from ..errors import BoardUnreachable
from .short_values import short

logger = logging.getLogger(__name__)


def first_values(module: Any) -> dict[str, Any]:
    """What PyRPL has as the setup attributes of a module, by name.

    To read a choice through PyRPL writes it to the register when the two differ, which must
    not happen to a board that works. PyRPL's own copy of a choice is used instead. An
    attribute that stands for one of another module is left out, as it may be a choice.
    """
    from pyrpl.attributes import BaseProperty, ProxyProperty, SelectProperty

    found = {}
    for name in module._setup_attributes:
        descriptor = getattr(type(module), name, None)
        if name in module._module_attributes or not isinstance(descriptor, BaseProperty):
            continue
        if isinstance(descriptor, ProxyProperty):
            continue
        if isinstance(descriptor, SelectProperty):
            if f"_{name}" in vars(module):
                found[name] = short(vars(module)[f"_{name}"])
            continue
        try:
            found[name] = short(descriptor.get_value(module))
        except BoardUnreachable:
            break
        except Exception as error:
            # A user's own attribute may do anything; the journal can do without its old value.
            logger.debug("no first value of %s.%s: %s", module.name, name, error)
    return found
