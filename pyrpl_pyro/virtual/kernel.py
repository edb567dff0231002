"""The generic kernel: every block of the fabric, every clock, bit for bit.

This is the truth that faster kernels have to agree with. Per clock: the bus signals are
formed from the old registers, then every block computes its next registers from the old ones
and the bus, as all flip-flops of the logic do at one clock edge.
"""

import numpy as np

from . import asg, iir, iq, layout, pid, pwm, routing, scope, trig
from .cable import CONSTANT, MODE
from .compiling import formula, kernel
from .fabric import SETTINGS, STATE, WORDS
from .noise import Noise, noise_index, step_noise
from .outside import Outside

RESET_CLOCKS = 16
TRACE_COLUMNS = 16
HK_DIGITAL_LOOP = 0

W_HK, W_SCOPE, W_ASG = WORDS["hk"], WORDS["scope"], WORDS["asg"]
W_ASG0, W_ASG1, W_DSP = WORDS["asg0"], WORDS["asg1"], WORDS["dsp"]
W_PID0, W_PID1, W_PID2 = WORDS["pid0"], WORDS["pid1"], WORDS["pid2"]
W_TRIG, W_IIR = WORDS["trig"], WORDS["iir"]
W_IQ0, W_IQ1, W_IQ2 = WORDS["iq0"], WORDS["iq1"], WORDS["iq2"]
S_SCOPE, S_NOISE, S_ASG0, S_ASG1 = STATE["scope"], STATE["asg"], STATE["asg0"], STATE["asg1"]
S_DSP, S_PID0, S_PID1, S_PID2 = STATE["dsp"], STATE["pid0"], STATE["pid1"], STATE["pid2"]
S_TRIG, S_IIR, S_PWM = STATE["trig"], STATE["iir"], STATE["ams"]
S_IQ0, S_IQ1, S_IQ2 = STATE["iq0"], STATE["iq1"], STATE["iq2"]
C_SCOPE, C_ASG0, C_ASG1 = SETTINGS["scope"], SETTINGS["asg0"], SETTINGS["asg1"]
C_PID0, C_PID1, C_PID2 = SETTINGS["pid0"], SETTINGS["pid1"], SETTINGS["pid2"]
C_TRIG, C_IIR = SETTINGS["trig"], SETTINGS["iir"]
C_IQ0, C_IQ1, C_IQ2 = SETTINGS["iq0"], SETTINGS["iq1"], SETTINGS["iq2"]

load_noise, store_noise = layout.loader(Noise), layout.storer(Noise)


@kernel
def decode(words: np.ndarray, cfg: np.ndarray) -> None:
    """Decode all registers: `words` int64 (WORDS_LENGTH,) -> `cfg` int64 (SETTINGS_LENGTH,)."""
    sync = words[W_DSP + routing.SYNC_WORD]
    asg.store_settings(cfg, C_ASG0, asg.settings(words, W_ASG, W_ASG0, 0))
    asg.store_settings(cfg, C_ASG1, asg.settings(words, W_ASG, W_ASG1, 1))
    scope.store_settings(cfg, C_SCOPE, scope.settings(words, W_SCOPE))
    pid.store_settings(cfg, C_PID0, pid.settings(words, W_PID0, sync & 1))
    pid.store_settings(cfg, C_PID1, pid.settings(words, W_PID1, (sync >> 1) & 1))
    pid.store_settings(cfg, C_PID2, pid.settings(words, W_PID2, (sync >> 2) & 1))
    trig.store_settings(cfg, C_TRIG, trig.settings(words, W_TRIG))
    iir.store_settings(cfg, C_IIR, iir.settings(words, W_IIR))
    iq.store_settings(cfg, C_IQ0, iq.settings(words, W_IQ0, 0, (sync >> 5) & 1))
    iq.store_settings(cfg, C_IQ1, iq.settings(words, W_IQ1, 1, (sync >> 6) & 1))
    iq.store_settings(cfg, C_IQ2, iq.settings(words, W_IQ2, 2, (sync >> 7) & 1))


@formula
def fill_bus(bus: np.ndarray, words: np.ndarray, state: np.ndarray, cfg: np.ndarray) -> None:
    """Set `bus` int64 (16,), the signals in output numbering (see `routing`)."""
    routing.fill_converters(bus, state, S_DSP, words[W_HK + HK_DIGITAL_LOOP])
    bus[0] = state[S_PID0 + pid.OUT]
    bus[1] = state[S_PID1 + pid.OUT]
    bus[2] = state[S_PID2 + pid.OUT]
    bus[3] = state[S_TRIG + trig.OUT]
    bus[4] = state[S_IIR + iir.OUT]
    bus[5] = iq.signal(state, S_IQ0, cfg, C_IQ0)
    bus[6] = iq.signal(state, S_IQ1, cfg, C_IQ1)
    bus[7] = iq.signal(state, S_IQ2, cfg, C_IQ2)
    bus[8] = state[S_ASG0 + asg.OUT]
    bus[9] = state[S_ASG1 + asg.OUT]
    bus[14] = state[S_IQ2 + iq.QUADRATURE2]
    bus[15] = 0


@kernel
def read_bus(bus: np.ndarray, words: np.ndarray, state: np.ndarray, cfg: np.ndarray) -> None:
    """`fill_bus` for Python."""
    fill_bus(bus, words, state, cfg)


