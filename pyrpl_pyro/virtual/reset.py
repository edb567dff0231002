"""What loading the bitfile does: all logic back to its reset state."""

from . import kernel
from .fabric import STATE
from .machine import Machine
from .memory import reset_memory
from .routing import PIN1, PIN2

_LOGIC = ("words", "state", "tables", "buffers", "coefficients", "biquads")


def reset_logic(machine: Machine) -> None:
    """Put every register, flip-flop and memory of the logic into its state after the reset.

    What is outside the chip stays as it is: the plants, the levels at the inputs, the pins.
    """
    memory, fresh = machine.memory, reset_memory()
    pins = [STATE["dsp"] + pin for pin in (PIN1, PIN2)]
    levels = memory.state[pins]
    for name in _LOGIC:
        getattr(memory, name)[...] = getattr(fresh, name)
    memory.state[pins] = levels
    machine.cycle = kernel.RESET_CLOCKS
    machine.decode()
