"""The time base of a free-running board, with a wall clock under the test's control."""

import time

import numpy as np
import pytest

from pyrpl_pyro.virtual import attention, free_running
from pyrpl_pyro.virtual.cable import Cable
from pyrpl_pyro.virtual.free_running import FreeRunning
from pyrpl_pyro.virtual.machine import Machine

SCOPE = 0x40100000
CLOCK, SAMPLER_ASG0, SAMPLER_IN1 = SCOPE + 0x15C, 0x40380010, 0x403A0010
MILLISECOND = 1_000_000
RAMP = np.arange(16384) - 8192
FREQUENCY_WORD = 8590


class Clock:
    """A wall clock that moves only when told."""

    def __init__(self):
        self.now = 1_000_000_000

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bus(clock):
    machine = Machine()
    for channel in (0, 1):
        machine.connect(channel, Cable(delay=15))
    bus = FreeRunning(machine, clock)
    yield bus
    bus.close()


def write(bus, *pairs):
    for address, word in pairs:
        bus.write(address, np.array([word]))


def read(bus, address):
    return int(bus.read(address, 1)[0])


def start_ramp(bus):
    """asg0 plays a ramp that rises by one code every 2**16 / FREQUENCY_WORD clocks."""
    bus.write(0x40210000, RAMP)
    write(
        bus,
        (0x40200008, (1 << 30) - 1),
        (0x40200010, FREQUENCY_WORD),
        (0x40200000, 0x02000211),
        (0x40380004, 1),
    )


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.001)


def signed(code):
    return code - (1 << 14) if code & (1 << 13) else code


def test_the_board_stands_still_while_the_clock_does(bus, clock):
    first = read(bus, CLOCK)
    assert read(bus, CLOCK) == first
    clock.now += MILLISECOND
    assert read(bus, CLOCK) == first + 125_000


def test_a_long_idle_time_costs_nothing(bus, clock):
    start_ramp(bus)
    before = read(bus, CLOCK)
    clock.now += 3600 * 1000 * MILLISECOND
    passed = (read(bus, CLOCK) - before) & 0xFFFFFFFF
    # The writes before took some clocks that the wall clock did not see.
    assert 0 <= (3600 * 125_000_000 - passed) & 0xFFFFFFFF <= 100


def test_signals_are_right_after_a_jump(bus, clock):
    start_ramp(bus)
    pointer = bus.machine.views["asg0"]
    for _ in range(20):
        clock.now += 7 * MILLISECOND + 8
        value = signed(read(bus, SAMPLER_ASG0))
        index = pointer.get("generator.pointer") - 6 * FREQUENCY_WORD
        assert value == RAMP[(index >> 16) % 16384]
        behind = (value - signed(read(bus, SAMPLER_IN1))) % 16384
        assert 0 <= behind <= 10


@pytest.mark.parametrize("average", [0, 1])
def test_an_acquisition_is_complete_when_its_time_has_passed(bus, clock, average):
    start_ramp(bus)
    decimation = 64
    write(
        bus,
        (0x40380000, 8),
        (SCOPE + 0x14, decimation),
        (SCOPE + 0x28, average),
        (SCOPE + 0x10, 16384),
        (SCOPE + 0x0, 2),
        (SCOPE + 0x0, 1),
        (SCOPE + 0x4, 1),
    )
    assert read(bus, SCOPE) & 1
    clock.now += 9 * MILLISECOND
    wait_until(lambda: read(bus, SCOPE) == 0)
    trace = (bus.read(SCOPE + 0x10000, 16384).astype(np.int64) ^ 0x2000) - 0x2000
    shift = -(read(bus, SCOPE + 0x1C) + 16384 + 1)
    steps = np.diff(np.roll(trace, shift))
    rise = decimation * FREQUENCY_WORD / 65536
    # At the end of the table, and in the average over it, the ramp falls.
    rising = steps[(steps >= 0) & (steps < 1000)]
    assert len(steps) - len(rising) <= 40
    assert rising.min() >= int(rise)
    assert rising.max() <= int(rise) + 1
    assert np.mean(rising) == pytest.approx(rise, rel=1e-3)


