"""Awaiting with a deadline."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.engine.eager import within


async def test_what_is_there_already_is_returned_without_a_timer_and_without_a_turn_of_the_loop() -> None:
    turns: list[str] = []
    asyncio.get_running_loop().call_soon(turns.append, "turn")

    async def ready() -> str:
        return "ready"

    assert await within(0.0, ready()) == "ready"
    assert turns == []


async def test_what_comes_in_time_is_waited_for_over_several_steps() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def late() -> str:
        await first.wait()
        loop.call_soon(second.set)
        await second.wait()
        return "late"

    loop.call_soon(first.set)
    assert await within(5.0, late()) == "late"


async def test_what_fails_later_fails_here() -> None:
    never = asyncio.Event()

    async def failing() -> None:
        asyncio.get_running_loop().call_soon(never.set)
        await never.wait()
        raise ValueError

    with pytest.raises(ValueError):
        await within(5.0, failing())


async def test_what_takes_too_long_is_ended_with_its_clean_up_done() -> None:
    cleaned = False

    async def endless() -> None:
        nonlocal cleaned
        try:
            await asyncio.Event().wait()
        finally:
            cleaned = True

    with pytest.raises(TimeoutError):
        await within(0.001, endless())
    assert cleaned


async def test_a_cancelled_waiter_is_cancelled() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(within(5.0, event.wait()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    event.set()  # nobody is left to be woken
