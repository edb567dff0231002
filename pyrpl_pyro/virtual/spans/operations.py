"""Numbers of the operations that a plan is made of; the engine knows what each does."""

#: First of the numbers of operations that exist for several modules.
NOISE = 0
ASG = 1
OSCILLATOR = 3
DEMODULATOR = 6
CARRIER = 9
FEEDBACK = 12
QUADRATURE = 15
PID = 18
TRIG = 21
IIR = 22
SUM = 23
INPUT = 25
SCOPE = 27
COUNT = 28

#: Fills the rest of a list of operations.
END = -1

# Positions in the options of a plan.
LOOP_LENGTH, DONE_NEEDED, DSP_NEEDED, NOISE_NEEDED = 0, 1, 2, 3
OSCILLATORS, SUMS, INPUTS, SCOPE_NEEDED = 4, 5, 6, 7
OPTIONS = 8

# The lists of a plan: before a feedback loop, in it, after it.
BEFORE, LOOP, AFTER = 0, 1, 2
LISTS = 3
