"""What PyMoDAQ asks of a package of plugins."""

from __future__ import annotations

from pymodaq.utils.plugin_testing import PluginPackageChecks
from pymodaq_utils.plugin_tools.checks import main

PACKAGE = "pymodaq_plugins_pyrpl_pyro"


class TestPackage(PluginPackageChecks):
    package_name = PACKAGE
    fail_on = "warning"
    strict_imports = True


def test_check_plugin_command() -> None:
    assert main([PACKAGE, "--fail-on", "warning", "--strict-imports"]) == 0
