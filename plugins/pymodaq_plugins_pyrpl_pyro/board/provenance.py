"""Where data come from, as attributes that go into the h5 file with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

import pyrpl_pyro
from pyrpl_pyro import BoardInfo

from .input_range import InputRanges


def provenance(
    info: BoardInfo, module: str, setup: Mapping[str, Any], ranges: InputRanges
) -> dict[str, str]:
    """Board, module, versions, settings and input ranges, each as text.

    Parameters
    ----------
    info : BoardInfo
    module : str
        Path of the PyRPL module, e.g. "scope".
    setup : mapping
        PyRPL's setup attributes of the module.
    ranges : InputRanges
    """
    return {
        "board": info.board,
        "board_hardware": info.hardware,
        "board_server": info.address,
        "pyrpl_module": module,
        "pyrpl_version": info.pyrpl_version,
        "pyrpl_pyro_version": pyrpl_pyro.__version__,
        "pyrpl_pyro_server_version": info.version,
        "setup_attributes": json.dumps(dict(setup), default=_plain),
        "input_range": json.dumps(ranges.as_dict()),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return str(value)
