"""Filters that the host works with, which are computed although nothing listens to them.

A filter whose output goes nowhere takes no computing (`activity`); its memory keeps the level
that it had. But PyRPL sets up a module, waits until its filters have settled, and only then
starts an average or switches an output on. So the filters of a module stay up to date for some
time after a write to its registers.
"""

from collections.abc import Mapping

from .bus import DECODED
from .filters import STAGES_ON
from .registers import BlockView
from .spans import operations as op

#: Time for which the filters of a module are computed after a write to it, in nanoseconds.
SETTLING_TIME = 1_000_000_000

_DSP_BLOCK = 3
#: By number of the DSP module: its block, the operation with the filters, and their registers.
_FILTERS = {
    **{k: (f"pid{k}", op.PID + k, ("filter",)) for k in range(3)},
    4: ("iir", op.IIR, ("filter",)),
    **{
        5 + k: (f"iq{k}", op.DEMODULATOR + k, ("input_filter", "quadrature_filter"))
        for k in range(3)
    },
}


class Attention:
    """Knows which modules the host has written to lately.

    Parameters
    ----------
    views:
        The blocks of the board by name.
    """

    def __init__(self, views: Mapping[str, BlockView]) -> None:
        self._views = views
        self._until: dict[int, int] = {}

    def note(self, address: int, now: int) -> None:
        """A register is written at the time `now` (ns)."""
        block, module = (address & DECODED) >> 20, address >> 16 & 0xF
        if block == _DSP_BLOCK and module in _FILTERS:
            self._until[module] = now + SETTLING_TIME

    def sinks(self, now: int) -> int:
        """The parts with filters that are on and have to be computed at the time `now` (ns).

        They are bits with the numbers of `spans.operations`, as those of `activity.sinks`.
        """
        mask = 0
        for module, until in tuple(self._until.items()):
            block, operation, registers = _FILTERS[module]
            view = self._views[block]
            if now >= until:
                del self._until[module]
            elif any(view.word(register) & STAGES_ON for register in registers):
                mask |= 1 << operation
        return mask
