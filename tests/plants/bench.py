"""Real PyRPL in this process on a virtual board."""

import numpy as np
import pyrpl.redpitaya
from pyrpl import Pyrpl

from pyrpl_pyro.virtual import VirtualBoard, VirtualClient

#: Noise of a real board's ADC (V/sqrt(Hz)), which makes its steps invisible in an average.
ADC_NOISE = 2e-8


class Bench:
    """A virtual board and a PyRPL on it."""

    def __init__(self):
        self.board = board = VirtualBoard()

        class VirtualRedPitaya(pyrpl.redpitaya.RedPitaya):
            def startdummyclient(self):
                self.client = VirtualClient(board)
                self.makemodules()

        pyrpl.pyrpl.RedPitaya = VirtualRedPitaya
        self.pyrpl = Pyrpl(config="", hostname="_FAKE_", gui=False)

    def connect(self, name, **parameters):
        self.board.plant = {"name": name, "white": ADC_NOISE, **parameters}

    def network(self, start, stop, points=25, amplitude=0.2, rbw=1000, **settings):
        """(frequencies, transfer function) as the network analyser gives them."""
        na = self.pyrpl.networkanalyzer
        # PyRPL's own 0.5 / rbw are too short for a per cent: the filters have not settled yet.
        na.sleeptimes = 2.5
        na.setup(
            **{
                "input": "in1",
                "output_direct": "out1",
                "start_freq": start,
                "stop_freq": stop,
                "points": points,
                "rbw": rbw,
                "average_per_point": 1,
                "trace_average": 1,
                "amplitude": amplitude,
                "acbandwidth": 0,
                "logscale": True,
                **settings,
            }
        )
        transfer = na.single(timeout=60)
        return np.array(na.data_x), np.array(transfer)

    def close(self):
        self.board.close()
