"""The world outside the board: how the kernels call a plant that computes both inputs.

The voltages of the outputs, delayed by the converters, go to a compiled function of the
plant; what it returns gets noise (`disturbance`) and becomes ADC codes. The kernels know only
the address of that function, so they need not be compiled for each plant.
"""

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from .cable import CODE_MAXIMUM, CODE_MINIMUM, DELAY, POSITION
from .compiling import formula
from .disturbance import CODES_PER_VOLT, SCALE1, SCALE2, SURROUNDINGS, disturb

#: Drives of a plant: out1, out2, pwm0, pwm1.
DRIVES = 4
PWM0 = 2
ROWS = DRIVES + 2
#: Columns of `voltages`; no call covers more clocks.
WIDTH = 1024
#: Lengths of the vectors that a plant owns.
PARAMETERS, STATES = 64, 4096

# Positions in `settings` of `Outside`.
ADDRESS, USES, MEMORY, SEED, INVALID = 0, 1, 2, 3, 4
SETTINGS = 5

#: Voltage of a PWM output that is always high, and what PyRPL's 0 V stands for (REGISTERS.md 11).
PWM_MAXIMUM, PWM_CENTRE = 1.8, 0.9

#: Clocks by which a PWM signal is later at the plant than an output's, as if it had passed a
#: sum, too. Far below the response of the PWM's analog filter.
PWM_LATENCY = 5


class Outside(NamedTuple):
    """Arrays of the plant and its surroundings.

    Attributes
    ----------
    settings:
        int64 (SETTINGS,): address of the plant's function, the drives that it uses (bit k for
        drive k), whether it remembers, the seed of the noise, and how many voltages were no
        numbers.
    surroundings:
        float64 (SURROUNDINGS,), see `disturbance`.
    parameters, physics:
        float64 (PARAMETERS,) and (STATES,), which belong to the plant.
    voltages:
        float64 (ROWS, WIDTH), scratch: drives and inputs in V.
    """

    settings: np.ndarray
    surroundings: np.ndarray
    parameters: np.ndarray
    physics: np.ndarray
    voltages: np.ndarray


def new_outside() -> Outside:
    """Without a plant."""
    return Outside(
        np.zeros(SETTINGS, np.int64),
        np.zeros(SURROUNDINGS),
        np.zeros(PARAMETERS),
        np.zeros(STATES),
        np.zeros((ROWS, WIDTH)),
    )


@intrinsic
def _call_plant(
    typingctx: Any, address: Any, n: Any, clock: Any, voltages: Any, parameters: Any, physics: Any
) -> Any:
    """Call the function at `address` with two int64 and the data of three float64 arrays."""
    signature = types.void(types.int64, types.int64, types.int64, voltages, parameters, physics)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number = ir.IntType(64)
        pointer = ir.DoubleType().as_pointer()
        function_type = ir.FunctionType(ir.VoidType(), [number, number, pointer, pointer, pointer])
        function = builder.inttoptr(args[0], function_type.as_pointer())
        data = [
            context.make_array(array_type)(context, builder, array).data
            for array_type, array in zip(signature.args[3:], args[3:], strict=True)
        ]
        builder.call(function, [args[1], args[2], *data])
        return context.get_dummy_value()

    return signature, codegen


# Typed loosely: the decorator hides the typing context, which mypy takes for an argument.
call_plant: Any = _call_plant


@formula
def is_invalid(voltage: float) -> int:
    """1 for what is no number, else 0."""
    return 1 if voltage != voltage else 0


@formula
def code(voltage: float, scale: float) -> int:
    """ADC code of `voltage` with `scale` codes per volt; what is no number reads 0."""
    value = 0.0 if voltage != voltage else voltage * scale
    return int(min(float(CODE_MAXIMUM), max(float(CODE_MINIMUM), np.rint(value))))


@formula
def respond(outside: Outside, clock: int, n: int) -> None:
    """Compute both inputs of `n` clocks from `clock` on; the drives are in `voltages`."""
    settings, voltages = outside.settings, outside.voltages
    call_plant(settings[ADDRESS], n, clock, voltages, outside.parameters, outside.physics)
    disturb(clock, n, settings[SEED], outside.surroundings, voltages[DRIVES], voltages[DRIVES + 1])


@formula
def _passed_on(delays: np.ndarray, lines: np.ndarray, drive: int, sample: int) -> int:
    """Put `sample` into the delay line of `drive`, return what leaves it."""
    delay = delays[drive, DELAY]
    if delay == 0:
        return sample
    position = delays[drive, POSITION]
    earlier = lines[drive, position]
    lines[drive, position] = sample
    delays[drive, POSITION] = position + 1 if position + 1 < delay else 0
    return earlier


@formula
def drive_voltage(drive: int, sample: int) -> float:
    """Voltage of an output whose DAC code, or whose PWM's input, is `sample`.

    A PWM has 12 bits; its pattern of 16 periods of 256 ticks is high for (sample + 8192) >> 2
    of 4096 (REGISTERS.md 11).
    """
    if drive < PWM0:
        return float(sample) / CODES_PER_VOLT
    return PWM_MAXIMUM * float((sample - CODE_MINIMUM) >> 2) / 4096.0


@formula
def step(
    outside: Outside,
    delays: np.ndarray,
    lines: np.ndarray,
    clock: int,
    dac1: int,
    dac2: int,
    pwm0: int,
    pwm1: int,
) -> tuple[int, int]:
    """Pin codes of both inputs after a clock edge that left these codes at the outputs."""
    uses = outside.settings[USES]
    for drive in range(DRIVES):
        sample = dac1
        if drive == 1:
            sample = dac2
        elif drive == PWM0:
            sample = pwm0
        elif drive > PWM0:
            sample = pwm1
        if (uses >> drive) & 1:
            sample = _passed_on(delays, lines, drive, sample)
            outside.voltages[drive, 0] = drive_voltage(drive, sample)
    respond(outside, clock, 1)
    scales = outside.surroundings
    in1, in2 = outside.voltages[DRIVES, 0], outside.voltages[DRIVES + 1, 0]
    outside.settings[INVALID] += is_invalid(in1) + is_invalid(in2)
    return code(in1, scales[SCALE1]), code(in2, scales[SCALE2])
