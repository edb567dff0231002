"""The board's operating system, as far as PyRPL uses it: files, processes, and the FPGA.

Its files are real ones in a folder of this computer, which the board sees as its root.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..board import VirtualBoard
from .monitor import MonitorServer
from .ports import BoardPort

#: Process number of the monitor server that another PyRPL has started, and of our first one.
_OTHER_PROCESS, _FIRST_PROCESS = 900, 1000
#: The port that PyRPL asks for if it is told no other.
USUAL_PORT = 2222
SERVER_NAME = "monitor_server"
INSTALLED = "/opt/pyrpl/" + SERVER_NAME
LOADED_IMAGE = "/tmp/loaded_fpga.inf"
LOADING_REPORT = "/tmp/update_fpga.txt"
DEVICE_CONFIGURATION = "/dev/xdevcfg"
#: The loader of programs for the board's system. PyRPL brings a second program for older
#: systems, which has another one.
LOADER = b"/lib/ld-linux-armhf.so.3"


@dataclass(frozen=True)
class Setup:
    """What is on the board when it is switched on.

    Parameters
    ----------
    version:
        Text of `/root/.version`, the release of the system.
    image_loaded:
        Whether PyRPL's FPGA image is loaded.
    server_installed:
        Whether PyRPL's monitor server is installed.
    """

    version: str = "2.00-23"
    image_loaded: bool = True
    server_installed: bool = True

    @property
    def has_device_configuration(self) -> bool:
        """Whether an image is loaded through /dev/xdevcfg, as before release 2."""
        return self.version.startswith(("0.", "1."))

    @property
    def has_fixed_names(self) -> bool:
        """Whether overlay.sh takes /opt/pyrpl/fpga.bin whatever it is told (release 3)."""
        return self.version.startswith("3.")


class Linux:
    """Files and processes of a board.

    Parameters
    ----------
    root:
        An empty folder.
    board:
        Its FPGA. Without PyRPL's image in the setup another one is loaded.
    host, port:
        Where the monitor server listens that is told the usual port or the number of `port`;
        others listen at the port that they are told.
    latency:
        Seconds that a message to a monitor server and its answer are on their way.
    setup:
        What is on the board.
    """

    def __init__(
        self,
        root: Path,
        board: VirtualBoard,
        host: str,
        port: BoardPort,
        latency: float,
        setup: Setup,
    ) -> None:
        self.setup = setup
        self._root = root.resolve()
        self.board = board
        self._host = host
        self._port = port
        self._latency = latency
        self._lock = threading.Lock()
        self._running: dict[MonitorServer, str] = {}
        self._numbers: dict[MonitorServer, int] = {}
        self._next_number = itertools.count(_FIRST_PROCESS)
        #: Number of the monitor server that was started last.
        self.newest_process = 0
        self._breaks = board.faults.breaks
        self._unsubscribe = board.faults.subscribe(self._fault_changed)
        for folder in ("/root", "/tmp", "/dev", "/opt"):
            self.path(folder).mkdir()
        if setup.has_device_configuration:
            self.path(DEVICE_CONFIGURATION).touch()
            for pin in (0, 7):
                self.path(f"/sys/class/gpio/gpio{pin}").mkdir(parents=True)
        self.path("/root/.version").write_text(setup.version + "\n")
        if not setup.image_loaded:
            board.unload()
        self.note_image()
        if setup.server_installed:
            self.path(INSTALLED).parent.mkdir(parents=True)
            self.path(INSTALLED).write_bytes(b"\x7fELF" + LOADER)

    def path(self, name: str, folder: str = "/") -> Path:
        """The file that is called `name` in the board's `folder`.

        Raises
        ------
        FileNotFoundError
            The name leads out of the board.
        """
        path = self._root / str(PurePosixPath(folder, name)).lstrip("/")
        if not path.resolve().is_relative_to(self._root):
            raise FileNotFoundError(name)
        return path

    def load_image(self, bitfile: str) -> None:
        """Load an FPGA image as overlay.sh does, and leave its report.

        Whatever file is there is taken for PyRPL's image.
        """
        if self.setup.has_fixed_names:
            bitfile = "/opt/pyrpl/fpga.bin"
        if self.path(bitfile).is_file():
            self.board.reset()
            report = "BIN FILE loaded through FPGA manager successfully\n"
        else:
            report = f"cp: cannot stat '{bitfile}': No such file or directory\n"
        self.path(LOADING_REPORT).write_text(report)

    def configure_device(self, image: bytes) -> None:
        """Load an FPGA image through /dev/xdevcfg; nothing but an image has an effect."""
        if image:
            self.board.reset()

    def note_image(self) -> None:
        """Write which image is loaded to the file that tells it."""
        name = "pyrpl" if self.board.loaded else "v0.94"
        if self.board.loaded and self.setup.has_fixed_names:
            name += " fpga.bin"
        self.path(LOADED_IMAGE).write_text(name)

    def start_server(self, name: str, number: int, ended: Callable[[str], None]) -> MonitorServer:
        """Start a monitor server that is called `name` on port `number`.

        Raises
        ------
        OSError
            It cannot listen there.
        """
        usual = number in (USUAL_PORT, self._port.number)
        port = self._port if usual else BoardPort(self._host, number)

        def clean_up(last_words: str) -> None:
            port.detach(server)
            with self._lock:
                del self._running[server], self._numbers[server]
            if not usual:
                port.close()
            ended(last_words)

        server = MonitorServer(self.board, self._latency, clean_up)
        with self._lock:
            port.attach(server)
            self._running[server] = name
            self._numbers[server] = self.newest_process = next(self._next_number)
        return server

    def processes(self, name: str) -> list[int]:
        """Numbers of the processes that are called `name`."""
        with self._lock:
            numbers = [self._numbers[server] for server in self._named(name)]
        other = name == SERVER_NAME and self.board.faults.other_server
        return [*numbers, _OTHER_PROCESS] if other else numbers

    def kill(self, name: str) -> int:
        """Kill all processes that are called `name`; how many there were.

        The server of another PyRPL is one of them, and with it its takeover ends.
        """
        count = len(self.processes(name))
        with self._lock:
            servers = self._named(name)
        for server in servers:
            server.kill()
        if name == SERVER_NAME and self.board.faults.other_server:
            self.board.faults.end()
        return count

    def shut_down(self) -> None:
        """End all processes."""
        self._unsubscribe()
        self._kill_everything()

    def _named(self, name: str) -> list[MonitorServer]:
        return [server for server, other in self._running.items() if other == name]

    def _fault_changed(self) -> None:
        """What breaks the connections of clients is the end of the servers."""
        if self._breaks != self.board.faults.breaks:
            self._breaks = self.board.faults.breaks
            self._kill_everything()

    def _kill_everything(self) -> None:
        with self._lock:
            servers = list(self._running)
        for server in servers:
            server.kill()
