"""A board in a program with asyncio."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro import AsyncBoard, Board
from pyrpl_pyro.errors import (
    AcquisitionCancelled,
    BatchError,
    BoardNotFound,
    ModuleLeased,
    PyrplError,
)

LIMIT = 40.0
Until = Callable[..., None]
Run = Callable[[Callable[[AsyncBoard], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture
def run(rp: Board, address: str) -> Run:
    """Run a coroutine function with a board of its own."""

    async def with_board(function: Callable[[AsyncBoard], Coroutine[Any, Any, Any]]) -> Any:
        async with asyncio.timeout(LIMIT):
            async with pyrpl_pyro.connect_async("streams", nameserver=address) as board:
                return await function(board)

    return lambda function: asyncio.run(with_board(function))


def test_a_board_that_was_not_awaited_says_so() -> None:
    with pytest.raises(AttributeError, match="rp = await connect_async"):
        pyrpl_pyro.connect_async("streams").pid0  # noqa: B018


def test_read_write_and_call(rp: Board, run: Run) -> None:
    async def work(board: AsyncBoard) -> None:
        await board.pid0.set(setpoint=0.25)
        assert await board.pid0.setpoint == rp.pid0.setpoint == pytest.approx(0.25, abs=1e-4)
        await board.pid0.set(setpoint=0.5, p=2, input=board.iq0)
        assert (rp.pid0.p, rp.pid0.input) == (2, "iq0")
        await board.pid0.setup(setpoint=0, p=0, input="in1")
        assert await board.pid0.p == 0
        curve = await board.scope.single(timeout=20)
        assert isinstance(curve, np.ndarray)
        assert curve.shape == (2, 16384)
        assert (await board.info()).board == "streams"
        module = await board.lockbox.sequence[0]
        assert isinstance(await module.duration, float)
        number, x, _y = await board.next_curve(board.scope, after=0)
        assert number > 0
        assert x.shape == (16384,)
        assert await board.run(lambda sync: sync.pid0.p + 1) == 1

    run(work)


def test_many_at_once_and_a_loop_that_turns(rp: Board, run: Run) -> None:
    async def work(board: AsyncBoard) -> None:
        await board.scope.set(trigger_source="off")
        waiting = asyncio.create_task(board.scope.single())
        values = await asyncio.gather(
            *(board.pid0.setpoint for _ in range(60)),
            *(board.asg0.frequency for _ in range(60)),
        )
        assert set(values) == {await board.pid0.setpoint, await board.asg0.frequency}
        for _ in range(100):
            await asyncio.sleep(0.001)
        assert not waiting.done(), "the loop turned while a call waited for the board"
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await board.scope.set(trigger_source="immediately")
        assert (await board.scope.single()).shape == (2, 16384)

    run(work)


def test_ten_tasks_of_one_board(rp: Board, run: Run) -> None:
    async def task(board: AsyncBoard, number: int) -> list[float]:
        found = []
        for _ in range(5):
            found.append(await board.pid1.setpoint)
            async for frame in board.sampler.stream("in1", "in2", rate=100):
                found.append(frame.values[0, number % 2])
                break
        return found

    async def work(board: AsyncBoard) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(task(board, number)) for number in range(10)]
        assert all(len(each.result()) == 10 for each in tasks)

    run(work)


def test_a_time_limit_stops_the_run_on_the_board(rp: Board, run: Run, until: Until) -> None:
    async def work(board: AsyncBoard) -> None:
        await board.scope.set(trigger_source="off")
        keep = await board.spectrumanalyzer.running_state
        waiting = asyncio.create_task(board.scope.single())
        await asyncio.to_thread(until, lambda: rp.scope.running_state == "running_single")
        assert rp.scope.running_state == "running_single"
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.to_thread(until, lambda: rp.scope.running_state == "stopped")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await board.scope.single()
        await asyncio.to_thread(until, lambda: rp.scope.running_state == "stopped")
        # The client has not lost anything by it.
        assert await board.spectrumanalyzer.running_state == keep

    run(work)


def test_a_cancelled_wait_leaves_other_runs_of_the_client(rp: Board, run: Run) -> None:
    async def work(board: AsyncBoard) -> None:
        await board.scope.set(trigger_source="off")
        handle = await board.scope.single_async()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await board.watch().__anext__()
        await asyncio.sleep(3.0)
        assert not await handle.done()
        await handle.cancel()
        with pytest.raises(AcquisitionCancelled):
            await handle

    run(work)


def test_streams(rp: Board, run: Run, until: Until) -> None:
    async def curves(board: AsyncBoard) -> list[int]:
        return [frame.number async for frame in _first(board.scope.stream(timeout=20), 4)]

    async def samples(board: AsyncBoard) -> list[tuple[int, ...]]:
        stream = board.sampler.stream("in1", board.pid0, rate=50)
        return [frame.values.shape async for frame in _first(stream, 4)]

    async def work(board: AsyncBoard) -> None:
        numbers, shapes = await asyncio.gather(curves(board), samples(board))
        assert numbers == sorted(set(numbers))
        assert all(shape[1] == 2 for shape in shapes)
        await asyncio.to_thread(until, lambda: rp.scope.running_state == "stopped")

    run(work)


async def _first(stream: Any, count: int) -> AsyncIterator[Any]:
    async with stream as frames:
        async for frame in frames:
            yield frame
            count -= 1
            if not count:
                break


def test_break_ends_a_stream_on_the_server(rp: Board, run: Run, until: Until) -> None:
    async def work(board: AsyncBoard) -> None:
        async for frame in board.scope.stream():
            assert frame.number == 1
            break
        await asyncio.to_thread(until, lambda: rp.scope.running_state == "stopped")

    run(work)


def test_a_cancelled_wait_for_a_frame_loses_none(rp: Board, run: Run) -> None:
    async def work(board: AsyncBoard) -> None:
        async with board.sampler.stream("in1", rate=4) as frames:
            numbers = [(await anext(frames)).number]
            while len(numbers) < 4:
                try:
                    async with asyncio.timeout(0.1):
                        numbers.append((await anext(frames)).number)
                except TimeoutError:
                    pass
            assert numbers == [1, 2, 3, 4]

    run(work)


def test_errors_are_those_of_connect(rp: Board, run: Run, address: str) -> None:
    async def work(board: AsyncBoard) -> None:
        with pytest.raises(AttributeError, match="setpoint"):
            await board.pid0.setpoitn
        with pytest.raises(BatchError, match="nothing_such"):
            await board.pid0.set(p=0, nothing_such=2)
        with pytest.raises(TypeError, match=r"is a method: await rp\.scope\.single\(\)"):
            await board.scope.single
        with pytest.raises(AttributeError, match=r"await rp\.pid0\.set\(p=\.\.\.\)"):
            board.pid0.p = 1
        with pytest.raises(TypeError, match="await it"):
            bool(board.pid0.p)
        with pytest.raises(TypeError, match="iterable"):
            list(board.lockbox.sequence)
        with pytest.raises(PyrplError, match=r"rp\.run"):
            board.batch()
        with rp.lease("pid1"), pytest.raises(ModuleLeased):
            await board.pid1.set(p=1)
        async with board.lease("pid1"):
            with pytest.raises(ModuleLeased):
                rp.pid1.p = 1
        rp.pid1.p = 0
        async with pyrpl_pyro.connect_async("no-such", nameserver=address):
            pass

    with pytest.raises(BoardNotFound, match="no-such"):
        run(work)


def test_await_instead_of_async_with_and_after_the_end(rp: Board, address: str) -> None:
    async def work() -> None:
        board = await pyrpl_pyro.connect_async("streams", nameserver=address)
        assert (await asyncio.ensure_future(board.pid0)).stream
        waiting = asyncio.ensure_future(board.scope.nothing_such)
        with pytest.raises(AttributeError):
            await waiting
        await board.close()
        with pytest.raises(PyrplError, match="connect_async"):
            await board.pid0.p

    asyncio.run(work())


def test_a_board_that_was_forgotten_ends_in_order(rp: Board, address: str, until: Until) -> None:
    def alone() -> bool:
        return len(rp.info().clients) == 1

    until(alone, what="the end of the clients of other tests")

    async def work() -> None:
        board = await pyrpl_pyro.connect_async("streams", nameserver=address)
        assert len(rp.info().clients) > 1
        await asyncio.gather(*(board.pid0.p for _ in range(5)))

    for _ in range(3):
        asyncio.run(work())
        gc.collect()
    until(alone, what="the end of the clients")


def test_close_ends_what_is_waited_for(rp: Board, address: str) -> None:
    async def work() -> None:
        board = await pyrpl_pyro.connect_async("streams", nameserver=address)
        await board.scope.set(trigger_source="off")
        waiting = asyncio.create_task(board.scope.single())
        await asyncio.sleep(0.3)
        await board.close()
        with pytest.raises(AcquisitionCancelled):
            await waiting

    asyncio.run(work())
