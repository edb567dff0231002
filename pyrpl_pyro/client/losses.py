"""What a user is told when a server does not answer, or is not there."""

from __future__ import annotations

import time

from ..errors import BoardNotFound, CallTimeout, ConnectionLost, PyrplError
from .call import Call


def timed_out(call: Call, server: str, lost_at: float | None) -> PyrplError:
    """No answer came in time from `server`, which is a text."""
    if call.is_over():
        return CallTimeout(
            f"{call} was not done by {server} within the {call.total:g} s of rp.timeout(). What it "
            "waited for was ended; what it had done by then stays."
        )
    if call.pending:
        text = (
            f"{server} has said nothing for {call.silence:g} s, though it says each second that "
            f"{call} goes on: the network is broken, or the server hangs."
        )
        return _lost(call, text, lost_at)
    return CallTimeout(
        f"{server} did not answer within {call.silence:g} s. It may be busy or stopped; {call} "
        "may still have been done. `pyrpl-pyro list` shows whether it answers."
    )


def may_have_run(
    call: Call, server: str, lost_at: float | None, error: Exception
) -> ConnectionLost:
    """The connection broke after the request was sent."""
    return _lost(
        call, f"the connection to {server} was lost ({error}) while it was to do {call}.", lost_at
    )


def away(
    call: Call, board: str, lost_at: float | None, may_come_back: bool, error: Exception
) -> PyrplError:
    """The server did not come back in time, so that nothing was sent."""
    since = lost_at or time.time()
    clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(since))
    if may_come_back:
        doing = (
            f"It was waited for, for {call.waited():.1f} s. The next call tries again, and goes on "
            "by itself when the server is back."
        )
    else:
        doing = "It was started by this program and has ended; launch() starts a new one."
    text = (
        f"the server of board {board} is away since {clock} ({time.time() - since:.0f} s). "
        f"{call} was not sent. {doing} The last try: {error}"
    )
    if isinstance(error, BoardNotFound):
        return BoardNotFound(text)
    return ConnectionLost(text, str(call), False, since)


def _lost(call: Call, text: str, lost_at: float | None) -> ConnectionLost:
    if call.only_reads:
        advice = "It only reads, and can be asked again."
    else:
        advice = (
            "It was sent, so it may or may not have been done; it was not repeated. Look at what "
            "it sets, and do it again if needed."
        )
    return ConnectionLost(
        f"{text} {advice} The next call connects again.", str(call), True, lost_at or time.time()
    )
