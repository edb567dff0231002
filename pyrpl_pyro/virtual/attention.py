"""Modules that the host works with, which are computed although nothing listens to them.

A filter whose output goes nowhere takes no computing (`activity`); its memory keeps the level
that it had. But PyRPL sets up a module, waits until its filters have settled, and only then
starts an average or switches an output on. So the filters of a module stay up to date for some
time after a write to its registers, or after its output was read. The same holds for the IIR
and, while somebody can see their count, for the phase detectors.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from . import demodulator, iir, pid, trig
from .bus import DECODED
from .filters import STAGE_ON, STAGES_ON
from .registers import BlockView
from .spans import operations as op
from .spans.modulator import DETECTOR_SIGNAL

#: Time for which a module is computed after an access to it, in nanoseconds.
SETTLING_TIME = 1_000_000_000
#: Time constants after which a filter has forgotten what was before.
TIME_CONSTANTS = 8
#: Clocks that a biquad of the IIR is taken to remember (1 ms).
BIQUAD_MEMORY = 125_000

_DSP_BLOCK = 3
_TRIG_MODULE, _IIR_MODULE, _FIRST_IQ, _SECOND_QUADRATURE, _IQ2 = 3, 4, 5, 14, 7
_SAMPLER, _OVERFLOW, _DETECTOR = 0x10, 0x108, 0x150
_SHIFT = 31


class _Part(NamedTuple):
    """What remembers in a module: the block, its operation, and its filters.

    Each filter is a register and the number of binary digits of its coefficient, so that
    alpha = 2**(shift - digits).
    """

    block: str
    operation: int
    filters: tuple[tuple[str, int], ...] = ()


_PARTS = {
    **{k: _Part(f"pid{k}", op.PID + k, (("filter", pid.FRACTION),)) for k in range(3)},
    _TRIG_MODULE: _Part("trig", op.TRIG, (("filter", trig.FRACTION),)),
    _IIR_MODULE: _Part("iir", op.IIR, (("filter", iir.FRACTION),)),
    **{
        _FIRST_IQ + k: _Part(
            f"iq{k}",
            op.DEMODULATOR + k,
            (
                ("input_filter", demodulator.INPUT_FRACTION),
                ("quadrature_filter", demodulator.FRACTION),
            ),
        )
        for k in range(3)
    },
}
_DETECTORS = {_FIRST_IQ + k: _Part(f"iq{k}", op.QUADRATURE + k) for k in range(3)}


class Attention:
    """Knows which modules the host has worked with lately.

    Parameters
    ----------
    views:
        The blocks of the board by name.
    """

    def __init__(self, views: Mapping[str, BlockView]) -> None:
        self._views = views
        self._until: dict[_Part, int] = {}

    def note(self, address: int, now: int) -> None:
        """A register is written at the time `now` (ns)."""
        block, module = (address & DECODED) >> 20, address >> 16 & 0xF
        if block == _DSP_BLOCK:
            for part in self._visible(module):
                self._until[part] = now + SETTLING_TIME

    def note_read(self, address: int, now: int) -> bool:
        """A register is read at the time `now` (ns); True if its module got attention by that."""
        block, module, offset = (address & DECODED) >> 20, address >> 16 & 0xF, address & 0xFFFC
        if block != _DSP_BLOCK or offset not in (_SAMPLER, _OVERFLOW, _DETECTOR):
            return False
        parts = set(self._visible(_IQ2 if module == _SECOND_QUADRATURE else module))
        if offset == _DETECTOR and module in _DETECTORS:
            parts.add(_DETECTORS[module])
        new = any(now >= self._until.get(part, now) and self._is_busy(part) for part in parts)
        self._until.update(dict.fromkeys(parts, now + SETTLING_TIME))
        return new

    def sinks(self, now: int) -> int:
        """The parts that remember something and have to be computed at the time `now` (ns).

        They are bits with the numbers of `spans.operations`, as those of `activity.sinks`.
        """
        mask = 0
        for part, until in tuple(self._until.items()):
            if now >= until:
                del self._until[part]
            elif self._is_busy(part):
                mask |= 1 << part.operation
        return mask

    def memory(self) -> int:
        """Clocks before the present that determine what the modules with attention show."""
        return max((self._memory(part) for part in tuple(self._until)), default=0)

    def _visible(self, module: int) -> Iterator[_Part]:
        """What of a module shows in its output."""
        if module in _PARTS:
            yield _PARTS[module]
        if module in _DETECTORS:
            part = _DETECTORS[module]
            if self._views[part.block].word("output_select") == DETECTOR_SIGNAL:
                yield part

    def _is_busy(self, part: _Part) -> bool:
        view = self._views[part.block]
        if part.operation == op.IIR and view.word("control") & 1:
            return True
        if not part.filters:
            return bool(view.word("control") & 2)
        return any(view.word(register) & STAGES_ON for register, _ in part.filters)

    def _memory(self, part: _Part) -> int:
        view = self._views[part.block]
        clocks = BIQUAD_MEMORY if part.operation == op.IIR else 0
        for register, digits in part.filters:
            word = view.word(register)
            for control in (word >> 8 * stage & 0xFF for stage in range(4)):
                if control & STAGE_ON:
                    clocks += TIME_CONSTANTS << (digits - min(control & _SHIFT, digits))
        return clocks
