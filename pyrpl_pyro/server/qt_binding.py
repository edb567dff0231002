"""Choose a Qt binding that PyRPL can run on, before anything imports one."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys

from ..errors import QtBindingError

_PREFERRED = {"pyqt6": "PyQt6", "pyqt5": "PyQt5"}
_OTHERS = {"pyside6": "PySide6", "pyside2": "PySide2"}
_ADVICE = 'Install PyQt6: python -m pip install "pyrpl_pyro[server]"'


def choose() -> str:
    """Set ``QT_API`` (unless the user did) and check the binding; return its name.

    Without a display Qt draws off screen.

    Raises
    ------
    QtBindingError
        No binding is installed, or the one that was asked for is known to crash.
    """
    name = os.environ.get("QT_API", "").lower() or _first_installed()
    os.environ["QT_API"] = name
    package = (_PREFERRED | _OTHERS).get(name)
    if package is None:
        known = ", ".join(_PREFERRED)
        raise QtBindingError(f"QT_API={name!r} is not a Qt binding. Expected one of: {known}.")
    if importlib.util.find_spec(package) is None:
        raise QtBindingError(f"QT_API={name} asks for {package}, which is not installed. {_ADVICE}")
    refuse_known_crash(package, _version(package), sys.version_info[:2])
    if sys.platform.startswith("linux") and not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return package


def has_display() -> bool:
    """Whether a window could be shown on this machine."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def refuse_known_crash(package: str, version: str, python: tuple[int, ...]) -> None:
    """Raise QtBindingError for a combination that was seen to abort the interpreter."""
    if package == "PySide6" and version.startswith("6.12") and python == (3, 11):
        raise QtBindingError(
            f"PySide6 {version} aborts Python 3.11 as soon as PyRPL waits for data. "
            f"{_ADVICE} and set QT_API=pyqt6."
        )


def _first_installed() -> str:
    for name, package in (_PREFERRED | _OTHERS).items():
        if importlib.util.find_spec(package) is not None:
            return name
    raise QtBindingError(f"no Qt binding is installed, and PyRPL needs one. {_ADVICE}")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
