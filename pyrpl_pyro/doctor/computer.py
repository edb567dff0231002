"""Checks of this computer: settings, proofs, Qt, disk."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import PyrplError, SettingsError
from ..probes import disk
from ..security.expiry import WARN_DAYS, days_left
from ..settings import SecuritySettings, Settings, default_file
from .finding import Finding, State

_QT_SECONDS = 30.0
_LEAST_FREE = 50e6
_LITTLE_FREE = 500e6
"""PyRPL's settings are small; curves that it saves are not (bytes)."""

_IMPORT_QT = """
import importlib
from pyrpl_pyro.server import qt_binding
name = qt_binding.choose()
importlib.import_module(name + ".QtWidgets")
print(name)
"""


def check_settings(settings: Settings) -> Finding:
    """Where the settings come from that are not the defaults."""
    told = [
        f"{key} = {value!r} ({source})"
        for key, value, source in settings.items()
        if source != "default" and not source.startswith("file ")
    ]
    files = {source for _key, _value, source in settings.items() if source.startswith("file ")}
    origin = ", ".join(sorted(files)) or f"no file ({default_file()} would be read)"
    return Finding("settings", State.OK, "; ".join([origin, *told]))


def wrong_settings(error: SettingsError) -> Finding:
    """For settings that cannot be read."""
    return Finding("settings", State.WRONG, str(error), "correct it, or leave it out")


def check_proof(security: SecuritySettings) -> Finding:
    """The certificate, or the tokens, with which this computer proves who it is."""
    if security.directory:
        return _check_certificate(security)
    if security.token_file:
        return _check_tokens(security)
    if security.insecure:
        text = "none, and security.insecure lets every computer of the network in"
        return Finding("certificates", State.WARNING, text, "see docs/security.md for two ways")
    return Finding("certificates", State.OK, "none; needed beyond this computer only")


def _check_certificate(security: SecuritySettings) -> Finding:
    again = (
        "ask your administrator for a new one: "
        "pyrpl-pyro certificates issue NAME --replace, then copy its folder here"
    )
    try:
        days = days_left(security)
    except SettingsError as error:
        return Finding("certificates", State.WRONG, str(error), again)
    assert days is not None
    where = f"the certificate in {security.directory}"
    if days <= 0:
        since = datetime.fromtimestamp(datetime.now().timestamp() + days * 86400)
        return Finding("certificates", State.WRONG, f"{where} expired on {since:%Y-%m-%d}", again)
    state = State.WARNING if days <= WARN_DAYS else State.OK
    text = f"{where} is valid for {days:.0f} days"
    return Finding("certificates", state, text, again if state is State.WARNING else "")


def _check_tokens(security: SecuritySettings) -> Finding:
    from ..security.tokens import read_tokens

    advice = (
        "copy the token file of the PC with the name server here; "
        "pyrpl-pyro certificates token FILE makes a new one"
    )
    try:
        tokens = read_tokens(security.token_file)
    except PyrplError as error:
        return Finding("certificates", State.WRONG, str(error), advice)
    own = max(tokens, key=lambda item: item.role)
    many = "a token" if len(tokens) == 1 else f"{len(tokens)} tokens"
    found = f"{many} in {security.token_file}; used here: {own.name!r}, role {own.role}"
    return Finding("certificates", State.OK, found)


def check_qt() -> Finding:
    """Whether PyRPL could run here."""
    if importlib.util.find_spec("pyrpl") is None:
        text = "this computer only connects: PyRPL is not installed here"
        return Finding("Qt binding", State.SKIPPED, text)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _IMPORT_QT],
            capture_output=True,
            text=True,
            timeout=_QT_SECONDS,
            env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        )
    except subprocess.TimeoutExpired:
        text = f"it was not loaded within {_QT_SECONDS:g} s"
        return Finding("Qt binding", State.WRONG, text, "try again when the computer is less busy")
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        return Finding("Qt binding", State.WRONG, reason, _QT_ADVICE)
    return Finding("Qt binding", State.OK, f"{done.stdout.strip()} on this computer")


_QT_ADVICE = (
    'python -m pip install "pyrpl_pyro[server]"; on Debian and Ubuntu also '
    "apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3"
)


def check_disk() -> Finding:
    """Whether PyRPL's settings could be written here."""
    if importlib.util.find_spec("pyrpl") is None:
        text = "this computer only connects: no server of a board writes here"
        return Finding("disk", State.SKIPPED, text)
    given = os.environ.get("PYRPL_USER_DIR")
    return judged_disk(disk(Path(given) if given else Path.home() / "pyrpl_user_dir"))


def judged_disk(found: dict[str, Any], board: str = "") -> Finding:
    """What :func:`pyrpl_pyro.probes.disk` found, judged."""
    folder, free = found["folder"], found["free"]
    advice = f"free some space there, or set PYRPL_USER_DIR to another folder: {folder}"
    if found["error"]:
        text = f"nothing can be written to {folder}: {found['error']}"
        return Finding("disk", State.WRONG, text, advice, board)
    text = f"{_size(free)} free in {folder}"
    state = State.OK
    if free < _LITTLE_FREE:
        state = State.WRONG if free < _LEAST_FREE else State.WARNING
    return Finding("disk", state, text, "" if state is State.OK else advice, board)


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
