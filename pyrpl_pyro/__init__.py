"""PyRPL's modules as Pyro5 objects: share a Red Pitaya between programs and computers.

>>> import pyrpl_pyro                                    # doctest: +SKIP
>>> rp = pyrpl_pyro.connect("bench1")                    # doctest: +SKIP
>>> ch1, ch2 = rp.scope.single(timeout=2)                # doctest: +SKIP
"""

from __future__ import annotations

__version__ = "0.1.0"
