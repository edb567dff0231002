"""Single statements of REGISTERS.md that no shared recording decides."""

import numpy as np
import pytest

from pyrpl_pyro.virtual import VirtualBoard

DSP, IIR, IQ0 = 0x40300000, 0x40340000, 0x40350000
SYNC, DETECTOR = DSP + 0xC, IQ0 + 0x150


@pytest.fixture
def board():
    board = VirtualBoard(free_running=False)
    yield board
    board.close()


def read(board, address):
    return int(board.read(address)[0])


def test_a_phase_detector_that_is_off_is_in_reset(board):
    """Section 6, pfd: reset to 0 while off, so a negative input is an edge when it goes on."""
    board.set_inputs(-100, 0)
    # The sine stays at 0, so only the input counts.
    board.write(SYNC, 0x1F)
    board.write(IQ0 + 0x100, 0)
    board.step(10)
    assert read(board, DETECTOR) == 0
    board.write(IQ0 + 0x100, 2)
    assert read(board, DETECTOR) == 1
    board.step(10)
    assert read(board, DETECTOR) == 1


def test_memories_of_the_iir_are_0_while_it_is_off(board):
    """Section 9, on=0; the stage counter stands at `loops`, which is one of the biquads."""
    board.write(IIR + 0x8000, np.full(112, 1 << 29))
    board.write(IIR + 0x100, 5)
    board.write(IIR + 0x104, 1)
    board.set_inputs(1000, 0)
    board.step(50)
    biquads = board._machine.memory.biquads
    assert biquads.any()
    board.write(IIR + 0x104, 0)
    board.step(50)
    assert not biquads.any()


@pytest.mark.parametrize(("select", "shown"), [(0, True), (3, False), (4, False), (16, True)])
def test_an_iq_without_an_output_gives_0(board, select, shown):
    """Section 6, 0x10C: four bits; all but quadrature, direct output and detector give 0."""
    board.set_inputs(4000, 0)
    # At frequency 0 and 90 degrees the first quadrature is in1 * 65535 / 64; gain3 / 1024 of it.
    for offset, word in ((0x104, 1 << 30), (0x118, 1), (0x10C, select)):
        board.write(IQ0 + offset, word)
    board.step(20)
    expected = round(4000 * 65535 / 64 / 1024) if shown else 0
    assert read(board, IQ0 + 0x10) == expected
