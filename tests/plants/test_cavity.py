"""The cavity: light by itself, and locked by PyRPL's own lockbox through remote modules."""

import time

import numpy as np
import pytest
from scipy.special import jv

import pyrpl_pyro
from pyrpl_pyro.cli.demo_cavity import set_up_lockbox
from pyrpl_pyro.virtual.plants import Cavity

from .driving import CLOCK_RATE, Driven

QUIET = {"drift": 0.0, "seismic": 0.0, "acoustic": 0.0, "hysteresis": 0.0}
STILL = 250_000


def still_cavity(**parameters):
    """A quiet cavity whose mirror does not ring."""
    return Cavity(piezo_resonance=20e3, piezo_quality=0.7, **QUIET, **parameters)


def voltage_for(cavity, detuning):
    """Piezo voltage that detunes a cavity by `detuning` half line widths."""
    half_width = cavity.wavelength / 4 / cavity.finesse
    return (detuning * half_width - cavity.wavelength / 8) / cavity.piezo_gain


@pytest.mark.parametrize("detuning", [-3.0, -1.0, 0.0, 0.5, 2.0])
@pytest.mark.parametrize("finesse", [30.0, 3000.0])
def test_reflection_and_transmission(detuning, finesse):
    cavity = still_cavity(finesse=finesse, eta=0.7, reflection=0.4, transmission=0.8)
    in1, in2 = Driven(cavity)(STILL, out1=voltage_for(cavity, detuning))[:, -1]
    lorentz = 1 / (1 + detuning**2)
    assert in1 == pytest.approx(0.4 * (1 - (1 - 0.3**2) * lorentz), abs=1e-4)
    assert in2 == pytest.approx(0.8 * lorentz, abs=1e-4)


def test_resonances_repeat_every_half_wavelength():
    cavity = still_cavity(piezo_gain=2e-6)
    for number in (-1, 0, 1):
        voltage = voltage_for(cavity, 0.0) + number * cavity.wavelength / 2 / cavity.piezo_gain
        assert Driven(cavity)(STILL, out1=voltage)[1, -1] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("detuning", [-20.0, -0.5, 0.3, 1.0, 18.0])
def test_beat_of_the_sidebands(detuning):
    # Black, Am. J. Phys. 69, 79 (2001), eq. 3.3, with PyRPL's reflected field.
    cavity = still_cavity(finesse=750.0, modulation=0.4)
    frequency, clocks = 4e6, STILL
    phase = 2 * np.pi * frequency * np.arange(clocks) / CLOCK_RATE
    in1, _ = Driven(cavity)(clocks, out1=voltage_for(cavity, detuning), out2=np.sin(phase))
    late = slice(clocks - 25 * 1000, clocks)
    found = 2 * np.mean(in1[late] * np.exp(-1j * phase[late]))

    def reflected(x):
        return 1 - cavity.eta / (1 + 1j * x)

    sideband = frequency / cavity.bandwidth
    x = detuning
    products = np.conj(reflected(x)) * reflected(x + sideband) - reflected(x) * np.conj(
        reflected(x - sideband)
    )
    theory = 2 * cavity.reflection * jv(0, 0.4) * jv(1, 0.4) * abs(products)
    largest = 2 * cavity.reflection * jv(0, 0.4) * jv(1, 0.4) * 2
    assert abs(found) == pytest.approx(theory, abs=0.01 * largest)


def test_light_stays_for_its_lifetime():
    cavity = still_cavity(finesse=30000.0, modulation=1.0)
    driven = Driven(cavity)
    on_resonance = voltage_for(cavity, 0.0)
    driven(STILL, out1=on_resonance)
    # The light that enters is turned by 1 rad: what was stored decays.
    n = 3000
    field = np.sqrt(driven(n, out1=on_resonance, out2=1.0)[1] / 0.5)
    lifetime = 1 / (2 * np.pi * cavity.bandwidth)
    decay = np.exp(-(np.arange(n) + 0.5) / CLOCK_RATE / lifetime)
    assert field == pytest.approx(abs(decay + np.exp(1j) * (1 - decay)), abs=2e-3)


def test_hysteresis_of_the_piezo():
    def positions(hysteresis):
        quiet = {**QUIET, "hysteresis": hysteresis, "hysteresis_width": 0.2}
        cavity = Cavity(piezo_quality=0.7, finesse=3.0, piezo_gain=100e-9, **quiet)
        driven = Driven(cavity)
        return [driven(STILL, out1=v)[1, -1] for v in (0.0, 1.0, 0.0, -1.0, 0.0)]

    straight, bent = positions(0.0), positions(0.3)
    assert straight[0] == pytest.approx(straight[2], abs=1e-6)
    assert straight[4] == pytest.approx(straight[2], abs=1e-6)
    assert abs(bent[4] - bent[2]) > 0.01


