"""Start PyRPL on a board that goes on as it is, without writing to a single register.

PyRPL writes its saved settings to the board when it starts, and also some registers when it only
reads them: a selection whose register disagrees with what PyRPL remembers, the direction of a pin.
So while it starts here, its writes are not done. Then what it remembers is set to what the
registers say, and from then on it writes again.

What cannot be read back is taken from the saved settings, which PyRPL keeps up to date: the
waveform tables of the signal generators, and poles and zeros of the IIR filter.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
from collections.abc import Iterator
from typing import Any

from ..hardware import BoardClient
from ..hardware.identity import now
from .adopted_lockbox import recognise
from .kept import KeptState

logger = logging.getLogger(__name__)

_SECTION = "fpga"
_NOISE = "noise"
_IIR_LOOPS, _FEWEST_LOOPS = 0x40340100, 3


class Adoption:
    """Decides whether a board is adopted, and does it.

    Parameters
    ----------
    wish : bool or None
        True: whenever the board runs PyRPL's image. False: never. None: if the server before
        this one ended without an orderly stop, and the FPGA was not loaded since.
    kept : KeptState
        What the server before this one has left.
    """

    def __init__(self, wish: bool | None, kept: KeptState):
        self._wish = wish
        self._kept = kept
        self._began = now()
        self._client: BoardClient | None = None
        self._quiet = logging.getLogger("pyrpl.modules")

    def begin(self, client: BoardClient) -> None:
        """See whether the board that `client` reaches is adopted; then it is not written to."""
        reason = self._reason_against(client)
        if reason is None:
            return
        if reason:
            logger.warning("the saved settings are written to the board: %s", reason)
            return
        self._client = client
        if client.reads(_IIR_LOOPS, 1)[0] == 0:
            # PyRPL divides by it when it starts with the settings of a filter. This one is off.
            client.writes(_IIR_LOOPS, [_FEWEST_LOOPS])
        client.hold_writes()
        self._quiet.addFilter(_is_no_repair)

    def finish(self, pyrpl_object: Any) -> None:
        """Make PyRPL show what the registers say, and let it write from now on."""
        if self._client is None:
            return
        red_pitaya = pyrpl_object.rp
        _stop_runs(pyrpl_object)
        for module in red_pitaya.modules.values():
            _synchronise(module)
        for module in pyrpl_object.software_modules:
            if hasattr(module, "sequence") and hasattr(module, "outputs"):
                recognise(module)
        for module in red_pitaya.modules.values():
            _show(module)
        count = self._client.release_writes()
        self._quiet.removeFilter(_is_no_repair)
        logger.warning(
            "the board goes on as it is: PyRPL shows what its registers hold, %d writes of its "
            "start were not done",
            count,
        )

    def keep(self, client: Any) -> None:
        """Keep for the next process which board this is, and since when its FPGA runs."""
        if isinstance(client, BoardClient):
            known = self._kept.section(_SECTION)
            self._kept.put(_SECTION, client.identity.to_keep(known))

    def _reason_against(self, client: BoardClient) -> str | None:
        """Why the board is not adopted, "" if it is; None if nobody expects it."""
        identity = client.identity
        if self._wish is False:
            return None
        if self._wish is None:
            known, seen = self._kept.section(_SECTION), self._kept.crashed_at
            if seen is None or not known:
                return None
            if not identity.kept_registers(known, seen):
                return "its FPGA was loaded since the server before this one was there"
        if identity.started > self._began:
            return "PyRPL's image was just loaded, and all registers are at reset"
        return ""


def _is_no_repair(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Register %s of module %s has value")


def _descriptors(module: Any) -> Iterator[tuple[str, Any]]:
    from pyrpl.attributes import BaseProperty

    for name in dir(type(module)):
        descriptor = inspect.getattr_static(type(module), name)
        if isinstance(descriptor, BaseProperty):
            yield name, descriptor


def _synchronise(module: Any) -> None:
    """Set what PyRPL remembers of a module's registers to what they hold."""
    from pyrpl.attributes import IORegister, SelectRegister

    for name, descriptor in _descriptors(module):
        if isinstance(descriptor, SelectRegister):
            _synchronise_selection(module, name, descriptor)
        elif isinstance(descriptor, IORegister):
            directions = module._read(descriptor.direction_address)
            output = bool(directions >> descriptor.bit & 1)
            descriptor.outputmode = output
            descriptor.address = descriptor.write_address if output else descriptor.read_address
    if hasattr(module, "random_phase") and hasattr(module, "waveforms"):
        _synchronise_waveform(module)


def _synchronise_selection(module: Any, name: str, descriptor: Any) -> None:
    from pyrpl.attributes import BaseRegister

    raw = BaseRegister.get_value(descriptor, module)
    options = dict(descriptor.options(module))
    # Several names may stand for one register value: a lockbox's input and what feeds it.
    if options.get(getattr(module, f"_{name}", None), object()) == raw:
        return
    matching = [option for option, value in options.items() if value == raw]
    if matching:
        setattr(module, f"_{name}", matching[0])
    else:
        logger.warning(
            "%s.%s holds %d, for which PyRPL has no name: it will change this when it is used",
            module.name,
            name,
            raw,
        )


def _synchronise_waveform(asg: Any) -> None:
    noise = bool(asg.random_phase)
    if noise != (asg.waveform == _NOISE):
        logger.warning(
            "%s: its table cannot be read back, and is not the saved %s", asg.name, asg.waveform
        )
        asg._waveform = _NOISE if noise else "dc"


def _stop_runs(pyrpl_object: Any) -> None:
    """End the runs that PyRPL begins with its saved settings, if they would use other modules.

    The scope measures by itself. The analyzers take a demodulator, which may be the one that
    somebody has in use, and put out a sweep.
    """
    from pyrpl.acquisition_module import AcquisitionModule

    for module in pyrpl_object.software_modules:
        if not isinstance(module, AcquisitionModule) or not module.run_continuous:
            continue
        module.stop()
        logger.warning("%s does not go on measuring, as it would take other modules", module.name)


def _is_reset_value(descriptor: Any, value: Any) -> bool:
    """Whether a register that was never set holds what PyRPL itself would refuse.

    It divides by the IIR filter's loops, whose register is 0 after a reset.
    """
    from pyrpl.attributes import NumberProperty

    return isinstance(descriptor, NumberProperty) and not descriptor.min <= value <= descriptor.max


def _show(module: Any) -> None:
    """Tell PyRPL's window and its settings what a module's registers hold."""
    from pyrpl.attributes import BaseRegister
    from pyrpl.hardware_modules.asg import AsgOffsetAttribute
    from pyrpl.hardware_modules.hk import ExpansionDirection
    from pyrpl.hardware_modules.iq import IqAcbandwidth, IqGain

    on_board = (BaseRegister, AsgOffsetAttribute, ExpansionDirection, IqAcbandwidth, IqGain)
    for name, descriptor in _descriptors(module):
        if name not in module._setup_attributes or not isinstance(descriptor, on_board):
            continue
        value = getattr(module, name)
        if _is_reset_value(descriptor, value):
            continue
        with contextlib.suppress(RuntimeError):
            # Its window may be gone.
            descriptor.launch_signal(module, value)
        if module._autosave_active:
            descriptor.save_attribute(module, value)