def test_an_average_is_finished_when_the_host_expects_it(bus, clock):
    iq = 0x40370000
    write(bus, (iq + 0x130, 100_000), (iq + 0x134, 50_000), (iq + 0x108, 1 << 20))
    assert read(bus, iq + 0x140) >> 31
    clock.now += 2 * MILLISECOND
    assert bus.read(iq + 0x140, 4)[0] >> 31 == 0


def test_a_board_that_is_too_slow_slips(bus, clock, monkeypatch):
    monkeypatch.setattr(free_running, "MAXIMUM_LAG", 1_000_000)
    write(bus, (SCOPE + 0x14, 65536), (SCOPE + 0x0, 1))
    clock.now += 1000 * MILLISECOND
    wait_until(lambda: bus.slipped > 0)
    assert bus.lag <= 1_000_000
    wait_until(lambda: bus.lag == 0)


def test_bursts_with_many_events_are_worked_off_in_the_background(bus, clock):
    write(
        bus,
        (0x40200008, 1 << 20),
        (0x40200010, 1 << 19),
        (0x40200018, 1),
        (0x4020001C, 60000),
        (0x40200020, 1),
        (0x40200000, 0x02000211),
    )
    clock.now += 40 * MILLISECOND
    read(bus, CLOCK)
    wait_until(lambda: bus.lag == 0)
    assert read(bus, CLOCK) >= 40 * 125_000


def test_accesses_are_at_least_one_bus_cycle_apart(bus):
    before = read(bus, CLOCK)
    write(bus, (0x40200000, 1), (0x40200000, 0))
    assert read(bus, CLOCK) >= before + 2 * free_running.ACCESS


def test_a_rolling_scope_that_nobody_reads_takes_no_computing(bus, clock):
    start_ramp(bus)
    decimation = 8
    write(
        bus,
        (0x40380000, 8),
        (SCOPE + 0x14, decimation),
        (SCOPE + 0x28, 1),
        (SCOPE + 0x0, 2),
        (SCOPE + 0x0, 1),
    )
    clock.now += free_running.ATTENTION + MILLISECOND
    wait_until(lambda: not bus.busy)
    clock.now += 3600 * 1000 * MILLISECOND
    before = bus.machine.cycle
    read(bus, SCOPE + 0x18)
    assert bus.machine.cycle - before >= 3599 * 125_000_000
    wait_until(lambda: bus.lag == 0)
    pointer = read(bus, SCOPE + 0x18)
    trace = (bus.read(SCOPE + 0x10000, 16384).astype(np.int64) ^ 0x2000) - 0x2000
    steps = np.diff(np.roll(trace, -(pointer + 1)))
    rise = decimation * FREQUENCY_WORD / 65536
    # The ramp falls once per turn, and an average over the fall makes two steps of it.
    assert np.count_nonzero((steps < int(rise)) | (steps > int(rise) + 1)) <= 4


def test_filters_settle_though_nothing_listens_to_them(bus, clock):
    iq = 0x40370000
    start = (iq + 0x108, 1 << 24)
    # iq2 measures its own output; both filter stages have a corner of 4.9 kHz.
    write(
        bus,
        (iq, 7),
        (iq + 0x10C, 1),
        (iq + 0x124, 0x8C8C),
        (iq + 0x130, 12_500),
        start,
    )
    clock.now += MILLISECOND
    wait_until(lambda: read(bus, iq + 0x140) >> 31 == 0)
    write(bus, (iq + 0x114, 1 << 15))
    clock.now += 2 * MILLISECOND
    wait_until(lambda: bus.lag == 0)
    sums = []
    for _ in range(2):
        write(bus, start)
        clock.now += MILLISECOND
        wait_until(lambda: read(bus, iq + 0x140) >> 31 == 0)
        low, high = bus.read(iq + 0x140, 2)
        total = int(low) | int(high) << 31
        sums.append(total - (1 << 62) if total >> 61 else total)
    assert abs(sums[1]) > 12_500 * 1000
    assert sums[0] == pytest.approx(sums[1], rel=1e-3)


def test_an_access_waits_a_little_for_a_board_that_is_behind(bus, clock):
    write(bus, (SCOPE + 0x14, 8), (SCOPE + 0x0, 1))
    before = read(bus, CLOCK)
    clock.now += MILLISECOND // 10
    assert read(bus, CLOCK) - before >= 12_000


