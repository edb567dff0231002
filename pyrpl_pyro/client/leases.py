"""Modules that a program has for itself: the part of a board that users call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..schema import LeaseInfo
from ..wire.protocol import Operation
from .lease_keeper import Lease, LeaseKeeper, Terms
from .module import ModuleProxy


class BoardLeases:
    """The part of :class:`~pyrpl_pyro.Board` that leases modules."""

    _request: Callable[..., Any]
    _keeper: LeaseKeeper

    def lease(
        self,
        *modules: ModuleProxy | str,
        reason: str = "",
        timeout: float = 0.0,
        on_release: str = "restore",
        on_death: str = "restore",
        ramp_seconds: float = 1.0,
    ) -> Lease:
        """Have modules for this program alone: ``with rp.lease("pid0", "asg0"): ...``.

        Others can read them; what they do to change them raises ModuleLeased. All of the
        modules are leased, or none.

        Parameters
        ----------
        *modules : module proxy or str
            ``rp.pid0``, "pid0" or "lockbox.outputs.output1".
        reason : str
            Others are told.
        timeout : float
            How long to wait until all of them are free (s), up to a day.
        on_release : str
            What happens at the end of the block, or with ``release()``: "restore" gives them
            the setup that they had before, as PyRPL's ``free()`` does; "keep" leaves it.
        on_death : str
            What happens when this program has had no connection for some seconds: "restore"
            and "keep" as above; "off" sets their outputs to 0 at once; "ramp" within
            `ramp_seconds`, in small steps: amplitude and offset of an asg; p and the integral
            of a pid, whose integrator stands still; amplitude, gain and quadrature factor
            of an iq; the pids of a lockbox. Other outputs are switched off then.
        ramp_seconds : float
            Duration of the ramp (s), up to an hour.

        Returns
        -------
        Lease
            ``release()`` ends it, as the end of the ``with`` block does.

        Raises
        ------
        ModuleLeased
            Somebody has one of them, and does not free it within `timeout`: who, where, why
            and for how long.
        LookupError, ValueError
            There is no such module, or it cannot be leased.
        """
        terms = Terms(reason, on_release, on_death, ramp_seconds)
        return self._keeper.lease(modules, terms, timeout)

    def takeover(
        self,
        *modules: ModuleProxy | str,
        reason: str,
        on_release: str = "restore",
        on_death: str = "restore",
        ramp_seconds: float = 1.0,
    ) -> Lease:
        """Lease modules that somebody else may have leased, who loses them.

        They stay as they are. The journal notes it, and the other's next use of them raises
        LeaseLost with the reason. With ``on_release="restore"`` they get the setup that they
        had before the lease that was taken over. Parameters and result as of :meth:`lease`.

        Raises
        ------
        ModuleLeased
            PyRPL itself uses one of them.
        """
        terms = Terms(reason, on_release, on_death, ramp_seconds)
        return self._keeper.take_over(modules, terms)

    def leases(self) -> list[LeaseInfo]:
        """The modules that are leased: by whom, on which computer, why, and for how long."""
        return [LeaseInfo(**entry) for entry in self._request(Operation.LEASES)[0]]
