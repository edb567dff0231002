"""A lease whose holder goes while the board is away."""

from __future__ import annotations

from .conftest import wait_for_state


def test_its_end_waits_for_the_board(bench, until):
    with bench.connect() as rp:
        holder = bench.connect()
        holder.lease("pid0", "asg0", reason="holding", on_death="off")
        holder.pid0.setup(p=0.5, output_direct="out1")
        holder.asg0.setup(waveform="dc", offset=0.5, amplitude=0, output_direct="out2")
        bench.board.faults.start("close", duration=60)
        wait_for_state(rp, "unreachable")
        holder.close()
        until(lambda: [lease.state for lease in rp.leases()] == ["ending", "ending"], 20)
        bench.recover(rp)
        until(lambda: not rp.leases(), 20)
        assert (rp.pid0.p, rp.pid0.output_direct) == (0, "off")
        assert (rp.asg0.offset, rp.asg0.output_direct) == (0, "off")
        assert rp.pid0.owner is rp.asg0.owner is None
