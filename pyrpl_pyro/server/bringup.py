"""Start PyRPL on a real or a virtual board, or say plainly why not."""

from __future__ import annotations

import logging
import os
import re
import socket
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import StartError
from .adoption import Adoption
from .options import ServerOptions

logger = logging.getLogger(__name__)

_CONFIG_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,62}")
_CONNECT_SECONDS = 5.0
_FAKE = "_FAKE_"

Progress = Callable[[str], None]


def user_directory() -> Path:
    """Where PyRPL keeps its settings."""
    given = os.environ.get("PYRPL_USER_DIR")
    return Path(given) if given else Path.home() / "pyrpl_user_dir"


def config_name(options: ServerOptions) -> str:
    """The name of PyRPL's configuration, checked.

    Raises
    ------
    StartError
        It is not a plain name, or it does not exist and nobody asked to make it.
    """
    if options.config == "":
        return ""
    name = options.board if options.config is None else options.config.removesuffix(".yml")
    if not _CONFIG_NAME.fullmatch(name):
        raise StartError(
            f"{options.config!r} is not the name of a PyRPL configuration: expected letters, "
            "digits, '_', '-', without a path."
        )
    directory = user_directory() / "config"
    known = sorted(file.stem for file in directory.glob("*.yml") if file.stem != "global_config")
    if options.config is not None and not options.create_config and name not in known:
        raise StartError(
            f"there is no PyRPL configuration {name!r} in {directory}. "
            f"There are: {', '.join(known) or 'none'}. Add --create-config to make a new one."
        )
    return name


def make_user_directory() -> None:
    """PyRPL cannot be imported when the directory above its own does not exist."""
    directory = user_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(
            f"PyRPL's settings cannot be kept in {directory}: {error}. "
            "Set PYRPL_USER_DIR to a directory that can be written."
        ) from error


def check_reachable(hostname: str, port: int) -> None:
    """Fail at once, instead of after PyRPL's four tries, when no board answers.

    Raises
    ------
    StartError
        The host name is unknown, or nothing accepts a connection for SSH.
    """
    try:
        socket.create_connection((hostname, port), timeout=_CONNECT_SECONDS).close()
    except socket.gaierror as error:
        raise StartError(
            f"the board's host name {hostname!r} is not known ({error.strerror}). Check "
            "--hostname; it is printed on the board's network connector (rp-xxxxxx.local)."
        ) from error
    except OSError as error:
        reason = "no answer" if isinstance(error, TimeoutError) else (error.strerror or str(error))
        raise StartError(
            f"the board {hostname} cannot be reached on port {port} (SSH): {reason}. Check that it "
            "is switched on, on this network, and that its web page opens in a browser."
        ) from error


def make_virtual_board(plant: str | dict[str, Any], plant_file: str, progress: Progress) -> Any:
    """A virtual board with `plant` connected, which may be one of `plant_file`.

    Raises
    ------
    StartError
        There is no such plant, one of its parameters is wrong, or the file cannot be used.
    """
    from ..virtual import VirtualBoard, load_plants

    try:
        if plant_file:
            load_plants(plant_file)
    except ValueError as error:
        raise StartError(f"the plants cannot be loaded: {error}") from error
    try:
        return VirtualBoard(plant=plant, progress=progress)
    except (TypeError, ValueError) as error:
        raise StartError(f"the plant {plant!r} cannot be connected: {error}") from error


def _import_with_lockbox_models() -> None:
    """Import PyRPL, which imports the lockbox models of the user."""
    try:
        import pyrpl.pyrpl  # noqa: F401
    except Exception as error:
        own = [
            f"{frame.filename}, line {frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).parent == user_directory() / "lockbox"
        ]
        if isinstance(error, SyntaxError):
            own.append(f"{error.filename}, line {error.lineno}")
        if not own:
            raise
        raise StartError(
            f"a lockbox model of yours fails when PyRPL imports it: {own[-1]}: "
            f"{type(error).__name__}: {error}. Mend the file, or move it out of its folder."
        ) from error


def start_pyrpl(
    options: ServerOptions, config: str, board: Any, adoption: Adoption, progress: Progress
) -> Any:
    """Make the ``Pyrpl`` object; Qt main thread only.

    Parameters
    ----------
    options : ServerOptions
    config : str
        Name of PyRPL's configuration, "" for none.
    board : VirtualBoard or None
        The virtual board to run on.
    adoption : Adoption
        Whether a real board's registers are kept as they are.
    progress : callable
        Told what is being done.

    Raises
    ------
    StartError
        PyRPL could not be started.
    """
    _import_with_lockbox_models()
    import pyrpl.pyrpl
    from pyrpl.errors import ExpectedPyrplError

    from .settings_file import SettingsFile
    from .window import Pyrpl

    pyrpl.pyrpl.MemoryTree = SettingsFile
    try:
        if board is not None:
            pyrpl.pyrpl.RedPitaya = _virtual_red_pitaya(board)
            return Pyrpl(config=config, hostname=_FAKE, gui=options.gui, silence_env=True)
        from .real_board import real_red_pitaya

        assert options.hostname is not None
        pyrpl.pyrpl.RedPitaya = real_red_pitaya(options.board, options.take_board, adoption)
        progress(f"connecting to {options.hostname} (SSH, FPGA, monitor server)")
        made = Pyrpl(
            config=config,
            hostname=options.hostname,
            user=options.user,
            password=options.password,
            sshport=options.sshport,
            port=options.boardport,
            reloadfpga=options.reloadfpga,
            gui=options.gui,
            silence_env=True,
        )
        adoption.finish(made)
        return made
    except ExpectedPyrplError as error:
        message = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        reason = message.split("Error message:")[-1].split("An expected error")[0].strip()
        raise StartError(
            f"PyRPL could not start the board {options.hostname}: {reason}. Check user and "
            "password (--user, --password) and the board's network."
        ) from error
    except (OSError, ValueError, AttributeError, TypeError, ArithmeticError) as error:
        where = "the virtual board" if board is not None else f"the board {options.hostname}"
        raise StartError(
            f"PyRPL could not start {where}: {type(error).__name__}: {error}."
        ) from error


def _virtual_red_pitaya(board: Any) -> type:
    """PyRPL's ``RedPitaya`` on a virtual board, with one more module for the board itself."""
    from pyrpl.redpitaya import RedPitaya

    from ..virtual import VirtualClient
    from .virtual_module import VirtualModule

    class VirtualRedPitaya(RedPitaya):
        def startdummyclient(self) -> None:
            self.client = VirtualClient(board)
            self.makemodules()
            self.virtual = VirtualModule(self, board)

    logging.getLogger("pyrpl.redpitaya").addFilter(
        lambda record: not str(record.msg).startswith("Simulating RedPitaya")
    )
    return VirtualRedPitaya
