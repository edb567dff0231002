"""What PyMoDAQ asks of a package of plugins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymodaq.utils.plugin_testing import PluginPackageChecks
from pymodaq_utils.plugin_tools.checks import find_plugin_modules, load_plugin_class, main

PACKAGE = "pymodaq_plugins_pyrpl_pyro"


class TestPackage(PluginPackageChecks):
    package_name = PACKAGE
    fail_on = "todo"
    strict_imports = True


def test_check_plugin_command() -> None:
    assert main([PACKAGE, "--fail-on", "todo", "--strict-imports"]) == 0


INSTRUMENTS = {
    "daq_1Dviewer_PyRPLScope",
    "daq_1Dviewer_PyRPLSpectrumAnalyzer",
    "daq_1Dviewer_PyRPLNetworkAnalyzer",
    "daq_0Dviewer_PyRPLSampler",
    "daq_0Dviewer_PyRPLIQ",
    "daq_move_PyRPLASG",
    "daq_move_PyRPLPID",
    "daq_move_PyRPLIQ",
    "daq_move_PyRPLOutput",
}


def test_all_instruments_are_there() -> None:
    assert {str(module) for module in find_plugin_modules(PACKAGE)} == INSTRUMENTS


def leaves(parameters: list[dict]) -> Iterator[dict]:
    for parameter in parameters:
        if "children" in parameter:
            yield from leaves(parameter["children"])
        else:
            yield parameter


@pytest.mark.parametrize("module", find_plugin_modules(PACKAGE), ids=str)
def test_every_setting_has_a_tip(module: object) -> None:
    groups = [
        parameter
        for parameter in load_plugin_class(module).params
        if parameter["name"] in ("board_choice", "input_range", "instrument")
    ]
    assert len(groups) == 3
    assert [leaf["name"] for leaf in leaves(groups) if not leaf.get("tip")] == []