@kernel
def run(
    n: int,
    cycle: int,
    pins: int,
    words: np.ndarray,
    cfg: np.ndarray,
    state: np.ndarray,
    tables: np.ndarray,
    buffers: np.ndarray,
    coefficients: np.ndarray,
    biquads: np.ndarray,
    filters: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    settings: np.ndarray,
    surroundings: np.ndarray,
    parameters: np.ndarray,
    physics: np.ndarray,
    voltages: np.ndarray,
    bus: np.ndarray,
    direct: np.ndarray,
    drive1: int,
    drive2: int,
    inputs: np.ndarray,
    trace: np.ndarray,
) -> None:
    """Advance the board by `n` clocks from the state after clock `cycle`.

    Parameters
    ----------
    pins:
        External level of the exp_p pins, 8 bits.
    words, ..., voltages:
        The arrays of `memory.Memory`; all but `words` and `cfg` are updated in place.
    bus, direct:
        int64 (16,) and (10,), scratch; afterwards `bus` holds the signals of the last clock.
    drive1, drive2, inputs:
        `inputs` int16 (2, n) holds pin codes; they replace the plant of channel 1 if
        `drive1`, of channel 2 if `drive2`.
    trace:
        int16 (n, 16) that receives the bus signals 0-14 after every clock and, in column
        15, the flags scope triggered (bit 0), trigger done of both ASGs (1, 2) and trigger
        of the DSP trigger module (3). Pass shape (0, 16) for none.
    """
    outside = Outside(settings, surroundings, parameters, physics, voltages)
    pin = pins & 1
    table0, table1 = tables[0], tables[1]
    source = words[W_DSP + routing.INPUT_WORD : W_DSP + routing.INPUT_WORD + routing.INPUTS]
    plants = delays[0, MODE] != CONSTANT or delays[1, MODE] != CONSTANT
    differential0 = cfg[C_PID0 + pid.DIFFERENTIAL]
    differential1 = cfg[C_PID1 + pid.DIFFERENTIAL]
    if not cfg[C_IIR + iir.RUNNING]:
        biquads[:, :] = 0
    fill_bus(bus, words, state, cfg)
    noise = load_noise(state, S_NOISE)

    for k in range(n):
        counter = cycle + k - RESET_CLOCKS
        for module in range(routing.OUTPUTS):
            direct[module] = bus[module]
        direct[5] = state[S_IQ0 + iq.DIRECT_OUT]
        direct[6] = state[S_IQ1 + iq.DIRECT_OUT]
        direct[7] = state[S_IQ2 + iq.DIRECT_OUT]

        level1, done0 = asg.lines(state, S_ASG0, cfg, C_ASG0, pin)
        level0, done1 = asg.lines(state, S_ASG1, cfg, C_ASG1, pin)
        triggered = state[S_SCOPE + scope.TRIGGERED]
        dsp_trigger = state[S_TRIG + trig.TRIGGER]
        index = noise_index(noise)
        scope.clock(
            state, S_SCOPE, cfg, C_SCOPE, bus[source[8]], bus[source[9]], pin, done0, done1,
            dsp_trigger, counter, buffers,
        )  # fmt: skip
        asg_phase = state[S_ASG0 + asg.PHASE]
        trig.clock(state, S_TRIG, cfg, C_TRIG, bus[source[3]], asg_phase, counter)
        asg.clock(state, S_ASG0, cfg, C_ASG0, pin, level0, index, triggered, table0)
        asg.clock(state, S_ASG1, cfg, C_ASG1, pin, level1, index, triggered, table1)
        noise = step_noise(noise)

        reference0, reference1 = 0, 0
        if differential0:
            reference0 = pid.filtered_input(state, S_PID1, cfg, C_PID1, bus[source[1]])
        if differential1:
            reference1 = pid.filtered_input(state, S_PID0, cfg, C_PID0, bus[source[0]])
        pid.clock(state, S_PID0, cfg, C_PID0, bus[source[0]], reference0)
        pid.clock(state, S_PID1, cfg, C_PID1, bus[source[1]], reference1)
        pid.clock(state, S_PID2, cfg, C_PID2, bus[source[2]], 0)
        iir.clock(state, S_IIR, cfg, C_IIR, bus[source[4]], coefficients, biquads)
        iq.clock(state, S_IQ0, cfg, C_IQ0, bus[source[5]])
        iq.clock(state, S_IQ1, cfg, C_IQ1, bus[source[6]])
        iq.clock(state, S_IQ2, cfg, C_IQ2, bus[source[7]])
        pwm.clock(state, S_PWM, bus[source[10]], bus[source[11]])

        if drive1:
            state[S_DSP + routing.PIN1] = inputs[0, k]
        if drive2:
            state[S_DSP + routing.PIN2] = inputs[1, k]
        routing.clock(
            state, S_DSP, words, W_DSP, direct, plants, filters, delays, lines,
            outside, cycle + k, bus[source[10]], bus[source[11]],
        )  # fmt: skip

        fill_bus(bus, words, state, cfg)
        if k < trace.shape[0]:
            for column in range(routing.OFF):
                trace[k, column] = bus[column]
            _, done0 = asg.lines(state, S_ASG0, cfg, C_ASG0, pin)
            _, done1 = asg.lines(state, S_ASG1, cfg, C_ASG1, pin)
            trace[k, routing.OFF] = (
                state[S_SCOPE + scope.TRIGGERED]
                | done0 << 1
                | done1 << 2
                | state[S_TRIG + trig.TRIGGER] << 3
            )

    store_noise(state, S_NOISE, noise)
