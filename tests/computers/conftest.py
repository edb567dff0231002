"""Three computers of a lab: name server, board PC and client PC."""

import pytest

from .lab import Lab, why_not


@pytest.fixture
def lab(spawn, request):
    reason = why_not()
    if reason:
        pytest.skip(reason)
    made = Lab(spawn, getattr(request, "param", "token"))
    try:
        made.make_proofs()
        made.build()
        yield made
    finally:
        spawn.kill_all()
        made.remove()
