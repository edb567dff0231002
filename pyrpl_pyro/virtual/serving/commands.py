"""The commands that PyRPL sends to the board's shell (redpitaya.py, sshshell.py)."""

import re
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import bench
from .linux import DEVICE_CONFIGURATION, LOADER, SERVER_NAME, Linux

#: Seconds since the file was changed.
_AGE = re.compile(r'echo \$\(\(\$\(date \+%s\) - \$\(date \+%s -r "(?P<file>[^"]+)"\)\)\)')
#: The process number of the shell, which becomes the program.
_BECOME = re.compile(r"echo \$\$; exec (?P<command>.+)")
_REDIRECTED = re.compile(r"(?P<command>.*)(?<![0-9&])>\s*(?P<file>[^&\s]+)")
_MISSING = "No such file or directory"


class Shell:
    """A shell of the board: its folder, and what a command line prints.

    Parameters
    ----------
    linux:
        The board's system.
    start_server:
        Called for a command that runs a monitor server, with its name and port number. It
        raises OSError if the server cannot listen there.
    """

    def __init__(self, linux: Linux, start_server: Callable[[str, int], None]) -> None:
        self._linux = linux
        self._start_server = start_server
        self.folder = "/root"

    @property
    def prompt(self) -> str:
        """What the shell prints before a command."""
        folder = "~" if self.folder == "/root" else self.folder
        return f"root@rp-f0abcd:{folder}# "

    def run(self, line: str) -> str:
        """Run a command line; what it prints, with line feeds.

        Of a pipeline only the first command runs, errors are printed like results.
        """
        # A reboot of the board may have loaded another image.
        self._linux.note_image()
        line = line.replace("2>&1", "").strip()
        age = _AGE.fullmatch(line)
        if age is not None:
            return self._age(age["file"])
        redirected = _REDIRECTED.fullmatch(line)
        become = _BECOME.fullmatch(line)
        try:
            if become is not None:
                said = self._run(become["command"]).decode(errors="replace")
                return f"{self._linux.newest_process}\n{said}"
            if redirected is not None:
                return self._redirect(redirected["command"], redirected["file"])
            return self._run(line.partition("|")[0]).decode(errors="replace")
        except FileNotFoundError as error:
            return f"{error.filename or error}: {_MISSING}\n"
        except ValueError as error:
            return f"-bash: {error}\n"

    def _run(self, command: str) -> bytes:
        words = shlex.split(command)
        if not words:
            return b""
        name, arguments = words[0], words[1:]
        if name in _COMMANDS:
            return _COMMANDS[name](self, arguments).encode()
        if name == "cat":
            return self._cat(arguments)
        if "/" in name:
            return self._run_file(name, arguments).encode()
        return f"-bash: {name}: command not found\n".encode()

    def _redirect(self, command: str, name: str) -> str:
        output = self._run(command)
        file = self._path(name)
        if not file.parent.is_dir():
            return f"-bash: {name}: {_MISSING}\n"
        if file == self._path(DEVICE_CONFIGURATION) and file.exists():
            self._linux.configure_device(output)
        else:
            file.write_bytes(output)
        return ""

    def _path(self, name: str) -> Path:
        return self._linux.path(name, self.folder)

    def _run_file(self, name: str, arguments: list[str]) -> str:
        """Run a program that is not one of the system's: a monitor server, if it is any."""
        file = self._path(name)
        # The system says the same of a program whose loader it does not have.
        if not file.is_file() or LOADER not in file.read_bytes():
            return f"-bash: {name}: {_MISSING}\n"
        if not arguments:
            return "ERROR, no port provided\n"
        try:
            self._start_server(file.name, int(arguments[0]))
        except OSError as error:
            return f"ERROR on binding: {error.strerror or error}\n"
        return ""

    def _age(self, name: str) -> str:
        file = self._path(name)
        if not file.exists():
            return f"date: {name}: {_MISSING}\n"
        return f"{int(time.time()) - int(file.stat().st_mtime)}\n"

    def _cat(self, names: list[str]) -> bytes:
        pieces = []
        for name in names:
            file = self._path(name)
            missing = f"cat: {name}: {_MISSING}\n".encode()
            pieces.append(file.read_bytes() if file.is_file() else missing)
        return b"".join(pieces)

    def _change_folder(self, arguments: list[str]) -> str:
        name = arguments[0] if arguments else "/root"
        folder = self._path(name)
        if not folder.is_dir():
            return f"-bash: cd: {name}: {_MISSING}\n"
        self.folder = "/" + folder.relative_to(self._linux.path("/")).as_posix()
        return ""

    def _list(self, arguments: list[str]) -> str:
        lines = []
        for name in _operands(arguments) or ["."]:
            path = self._path(name)
            if path.is_dir():
                lines += sorted(entry.name for entry in path.iterdir())
            else:
                lines.append(name if path.exists() else f"ls: cannot access '{name}': {_MISSING}")
        return "".join(line + "\n" for line in lines)

    def _make_folders(self, arguments: list[str]) -> str:
        for name in _operands(arguments):
            self._path(name).mkdir(parents=True, exist_ok=True)
        return ""

    def _remove(self, arguments: list[str]) -> str:
        for name in _operands(arguments):
            self._path(name).unlink(missing_ok=True)
        return ""

    def _change_mode(self, arguments: list[str]) -> str:
        missing = [name for name in _operands(arguments)[1:] if not self._path(name).exists()]
        return "".join(f"chmod: cannot access '{name}': {_MISSING}\n" for name in missing)

    def _kill_all(self, arguments: list[str]) -> str:
        missing = [name for name in _operands(arguments) if not self._linux.kill(name)]
        return "".join(f"{name}: no process found\n" for name in missing)

    def _list_processes(self, arguments: list[str]) -> str:
        numbers = [number for name in arguments for number in self._linux.processes(name)]
        return " ".join(map(str, numbers)) + "\n"

    def _overlay(self, arguments: list[str]) -> str:
        if len(arguments) < 2:
            return "overlay.sh: which image?\n"
        self._linux.load_image(arguments[1])
        return ""

    def _read_elf(self, arguments: list[str]) -> str:
        (name,) = _operands(arguments) or [SERVER_NAME]
        file = self._path(name)
        if not file.is_file():
            return f"readelf: Error: '{name}': No such file\n"
        if LOADER not in file.read_bytes():
            return "There are no program headers in this file.\n"
        return f"      [Requesting program interpreter: {LOADER.decode()}]\n"

    def _fault(self, arguments: list[str]) -> str:
        return bench.fault(self._linux.board, arguments)

    def _plant(self, arguments: list[str]) -> str:
        return bench.plant(self._linux.board, arguments)

    def _echo(self, arguments: list[str]) -> str:
        return " ".join(arguments) + "\n"

    def _address(self, arguments: list[str]) -> str:
        return "2: eth0: <BROADCAST,MULTICAST,UP>\n    link/ether 00:26:32:f0:ab:cd brd\n"

    def _nothing(self, arguments: list[str]) -> str:
        return ""


def _operands(arguments: list[str]) -> list[str]:
    return [argument for argument in arguments if not argument.startswith("-")]


_COMMANDS: dict[str, Callable[[Any, list[str]], str]] = {
    "cd": Shell._change_folder,
    "chmod": Shell._change_mode,
    "echo": Shell._echo,
    "ip": Shell._address,
    "killall": Shell._kill_all,
    "ls": Shell._list,
    "mkdir": Shell._make_folders,
    "pidof": Shell._list_processes,
    "readelf": Shell._read_elf,
    "rm": Shell._remove,
    # Not on a real board.
    "fault": Shell._fault,
    "plant": Shell._plant,
    "/opt/redpitaya/sbin/overlay.sh": Shell._overlay,
    # Nothing of this board listens to these.
    "/opt/redpitaya/bin/led_control": Shell._nothing,
    "dmesg": Shell._nothing,
    "nginx": Shell._nothing,
    "ro": Shell._nothing,
    "rw": Shell._nothing,
    "systemctl": Shell._nothing,
}
