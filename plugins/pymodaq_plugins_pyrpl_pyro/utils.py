"""The defaults that a user of the plugins can edit from PyMoDAQ."""

from pathlib import Path

from pymodaq_utils.config import BaseConfig


class Config(BaseConfig):
    """The file ``config_pyrpl_pyro.toml`` in PyMoDAQ's configuration folder."""

    config_template_path = Path(__file__).parent / "resources" / "config_template.toml"
    config_name = "config_pyrpl_pyro"
