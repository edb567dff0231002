"""What only the server can find out for ``pyrpl-pyro doctor``. Qt thread only."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

from .. import __version__
from ..errors import BoardUnreachable
from ..probes import ask_ssh, disk
from ..wire.protocol import PROTOCOL_VERSION
from .bringup import user_directory
from .cooperative import Cooperation

_PROBE_SECONDS = 6.0
_CLOCK_SECONDS = 0.1
_CONSTANTS = (0x40300200, 4)
"""Of pid0; the vendor's image has none."""
_CLOCKS = (0x4010015C, 2)
"""Count of clocks since the FPGA was loaded, low and high word."""
_VIRTUAL = "_FAKE_"


class Diagnosis:
    """Looks at the board, the way to it, Qt and the disk; changes nothing.

    Parameters
    ----------
    red_pitaya : pyrpl.RedPitaya
    cooperation : Cooperation
    """

    def __init__(self, red_pitaya: Any, cooperation: Cooperation):
        self._red_pitaya = red_pitaya
        self._cooperation = cooperation

    def examine(self) -> dict[str, Any]:
        """All that was found.

        Returns
        -------
        dict
            "versions" by name; "qt" with binding, version, platform; "disk" with folder, free
            (bytes), error; "ssh" with address and error, None for a virtual board inside the
            server; "registers" with error, or image (bool), clock (Hz) and seconds, the time
            that a read took. An error is "" when there is none.
        """
        folder = user_directory()
        slow = {"folder": str(folder), "free": 0, "error": "writing takes too long"}
        return {
            "versions": _versions(),
            "qt": _qt(),
            "disk": self._beside(lambda: disk(folder), slow),
            "ssh": self._ssh(),
            "registers": self._registers(),
        }

    def _ssh(self) -> dict[str, Any] | None:
        parameters = self._red_pitaya.parameters
        hostname, port = parameters["hostname"], parameters["sshport"]
        if hostname == _VIRTUAL:
            return None
        error = self._beside(lambda: ask_ssh(hostname, port), "no answer")
        return {"address": f"{hostname}:{port}", "error": error}

    def _beside(self, probe: Callable[[], Any], late: Any) -> Any:
        """What a probe that may take long returns, which runs in a thread; `late` if too long."""
        loop = self._cooperation.loop
        future: asyncio.Future[Any] = loop.create_future()

        def note(answer: Any) -> None:
            if not future.done():
                future.set_result(answer)

        def run() -> None:
            answer = probe()
            loop.call_soon_threadsafe(note, answer)

        threading.Thread(target=run, name="probe for the doctor", daemon=True).start()
        try:
            return self._cooperation.wait(future, _PROBE_SECONDS)
        except TimeoutError:
            return late

    def _registers(self) -> dict[str, Any]:
        try:
            started = time.perf_counter()
            constants = self._read(*_CONSTANTS)
            seconds = time.perf_counter() - started
            before, at = self._clocks(), time.perf_counter()
            self._cooperation.sleep(_CLOCK_SECONDS)
            after, then = self._clocks(), time.perf_counter()
        except (BoardUnreachable, OSError) as error:
            return {"error": str(error) or type(error).__name__}
        return {
            "error": "",
            "image": all(constants),
            "clock": (after - before) / (then - at),
            "seconds": seconds,
        }

    def _clocks(self) -> int:
        low, high = self._read(*_CLOCKS)
        return high << 32 | low

    def _read(self, address: int, words: int) -> list[int]:
        found = self._red_pitaya.client.reads(address, words)
        if found is None:
            raise OSError("the board does not answer")
        return [int(word) for word in found]


def _versions() -> dict[str, str]:
    import platform

    import numpy
    import Pyro5
    import pyrpl

    return {
        "pyrpl_pyro": __version__,
        "protocol": str(PROTOCOL_VERSION),
        "PyRPL": str(pyrpl.__version__),
        "Python": platform.python_version(),
        "Pyro5": Pyro5.__version__,
        "numpy": numpy.__version__,
    }


def _qt() -> dict[str, str]:
    from qtpy import API_NAME, QT_VERSION, QtGui

    return {
        "binding": str(API_NAME),
        "version": str(QT_VERSION),
        "platform": QtGui.QGuiApplication.platformName(),
    }
