"""Random programs for a machine, and comparison of what two machines computed."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from pyrpl_pyro.virtual import layout
from pyrpl_pyro.virtual.cable import Cable, Constant
from pyrpl_pyro.virtual.fabric import BLOCKS, STATE
from pyrpl_pyro.virtual.machine import Machine
from pyrpl_pyro.virtual.plants import Loopback, Plant, parameter
from pyrpl_pyro.virtual.spans import operations as op

TABLE = np.random.default_rng(1).integers(-8192, 8192, (2, 16384))
CODES = st.integers(-8192, 8191)


def word(bits):
    """A register value of `bits` bits, with the extremes and small values often."""
    top = (1 << bits) - 1
    return st.one_of(
        st.integers(0, top),
        st.integers(0, min(top, 20)),
        st.sampled_from([top, top >> 1, (top >> 1) + 1]),
    )


def filter_byte():
    """One stage of a filter word: off, or on with any corner."""
    return st.one_of(st.just(0), st.builds(lambda b: 0x80 | b, st.integers(0, 127)))


def filter_word(stages):
    """A filter word with `stages` stages."""
    return st.lists(filter_byte(), min_size=stages, max_size=stages).map(
        lambda stage_bytes: sum(b << 8 * i for i, b in enumerate(stage_bytes))
    )


ASG_CONTROL = st.builds(
    lambda source, bits: source | bits,
    st.integers(0, 5),
    st.lists(
        st.sampled_from([0x10, 0x10, 0x10, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000])
    ).map(lambda bits: sum(set(bits))),
)


@st.composite
def asg_writes(draw):
    """Registers of both ASGs, the control word last."""
    writes = []
    for channel in (0, 1):
        base = 0x40200000 + 0x20 * channel
        size = draw(st.one_of(st.just((1 << 30) - 1), word(30), st.integers(1 << 16, 1 << 22)))
        step = draw(st.one_of(word(30), st.integers(1 << 10, 1 << 24)))
        writes += [
            (base + 0x4, draw(word(14)) | draw(word(14)) << 16),
            (base + 0x8, size),
            (base + 0xC, draw(word(30))),
            (base + 0x10, step),
            (base + 0x18, draw(st.integers(0, 4))),
            (base + 0x1C, draw(st.integers(0, 4))),
            (base + 0x20, draw(st.integers(0, 3))),
            (0x40200118 + 0x20 * channel, draw(st.integers(0, 100))),
        ]
    control = draw(ASG_CONTROL) | draw(ASG_CONTROL) << 16
    return [*writes, (0x40200000, control)]


@st.composite
def routing_writes(draw):
    """Inputs of all modules and outputs."""
    inputs = [(0x40300000 + 0x10000 * m, draw(st.integers(0, 15))) for m in range(12)]
    outputs = [
        (0x40300004 + 0x10000 * m, draw(st.sampled_from([0, 0, 1, 2, 3]))) for m in range(10)
    ]
    return inputs + outputs


@st.composite
def pid_writes(draw):
    """Registers of all PIDs."""
    writes = []
    for base in (0x40300000, 0x40310000, 0x40320000):
        writes += [
            (base + 0x104, draw(word(14))),
            (base + 0x108, draw(st.one_of(st.just(0), word(24), st.integers(0, 8192)))),
            (base + 0x10C, draw(st.one_of(st.just(0), word(24)))),
            (base + 0x120, draw(filter_word(4))),
            (base + 0x124, draw(word(14))),
            (base + 0x128, draw(word(14))),
            (base + 0x12C, draw(st.sampled_from([0, 7, 1, 2]))),
        ]
        if draw(st.booleans()):
            writes.append((base + 0x100, draw(word(16))))
    return writes


@st.composite
def iq_writes(draw):
    """Registers of all IQs; the frequency, which starts an average, last."""
    writes = []
    for base in (0x40350000, 0x40360000, 0x40370000):
        writes += [
            (base + 0x100, draw(st.sampled_from([0, 2, 2, 0x3F])) | draw(word(6)) & 0x3C),
            (base + 0x104, draw(word(32))),
            (base + 0x10C, draw(st.integers(0, 4))),
            (base + 0x110, draw(st.one_of(st.just(0), word(18)))),
            (base + 0x114, draw(word(18))),
            (base + 0x118, draw(word(18))),
            (base + 0x11C, draw(st.one_of(st.just(0), word(18)))),
            (base + 0x120, draw(filter_word(1))),
            (base + 0x124, draw(filter_word(4))),
            (base + 0x130, draw(st.integers(0, 2000))),
            (base + 0x134, draw(st.integers(0, 500))),
            (base + 0x108, draw(word(32))),
        ]
    return writes


@st.composite
def trig_iir_writes(draw):
    """Registers of the trigger module and of the IIR."""
    trig, iir = 0x40330000, 0x40340000
    coefficients = [
        (iir + 0x8000 + 4 * (8 * biquad + k), draw(word(32)))
        for biquad in range(draw(st.integers(0, 4)))
        for k in (0, 2, 4, 6)
    ]
    return [
        (trig + 0x104, draw(word(2))),
        (trig + 0x108, draw(word(2))),
        (trig + 0x10C, draw(st.integers(0, 2))),
        (trig + 0x110, draw(word(14))),
        (trig + 0x118, draw(word(14))),
        (trig + 0x11C, draw(st.integers(0, 3000))),
        (trig + 0x120, draw(filter_word(1))),
        (trig + 0x100, 1),
        (iir + 0x100, draw(st.integers(3, 20))),
        (iir + 0x120, draw(filter_word(1))),
        *coefficients,
        (iir + 0x104, draw(word(2))),
    ]


@st.composite
def scope_writes(draw):
    """Registers of the scope; armed, with a trigger source."""
    scope = 0x40100000
    return [
        (scope + 0x14, draw(st.one_of(st.integers(0, 40), st.sampled_from([64, 128, 1024])))),
        (scope + 0x28, draw(word(1))),
        (scope + 0x10, draw(st.one_of(st.integers(1, 200), st.sampled_from([16384, 16000])))),
        (scope + 0x8, draw(word(14))),
        (scope + 0x20, draw(st.integers(0, 3000))),
        (scope + 0x90, draw(st.integers(0, 300))),
        (scope + 0x0, draw(st.sampled_from([3, 1, 9]))),
        (scope + 0x4, draw(st.integers(0, 10))),
    ]


CABLES = st.one_of(
    st.builds(Cable, delay=st.integers(0, 40)),
    st.builds(
        Cable,
        gain=st.floats(-2, 2),
        offset=st.floats(-100, 100),
        delay=st.integers(0, 20),
        alpha=st.one_of(st.none(), st.floats(0, 1)),
    ),
    st.builds(Constant, offset=st.floats(-9000, 9000)),
)


def _mixture(clock, out1, out2, pwm0, pwm1, in1, in2, parameters, state):
    for k in range(len(in1)):
        memory = state[0] + parameters[0] * (out1[k] - state[0])
        state[0] = memory
        in1[k] = memory * out2[k] - 0.1 * pwm1[k]
        in2[k] = 0.5 * memory + pwm0[k] * ((clock + k) & 7)


@dataclass(frozen=True, kw_only=True)
class Mixture(Plant):
    """Both inputs from all drives, with memory and a dependence on the time."""

    name = "mixture of the tests"
    drives = ("out1", "out2", "pwm0", "pwm1")
    function = staticmethod(_mixture)

    speed: float = parameter(0.1, "", "", 0, 1)

    def parameters(self):
        return np.array([self.speed])

    @property
    def memory(self):
        return 1e-3


NOISE = {
    "white": st.sampled_from([0.0, 1e-6]),
    "flicker": st.sampled_from([0.0, 1e-3]),
    "mains": st.sampled_from([0.0, 0.1]),
    "delay": st.integers(0, 20),
    "jumper1": st.sampled_from(["LV", "HV"]),
}
WIRINGS = st.one_of(
    st.tuples(CABLES, CABLES),
    st.builds(Mixture, speed=st.floats(0, 1), **NOISE),
    st.builds(Loopback, gain=st.floats(-2, 2), **NOISE),
)


def prepared(writes, wiring, digital_loop, pins, settling):
    """A machine that took all `writes`, one every five clocks, and then `settling` clocks."""
    machine = Machine()
    machine.memory.tables[:] = TABLE
    if isinstance(wiring, Plant):
        machine.surround(wiring)
    else:
        for channel, cable in enumerate(wiring):
            machine.connect(channel, cable)
    machine.set_pins(pins)
    machine.port(0x4000000C).write(int(digital_loop))
    for address, value in writes:
        machine.port(address).write(value)
        machine.run(5)
    machine.run(settling)
    return machine


# State fields that a plan with given operations computes, by block.
_PARTS = {
    "pid0": [(op.PID, "")],
    "pid1": [(op.PID + 1, "")],
    "pid2": [(op.PID + 2, "")],
    "trig": [(op.TRIG, "")],
    "iir": [(op.IIR, "")],
    "asg0": [(op.ASG, "")],
    "asg1": [(op.ASG + 1, "")],
    "scope": [(op.SCOPE, "")],
    **{
        f"iq{k}": [
            (op.OSCILLATOR + k, "oscillator"),
            (op.DEMODULATOR + k, "demodulator"),
            (op.CARRIER + k, "modulator.direct"),
            (op.FEEDBACK + k, "modulator.direct"),
            (op.QUADRATURE + k, "modulator.quadrature1"),
            (op.QUADRATURE + k, "modulator.quadrature2"),
            (op.QUADRATURE + k, "modulator.detector"),
        ]
        for k in range(3)
    },
    "dsp": [
        (op.SUM, "out1"),
        (op.SUM + 1, "out2"),
        (op.INPUT, "pin1"),
        (op.INPUT + 1, "pin2"),
    ],
}


def computed_fields(plan, digital_loop):
    """(name, position in the state vector) of everything that the plan keeps exact.

    Not kept are the memories of filter stages that are off, and the plants behind a digital
    loop; filter stages that are on show in the signals.
    """
    operations = set(plan.lists.ravel().tolist())
    if digital_loop:
        operations -= {op.INPUT, op.INPUT + 1}
    trigger_lines = plan.options[op.DONE_NEEDED]
    for block in BLOCKS:
        for number, prefix in _PARTS.get(block.name, []):
            if number not in operations:
                continue
            for position, path in enumerate(layout.field_paths(block.state_type)):
                if prefix and path != prefix and not path.startswith(prefix + "."):
                    continue
                if "filter" in path:
                    continue
                if block.name == "scope" and path.startswith("asg") and not trigger_lines:
                    continue
                yield f"{block.name}.{path}", STATE[block.name] + position
    for channel in (0, 1):
        for position, path in enumerate(layout.field_paths(BLOCKS[3].state_type)):
            if path.startswith("generator.") or path == "scope_phase":
                yield f"asg{channel}.{path}", STATE[f"asg{channel}"] + position
    for position in range(3):
        yield f"noise.{position}", STATE["asg"] + position
