"""PyMoDAQ instruments for Red Pitaya boards that run PyRPL, shared by pyrpl_pyro servers."""

import warnings

from pyrpl_pyro import ValueAdjustedWarning, __version__

from .utils import Config

# What PyRPL made of a value is shown in the settings.
warnings.filterwarnings("ignore", category=ValueAdjustedWarning, module=__name__)

config = Config()

__all__ = ["__version__", "config"]
