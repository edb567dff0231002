"""Several clients that lease, take over, release and vanish in any order, against a model."""

import itertools
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

import pyrpl_pyro
from pyrpl_pyro.errors import LeaseLost, ModuleLeased

from .conftest import GRACE

MODULES = ("pid0", "pid1", "asg0")
CLIENTS = 3

clients = st.integers(0, CLIENTS - 1)
some_modules = st.lists(st.sampled_from(MODULES), min_size=1, max_size=3, unique=True)


class AnyOrder(RuleBasedStateMachine):
    """The model: who has each module, and what each lease has lost."""

    uri = ""

    def __init__(self):
        super().__init__()
        self.boards = [pyrpl_pyro.connect(self.uri, timeout=10) for _ in range(CLIENTS)]
        self.looker = pyrpl_pyro.connect(self.uri, timeout=10)
        self.numbers = itertools.count()
        self.leases = {}
        self.holder = {}
        self.lost = {}

    @rule(client=clients, modules=some_modules)
    def lease(self, client, modules):
        number = next(self.numbers)
        if any(module in self.holder for module in modules):
            with pytest.raises(ModuleLeased):
                self.boards[client].lease(*modules, reason=str(number))
            return
        self.gain(client, number, modules, self.boards[client].lease(*modules, reason=str(number)))

    @rule(client=clients, modules=some_modules)
    def take_over(self, client, modules):
        number = next(self.numbers)
        lease = self.boards[client].takeover(*modules, reason=str(number))
        for module in modules:
            before = self.holder.pop(module, None)
            if before is not None and self.leases[before][0] != client:
                self.lost[before].add(module)
        self.gain(client, number, modules, lease)

    @rule(client=clients, data=st.data())
    def release(self, client, data):
        mine = sorted(number for number, (who, _lease) in self.leases.items() if who == client)
        if not mine:
            return
        number = data.draw(st.sampled_from(mine))
        _who, lease = self.leases.pop(number)
        if self.lost.pop(number):
            with pytest.raises(LeaseLost):
                lease.release()
        else:
            lease.release()
        self.holder = {module: who for module, who in self.holder.items() if who != number}

    @rule(client=clients, module=st.sampled_from(MODULES))
    def write(self, client, module):
        holder = self.holder.get(module)
        write = lambda: setattr(getattr(self.boards[client], module), "output_direct", "off")  # noqa: E731
        lost = any(
            module in self.lost[number] and who == client
            for number, (who, _lease) in self.leases.items()
        )
        if lost:
            with pytest.raises(LeaseLost):
                write()
        elif holder is not None and self.leases[holder][0] != client:
            with pytest.raises(ModuleLeased):
                write()
        else:
            write()

    @rule(client=clients)
    def vanish(self, client):
        self.boards[client].close()
        self.boards[client] = pyrpl_pyro.connect(self.uri, timeout=10)
        gone = [number for number, (who, _lease) in self.leases.items() if who == client]
        for number in gone:
            del self.leases[number], self.lost[number]
        self.holder = {module: who for module, who in self.holder.items() if who not in gone}
        if gone:
            self.wait_for_the_model(GRACE + 8)

    @invariant()
    def as_the_model_says(self):
        self.wait_for_the_model(0)

    def teardown(self):
        for board in self.boards:
            board.close()
        self.leases, self.holder, self.lost = {}, {}, {}
        self.wait_for_the_model(GRACE + 8)
        for module in MODULES:
            assert getattr(self.looker, module).owner is None
            getattr(self.looker, module).output_direct = "off"
        self.looker.close()

    def gain(self, client, number, modules, lease):
        self.leases[number] = (client, lease)
        self.lost[number] = set()
        for module in modules:
            self.holder[module] = number
            for other, (who, _lease) in self.leases.items():
                if who == client:
                    # To have a module again ends the loss of it.
                    self.lost[other].discard(module)

    def wait_for_the_model(self, seconds):
        expected = {module: str(number) for module, number in self.holder.items()}
        deadline = time.monotonic() + seconds
        while (found := {one.module: one.reason for one in self.looker.leases()}) != expected:
            assert time.monotonic() < deadline, f"{found} is leased, expected {expected}"
            time.sleep(0.05)


def check(uri, examples, steps):
    AnyOrder.uri = uri
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order(uri):
    check(uri, examples=5, steps=10)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_any_order_for_long(uri):
    check(uri, examples=30, steps=25)