def test_a_filter_that_is_only_sampled_has_settled(bus, clock):
    asg, iq = 0x40200000, 0x40370000
    bus.write(0x40210000, np.full(16384, 8191))
    # iq2 demodulates asg0 at frequency 0 with the phase 90 degrees, corner 19 kHz.
    write(
        bus,
        (asg + 0x4, 0x1000),
        (iq, 8),
        (iq + 0x104, 1 << 30),
        (iq + 0x118, 1),
        (iq + 0x124, 0x8E8E),
        (iq + 0x108, 0),
    )
    samples = []
    for amplitude in (0x1000, 0x800, 0x400):
        write(bus, (asg + 0x4, amplitude))
        clock.now += 1500 * MILLISECOND
        wait_until(lambda: not bus.busy)
        clock.now += 10 * MILLISECOND
        read(bus, iq + 0x10)
        wait_until(lambda: bus.lag == 0)
        samples.append(read(bus, iq + 0x10))
    # (amplitude / 8192 * 8191) * 65535 / 64 / 1024
    assert samples == pytest.approx([4095, 2047, 1023], rel=0.01)


@pytest.mark.parametrize("way", ["scope input", "sampler", "register"])
def test_a_phase_detector_counts_while_somebody_looks(bus, clock, way):
    iq = 0x40350000
    start_ramp(bus)
    write(bus, (0x40200010, 1 << 20), (iq, 8), (iq + 0x108, 1 << 21))
    if way != "register":
        write(bus, (iq + 0x10C, 2))
    if way == "scope input":
        write(bus, (0x40380000, 5))
    write(bus, (iq + 0x100, 0), (iq + 0x100, 2))
    address = iq + (0x150 if way == "register" else 0x10)
    first = read(bus, address), bus.now
    clock.now += MILLISECOND
    read(bus, address)
    wait_until(lambda: bus.lag == 0)
    last = read(bus, address), bus.now
    # asg0 turns 2**-10 per clock, iq0 2**-11.
    expected = (last[1] - first[1]) * (2**-10 - 2**-11)
    assert signed(last[0]) - signed(first[0]) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("gain", [0, 1])
def test_the_dead_time_of_a_trigger_line_passes_while_nobody_uses_it(bus, clock, gain):
    """Also while something else, an integrator, is computed."""
    pins = bus.machine.set_pins
    write(bus, (0x4030010C, gain))
    write(bus, (SCOPE + 0x90, 0xFFFFF), (SCOPE + 0x10, 16384), (SCOPE + 0x14, 1))
    bus.change(lambda: pins(1))
    clock.now += MILLISECOND // 100
    read(bus, SCOPE + 0x154)
    bus.change(lambda: pins(0))
    clock.now += 20 * MILLISECOND
    read(bus, SCOPE + 0x154)
    wait_until(lambda: bus.lag == 0)
    write(bus, (SCOPE + 0x0, 1), (SCOPE + 0x4, 6))
    bus.change(lambda: pins(1))
    clock.now += MILLISECOND // 100
    wait_until(lambda: bus.lag == 0)
    assert read(bus, SCOPE) & 4


def test_a_filter_of_the_other_pid_counts_in_differential_mode(bus, clock, monkeypatch):
    monkeypatch.setattr(attention, "SETTLING_TIME", MILLISECOND)
    pid0, pid1 = 0x40300000, 0x40310000
    bus.write(0x40210000, np.full(16384, 8191))
    # pid0 = in1 - low-pass(asg0) with a corner of 19 kHz; nothing else takes pid1.
    write(
        bus,
        (pid0 + 0x12C, 8),
        (pid0 + 0x108, 4096),
        (pid0, 15),
        (pid0 + 0x4, 1),
        (pid1, 8),
        (pid1 + 0x120, 0x8E),
    )
    clock.now += 2 * MILLISECOND
    wait_until(lambda: bus.lag == 0)
    write(bus, (0x40200004, 0x1000))
    clock.now += 2 * MILLISECOND
    read(bus, pid0 + 0x10)
    wait_until(lambda: bus.lag == 0)
    assert signed(read(bus, pid0 + 0x10)) == pytest.approx(-4095, abs=2)
