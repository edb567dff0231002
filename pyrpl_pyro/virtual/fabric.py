"""The list of all blocks, and where their words and states lie in the board's vectors."""

from . import asg, hk, iir, iq, layout, pid, pwm, routing, scope, trig
from .noise import RESET as NOISE_RESET
from .registers import Block

BLOCKS: tuple[Block, ...] = (
    hk.BLOCK,
    scope.BLOCK,
    Block("asg", asg.BASE, asg.CONTROL_REGISTERS, NOISE_RESET),
    Block("asg0", asg.BASE, asg.channel_registers(0), asg.RESET, asg.Settings),
    Block("asg1", asg.BASE, asg.channel_registers(1), asg.RESET, asg.Settings),
    routing.BLOCK,
    pid.block(0),
    pid.block(1),
    pid.block(2),
    trig.BLOCK,
    iir.BLOCK,
    iq.block(0),
    iq.block(1),
    iq.block(2),
    pwm.BLOCK,
)


def _place(lengths: list[int]) -> tuple[dict[str, int], int]:
    positions, end = {}, 0
    for block, length in zip(BLOCKS, lengths, strict=True):
        positions[block.name] = end
        end += length
    return positions, end


WORDS, WORDS_LENGTH = _place([len(block.stored) for block in BLOCKS])
STATE, STATE_LENGTH = _place(
    [0 if block.reset is None else layout.size(block.state_type) for block in BLOCKS]
)
SETTINGS, SETTINGS_LENGTH = _place(
    [0 if block.settings is None else layout.size(block.settings) for block in BLOCKS]
)
