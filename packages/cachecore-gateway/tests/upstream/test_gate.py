"""Places are counted, waiting is bounded."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.core.errors import Overloaded
from cachecore_gateway.upstream.gate import Gate


async def test_waiters_get_in_first_come_first_served() -> None:
    gate, order = Gate("p", 1, 2, 5.0), list[int]()
    await gate.enter()

    async def come(number: int) -> None:
        await gate.enter()
        order.append(number)
        gate.leave()

    tasks = [asyncio.create_task(come(1)), asyncio.create_task(come(2))]
    await asyncio.sleep(0)
    assert gate.waiting == 2
    gate.leave()
    await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert order == [1, 2]
    assert gate.waiting == 0


async def test_one_more_than_may_wait_is_refused_at_once() -> None:
    gate = Gate("p", 1, 1, 5.0)
    await gate.enter()
    waiter = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="too many calls wait") as caught:
        await gate.enter()
    assert caught.value.retry_after_seconds > 0
    gate.leave()
    await asyncio.wait_for(waiter, 5)


async def test_waiting_ends_in_time() -> None:
    gate = Gate("p", 1, 1, 0.01)
    await gate.enter()
    with pytest.raises(Overloaded, match="in time"):
        await gate.enter()
    assert gate.waiting == 0
    gate.leave()
    await asyncio.wait_for(gate.enter(), 5)


async def test_a_waiter_that_goes_away_takes_no_place() -> None:
    gate = Gate("p", 1, 1, 5.0)
    await gate.enter()
    waiter = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    gate.leave()
    await asyncio.wait_for(gate.enter(), 5)
