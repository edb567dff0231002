"""PyRPL locks the plants that are there for it."""

import time


def frequency_lock(bench):
    """(Reached, desired) mean of out1, and what is left of the difference of frequencies (cycles).

    A PID keeps the beat note, with its noise, at a frequency that the detector of an IQ module
    compares it with.
    """
    rp = bench.pyrpl.rp
    bench.connect("beat_note", carrier=10e6, tuning=1e6, flicker_frequency=100.0)
    rp.iq0.setup(frequency=10.3e6, input="in1", output_signal="pfd", output_direct="off", gain=0)
    rp.iq0.pfd_on = False
    rp.pid1.setup(input="iq0", output_direct="out1", setpoint=0, p=-100, i=-3e4, ival=0)
    rp.iq0.pfd_on = True
    time.sleep(0.2)
    drive = rp.sampler.stats("out1", t=0.2)[0]
    cycles = rp.sampler.stats("iq0", t=0.2)[0] * 8192
    rp.pid1.setup(output_direct="off", p=0, i=0, ival=0)
    return (drive, 0.3), cycles


def temperature_lock(bench):
    """(Mean, deviation) of in1 without, and with a PID on pwm0 at a setpoint of -0.25 V."""
    rp = bench.pyrpl.rp
    bench.connect("thermal", time_constant=0.05, sensor_time_constant=5e-3, swing_period=1.0)
    free = rp.sampler.stats("in1", t=1.0)[:2]
    rp.pwm0.input = "pid2"
    rp.pid2.setup(input="in1", output_direct="off", setpoint=-0.25, p=-3, i=-10, ival=0)
    time.sleep(1.0)
    held = rp.sampler.stats("in1", t=1.0)[:2]
    rp.pwm0.input = "off"
    rp.pid2.setup(p=0, i=0, ival=0)
    return free, held


def interferometer_lock(bench):
    """What PyRPL's lockbox finds in a sweep of the default interferometer, and how it locks it.

    ((minimum, maximum) of port1, whether it is locked, (mean, deviation) of in1, mean of in2)
    """
    bench.connect("interferometer")
    lockbox = bench.pyrpl.lockbox
    lockbox.classname = "Interferometer"
    lockbox = bench.pyrpl.lockbox
    lockbox.setup(wavelength=1.064e-6, setpoint_unit="deg")
    for name, signal in (("port1", "in1"), ("port2", "in2")):
        getattr(lockbox.inputs, name).setup(input_signal=signal)
    # Half a fringe, for which v_pi is needed, is a quarter of the wavelength.
    lockbox.outputs.piezo.setup(
        output_channel="out1",
        unit="nm/V",
        dc_gain=1064 / 4 / 0.4,
        desired_unity_gain_frequency=500,
        sweep_amplitude=0.9,
        sweep_frequency=20,
        sweep_waveform="ramp",
    )
    deadline = time.monotonic() + 20
    lockbox.calibrate_all()
    calibration = lockbox.inputs.port1.calibration_data
    while calibration.min < 0.01 and time.monotonic() < deadline:
        # On a busy computer a trace may begin before the board has come to the sweep.
        time.sleep(0.5)
        lockbox.calibrate_all()
    piezo = {"lock_on": True, "reset_offset": True, "offset": 0}
    lockbox.sequence[-1].setup(input="port1", setpoint=0, duration=0.1, outputs={"piezo": piezo})
    lockbox.lock(timeout=10)
    # On a busy computer the board is behind by up to 2 s.
    deadline = time.monotonic() + 10
    locked = lockbox.is_locked()
    while not locked and time.monotonic() < deadline:
        time.sleep(0.1)
        locked = lockbox.is_locked()
    sampler = bench.pyrpl.rp.sampler
    result = (
        (calibration.min, calibration.max),
        locked,
        sampler.stats("in1", t=0.5)[:2],
        sampler.stats("in2", t=0.5)[0],
    )
    lockbox.unlock()
    return result
