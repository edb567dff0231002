"""What PyRPL's instruments measure of the plants; arrays and numbers only."""

import numpy as np

from .theory import (
    ANALOG_DELAY,
    CARRIER,
    CLOCK,
    DEMODULATION_BANDWIDTH,
    IIR_LOOPS,
    LOCK_GAIN,
    MODULATION,
    TUNING,
    TUNING_BANDWIDTH,
)


def low_pass(bench):
    bench.connect("low_pass", bandwidth=50e3, order=3, gain=0.8)
    return bench.network(5e3, 230e3, amplitude=0.5)


def band_pass(bench):
    bench.connect("band_pass", centre=100e3, bandwidth=20e3, order=2, gain=1.0)
    return bench.network(50e3, 200e3, amplitude=0.5)


def resonance(bench):
    bench.connect("resonance", frequency=30e3, quality=20.0, gain=0.1, feedthrough=0.01)
    return bench.network(10e3, 80e3, points=41, amplitude=0.3)


def second_channel(bench):
    bench.connect("low_pass", bandwidth=1e6, order=1)
    return bench.network(100e3, 5e6, points=11, input="in2", output_direct="out2")


def interferometer(bench):
    """Small signals at half fringe."""
    bench.connect(
        "interferometer",
        power=0.4,
        contrast=0.9,
        v_pi=4.0,
        piezo_frequency=20e3,
        piezo_quality=5.0,
        drift=0.0,
        acoustic=0.0,
    )
    # The narrow filters are for the mean voltage at the port, a hundred times the signal.
    return bench.network(5e3, 60e3, amplitude=2**-5, rbw=100)


def beat_note(bench):
    """The phase of the beat note, which an IQ module shows, against out1."""
    iq = bench.pyrpl.rp.iq0
    iq.setup(
        frequency=10e6,
        bandwidth=0,
        acbandwidth=0,
        amplitude=0,
        gain=0,
        phase=0,
        input="in1",
        output_direct="off",
        output_signal="quadrature",
        quadrature_factor=4,
    )
    bench.connect(
        "beat_note",
        amplitude=0.4,
        carrier=iq.frequency,
        tuning=TUNING,
        tuning_bandwidth=TUNING_BANDWIDTH,
        white_frequency=0.0,
        flicker_frequency=0.0,
    )
    # A slow lock keeps the quadrature at zero, where it shows the phase.
    pid = bench.pyrpl.rp.pid0
    pid.setup(input="iq0", output_direct="out1", setpoint=0, p=LOCK_GAIN, i=0)
    frequencies, transfer = bench.network(5e3, 80e3, amplitude=2**-7, rbw=300, input="iq0")
    pid.output_direct = iq.output_direct = "off"
    # At the first points the lock may be still on its way.
    return frequencies[3:], transfer[3:]


def thermal(bench):
    """A thermal plant that is faster than usual, by the network analyser's PWM."""
    bench.connect(
        "thermal",
        gain=8.0,
        time_constant=5e-3,
        sensor_time_constant=1e-3,
        sensitivity=0.1,
        ambient=25.0,
        zero=25.0,
        swing=0.0,
    )
    bench.pyrpl.rp.pwm0.input = "networkanalyzer"
    result = bench.network(50, 500, points=5, amplitude=0.5, rbw=20, output_direct="off")
    bench.pyrpl.rp.pwm0.input = "off"
    return result


def ranges(bench):
    """Mean voltages of in1 (LV) and in2 (HV) with 0.5 V at both outputs."""
    bench.connect("loopback", jumper2="HV")
    rp = bench.pyrpl.rp
    for asg, output in ((rp.asg0, "out1"), (rp.asg1, "out2")):
        asg.setup(
            waveform="dc",
            offset=0.5,
            amplitude=0,
            trigger_source="immediately",
            output_direct=output,
        )
    means = [rp.sampler.stats(name, t=0.1)[0] for name in ("in1", "in2")]
    for asg in (rp.asg0, rp.asg1):
        asg.output_direct = "off"
    return means


