"""Waiting without polling."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cachecore_gateway.testing.watch import Watch, wait


async def test_a_condition_that_holds_already_needs_no_notice() -> None:
    await wait(Watch().when(lambda: True), 5, lambda: "nothing")


async def test_a_notice_from_another_thread_wakes_a_waiting_task() -> None:
    watch, state = Watch(), threading.Event()
    waiting = asyncio.create_task(wait(watch.when(state.is_set), 5, lambda: "the state"))

    def change() -> None:
        state.set()
        watch.notify()

    await asyncio.to_thread(change)
    await waiting


async def test_a_notice_without_change_wakes_nobody() -> None:
    watch = Watch()
    future = watch.when(lambda: False)
    watch.notify()
    assert not future.done()


async def test_a_wait_that_times_out_says_what_it_waited_for() -> None:
    with pytest.raises(TimeoutError, match="3 calls; 1 came"):
        await wait(Watch().when(lambda: False), 0.01, lambda: "3 calls; 1 came")


async def test_a_given_up_wait_does_not_disturb_later_notices() -> None:
    watch, state = Watch(), threading.Event()
    with pytest.raises(TimeoutError):
        await wait(watch.when(state.is_set), 0.01, lambda: "the state")
    other = watch.when(state.is_set)
    state.set()
    watch.notify()
    assert other.done()