@pytest.mark.parametrize("name", ["seismic", "acoustic"])
def test_motion_of_the_mirror(name):
    rms = 2e-9
    motion = {**QUIET, name: rms}
    # A broad line that the mirror stays on: the transmission tells where it is.
    cavity = Cavity(finesse=10.0, wavelength=1e-6, piezo_gain=0.0, **motion)
    seconds = 1.0 if name == "acoustic" else 4.0
    in2 = Driven(cavity)(int(seconds * CLOCK_RATE / 50), length=1000)[1][::128]
    assert len(in2) > 1000
    sensitivity = _slope_at_start(cavity)
    moved = (in2 - in2[10]) / sensitivity
    expected = rms * (0.2 if name == "seismic" else 1.0)
    assert 0.02 * expected < np.ptp(moved[10:]) < 20 * expected


def _slope_at_start(cavity):
    half_width = cavity.wavelength / 4 / cavity.finesse
    x = cavity.wavelength / 8 / half_width
    return abs(cavity.transmission * 2 * x / (1 + x * x) ** 2 / half_width)


@pytest.fixture(scope="module")
def rp(tmp_path_factory):
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PYRPL_USER_DIR", str(tmp_path_factory.mktemp("pyrpl")))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with pyrpl_pyro.launch(virtual=True, plant="cavity:drift=20e-9") as rp:
        yield rp
    monkeypatch.undo()


@pytest.fixture(scope="module")
def lockbox(rp):
    lockbox = set_up_lockbox(rp, rp.virtual.plant)
    lockbox.calibrate_all()
    return lockbox


def transmitted(lockbox):
    """Mean transmission over the largest in the sweep."""
    transmission = lockbox.inputs.transmission
    return transmission.stats(t=0.2)[0] / transmission.calibration_data.max


def wait_for_lock(lockbox, seconds):
    deadline = time.monotonic() + seconds
    while not (lockbox.current_state == "lock_on" and lockbox.is_locked()):
        assert time.monotonic() < deadline, f"state {lockbox.current_state}, not locked"
        time.sleep(0.2)


@pytest.mark.timeout(120)
def test_calibration(rp, lockbox):
    cavity = Cavity()
    # The phase modulation of 0.5 V takes light out of the carrier.
    carrier = jv(0, 0.5 * cavity.modulation) ** 2
    data = lockbox.inputs.transmission.calibration_data
    assert data.max == pytest.approx(cavity.transmission * carrier, rel=0.02)
    assert data.min == pytest.approx(0.0, abs=2e-3)
    data = lockbox.inputs.reflection.calibration_data
    assert data.max == pytest.approx(cavity.reflection, rel=0.02)
    dip = cavity.reflection * ((1 - cavity.eta) ** 2 * carrier + (1 - carrier))
    assert data.min == pytest.approx(dip, abs=0.01)
    pdh = lockbox.inputs.pdh.calibration_data
    assert pdh.max == pytest.approx(-pdh.min, rel=0.05)


@pytest.mark.timeout(180)
def test_lock_holds_against_drift_and_is_found_again(rp, lockbox):
    assert any(lockbox.lock() for _ in range(5))
    assert transmitted(lockbox) > 0.9
    piezo = lockbox.outputs.piezo
    pid = getattr(rp, piezo.pid.name)
    started, voltage = rp.virtual.time, pid.ival
    # 60 nm are a seventh of the free spectral range, and 34 line widths.
    deadline = time.monotonic() + 60
    while rp.virtual.time - started < 3.0:
        assert time.monotonic() < deadline, "the board is more than 20 times too slow"
        time.sleep(0.2)
    assert lockbox.is_locked()
    assert transmitted(lockbox) > 0.9
    drifted = 20e-9 * (rp.virtual.time - started) / Cavity().piezo_gain
    assert voltage - pid.ival == pytest.approx(drifted, abs=0.05)

    lockbox.auto_lock = True
    lockbox.lockstatus_interval = 0.2
    knock = next(asg for asg in (rp.asg0, rp.asg1) if asg.name != lockbox.asg.name)
    knock.setup(waveform="dc", offset=0.4, trigger_source="immediately", output_direct="out1")
    deadline = time.monotonic() + 30
    while lockbox.is_locked():
        assert time.monotonic() < deadline, "0.4 V on the piezo did not end the lock"
    knock.setup(offset=0.0, output_direct="off")
    wait_for_lock(lockbox, 60)
    assert transmitted(lockbox) > 0.9
    lockbox.auto_lock = False
