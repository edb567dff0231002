"""Both quadratures of an IQ module, averaged on the board. Qt thread only.

The FPGA adds up the demodulated, low-pass filtered input of each IQ module over a given
number of clocks. PyRPL's network analyzer uses that; for a lock-in the same registers are
read here without changing anything else of the module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

CLOCK = 125e6
LONGEST = (2**32 - 1) / CLOCK
_LATE = 5.0
"""Limit for what the board's clock may be behind the computer's (s): a virtual board may."""
_POLL = 1e-3
_RESULT, _RESULT_WORDS, _BUSY_BIT = 0x140, 4, 31


class LockIn:
    """Averages the quadratures of IQ modules, one reading of a module after the other.

    Parameters
    ----------
    loop : asyncio loop
        ``pyrpl.async_utils.LOOP``.
    wait, sleep : callable
        Those of :class:`~pyrpl_pyro.server.cooperative.Cooperation`.
    """

    def __init__(self, loop: Any, wait: Callable[..., Any], sleep: Callable[[float], None]):
        self._loop = loop
        self._wait = wait
        self._sleep = sleep
        self._busy: dict[int, asyncio.Future[None]] = {}

    def quadratures(self, iq: Any, duration: float) -> complex:
        """In-phase + 1j quadrature amplitude of the input at the module's frequency (V).

        Parameters
        ----------
        iq : pyrpl Iq module
        duration : float
            Time to average over (s), 8 ns to 34 s.

        Raises
        ------
        TypeError
            The module is no IQ module.
        ValueError
            `duration` is out of range.
        RuntimeError
            The network analyzer is sweeping with the module.
        TimeoutError
            The board does not come to an end with the sum.
        """
        if not hasattr(type(iq), "_nadata_total"):
            raise TypeError(f"{getattr(iq, 'name', iq)} is no IQ module; iq0, iq1 and iq2 are.")
        if not 1 / CLOCK <= duration <= LONGEST:
            raise ValueError(f"the time to average over must be 8e-9 to 34 s, not {duration}")
        while id(iq) in self._busy:
            self._wait(self._busy[id(iq)], LONGEST)
        analyzer = iq.pyrpl.networkanalyzer
        if analyzer.iq is iq and analyzer.running_state != "stopped":
            raise RuntimeError(
                f"{iq.name} is sweeping for the network analyzer; take another IQ module, or "
                "stop that one with networkanalyzer.stop()."
            )
        done = self._busy[id(iq)] = self._loop.create_future()
        try:
            return self._measure(iq, duration)
        finally:
            del self._busy[id(iq)]
            done.set_result(None)

    def _measure(self, iq: Any, duration: float) -> complex:
        cycles = max(1, round(duration * CLOCK * iq._frequency_correction))
        iq._na_sleepcycles = 0
        iq._na_averages = cycles
        # Writing the frequency, also the same one, starts the sum (REGISTERS.md 8).
        iq.frequency = iq.frequency
        self._sleep(duration)
        self._wait_until_ready(iq)
        # The factor is that of PyRPL's network analyzer (NetworkAnalyzer._rescale).
        return complex(iq._nadata_total) / cycles * 4.0 / 2**iq._LPFBITS

    def _wait_until_ready(self, iq: Any) -> None:
        waited = 0.0
        while any(int(word) >> _BUSY_BIT for word in iq._reads(_RESULT, _RESULT_WORDS)):
            if waited > _LATE:
                raise TimeoutError(f"{iq.name}: the board did not end the average in time.")
            self._sleep(_POLL)
            waited += _POLL
