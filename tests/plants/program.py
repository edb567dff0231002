"""`python -m tests.plants.program NAME...` makes measurements and prints them as JSON.

Complex numbers are printed as pairs.
"""

import json
import sys

import numpy as np

from . import instruments, locks
from .bench import Bench


def plain(value):
    """What JSON can hold."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if np.iscomplexobj(value):
        return [np.real(value).tolist(), np.imag(value).tolist()]
    return np.asarray(value).tolist()


def main(names):
    bench = Bench()
    for name in names:
        measure = getattr(instruments, name, None) or getattr(locks, name)
        print(json.dumps([name, plain(measure(bench))]), flush=True)
    bench.close()


if __name__ == "__main__":
    main(sys.argv[1:])