def spectrum(bench, span, traces, window):
    """(frequencies in Hz, density in V**2/Hz of in1) by the spectrum analyser."""
    analyser = bench.pyrpl.spectrumanalyzer
    analyser.setup(
        baseband=True,
        span=span,
        window=window,
        input1_baseband="in1",
        input2_baseband="in2",
        trace_average=traces,
    )
    power = analyser.single(timeout=30)[0]
    density = analyser.data_to_unit(power, "Vrms^2/Hz", analyser.rbw)
    # Neighbours are the same but for the zeros that PyRPL appends to the trace.
    return np.array(analyser.data_x)[::16], density[::16]


def white_noise(bench):
    """(Frequencies, density with two windows)."""
    bench.connect("none", white=1e-6)
    frequencies, blackman = spectrum(bench, 1.95e6, 30, "blackman")
    _, boxcar = spectrum(bench, 1.95e6, 30, "boxcar")
    return frequencies, blackman, boxcar


def flicker_noise(bench):
    bench.connect("none", flicker=1e-3)
    return spectrum(bench, 122e3, 8, "blackman")


def iir(bench):
    """(Frequencies, measured, designed) of a filter with two notches and a resonance."""
    filter_ = bench.pyrpl.rp.iir
    filter_.setup(
        input="networkanalyzer",
        output_direct="off",
        # As many zeros as poles: PyRPL 0.9.9 designs the others with a wrong gain.
        zeros=[-3e3 + 400e3j, -2e3 + 1e6j],
        poles=[-50e3 + 400e3j, -20e3 + 700e3j],
        gain=0.5,
        loops=IIR_LOOPS,
        inputfilter=0,
        on=True,
        bypass=False,
    )
    frequencies, transfer = bench.network(
        50e3, 3e6, points=61, amplitude=0.25, input="iir", output_direct="off"
    )
    design = filter_.transfer_function(frequencies)
    filter_.on = False
    return frequencies, transfer, design


def modulation(bench):
    """Both quadratures of a carrier that one IQ module modulates and another one demodulates.

    {kind: (modulation frequency, times, in-phase voltage, quadrature voltage)} for amplitude and
    phase modulation and a single sideband.
    """
    bench.connect("loopback")
    rp = bench.pyrpl.rp
    rp.asg0.setup(
        waveform="sin",
        frequency=CARRIER + MODULATION,
        amplitude=0.3,
        offset=0,
        trigger_source="immediately",
        output_direct="off",
    )
    common = {"frequency": CARRIER, "acbandwidth": 0, "output_signal": "quadrature"}
    rp.iq2.setup(
        **common,
        input="in1",
        output_direct="off",
        amplitude=0,
        gain=0,
        bandwidth=[DEMODULATION_BANDWIDTH] * 2,
        quadrature_factor=2,
        # Two clocks in the modulator, one in the demodulator, and those between them.
        phase=360 * CARRIER * (ANALOG_DELAY + 3 * CLOCK),
    )
    results = {}
    for kind in ("amplitude", "phase", "single sideband"):
        rp.iq0.setup(
            **common,
            input="asg0",
            output_direct="out1",
            amplitude=0.25,
            gain=0.5,
            bandwidth=[DEMODULATION_BANDWIDTH] * 2,
            phase=0,
        )
        if kind == "amplitude":
            rp.iq0._g4 = 0
        elif kind == "phase":
            rp.iq0._g1 = 0
        rp.scope.setup(
            input1="iq2",
            input2="iq2_2",
            duration=1e-3,
            trigger_source="immediately",
            average=True,
            rolling_mode=False,
        )
        in_phase, quadrature = rp.scope.single(timeout=20)
        frequency = rp.asg0.frequency - rp.iq0.frequency
        results[kind] = frequency, rp.scope.times, in_phase, quadrature
    rp.iq0.output_direct = "off"
    return results
