from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator
from typing import Any

import pytest

from cachecore import CacheStatus, CallRecord, Dep
from cachecore.context import Scope

A, B, C = Dep("a"), Dep("b"), Dep("c")


def call(status: str) -> CallRecord:
    kind: Any = status
    return CallRecord(CacheStatus(kind, 0.0, 0), None, 200, "POST", "/v1/x")


def deps(scope: Scope) -> tuple[Dep, ...]:
    return scope.frame.deps


def test_nested_blocks_add_up_and_end() -> None:
    scope = Scope()
    with scope.request_context([A], False):
        with scope.request_context([B, A], True):
            with scope.request_context([C], False):
                assert deps(scope) == (A, B, C)
                assert scope.frame.bypass
            assert deps(scope) == (A, B)
        assert (deps(scope), scope.frame.bypass) == ((A,), False)
    assert deps(scope) == ()


def test_one_id_with_two_hashes_is_two_dependencies() -> None:
    scope = Scope()
    with scope.request_context([A], False), scope.request_context([Dep("a", "v2")], False):
        assert deps(scope) == (A, Dep("a", "v2"))


def test_a_block_made_outside_joins_where_it_is_entered() -> None:
    scope = Scope()
    block = scope.request_context([B], False)
    with scope.request_context([A], False), block:
        assert deps(scope) == (A, B)


def test_blocks_end_when_the_body_raises() -> None:
    scope = Scope()
    with pytest.raises(KeyError), scope.request_context([A], True):
        raise KeyError
    assert deps(scope) == ()


def test_an_open_block_cannot_be_opened_again() -> None:
    block = Scope().request_context([A], False)
    with block, pytest.raises(RuntimeError, match="open already"):
        block.__enter__()


def test_scopes_do_not_see_each_other() -> None:
    one, other = Scope(), Scope()
    with one.request_context([A], True), one.watch() as seen:
        assert deps(other) == ()
        other.record(call("MISS"))
    assert seen.calls == ()
    assert one.last_status.status == "UNKNOWN"


@pytest.mark.parametrize("wrong", ["a", b"a", A, 1, ["a"], [A, None], {"a": "v1"}])
def test_deps_that_are_none_are_refused_where_they_are_given(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"deps must .*Dep"):
        Scope().request_context(wrong, False)


def test_bypass_must_be_a_bool() -> None:
    yes: Any = "yes"
    with pytest.raises(TypeError, match="bypass"):
        Scope().request_context(None, yes)


async def test_a_hundred_tasks_never_mix() -> None:
    scope = Scope()
    everybody_in = asyncio.Barrier(100)

    async def task(number: int) -> None:
        mine = Dep(f"task-{number}")
        with scope.request_context([mine], number % 2 == 0), scope.watch() as seen:
            await everybody_in.wait()
            scope.record(call("MISS" if number % 3 else "HIT_L1"))
            await everybody_in.wait()
            assert deps(scope) == (A, mine)
            assert scope.frame.bypass is (number % 2 == 0)
            assert seen.statuses == (scope.last_status,)
            assert scope.last_status.status == ("MISS" if number % 3 else "HIT_L1")

    with scope.request_context([A], False):
        await asyncio.wait_for(asyncio.gather(*(task(number) for number in range(100))), 5)
        assert deps(scope) == (A,)
    assert scope.last_status.status == "UNKNOWN"


def test_threads_never_mix() -> None:
    scope = Scope()
    everybody_in = threading.Barrier(8)
    seen: dict[int, tuple[Dep, ...]] = {}

    def work(number: int) -> None:
        with scope.request_context([Dep(f"thread-{number}")], False):
            everybody_in.wait(5)
            seen[number] = scope.frame.deps
            everybody_in.wait(5)

    with scope.request_context([A], False):
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
    assert seen == {number: (Dep(f"thread-{number}"),) for number in range(8)}


async def test_watch_sees_child_tasks_and_copied_contexts() -> None:
    scope = Scope()

    async def child(status: str) -> None:
        scope.record(call(status))

    with scope.watch() as outer, scope.watch() as inner:
        await asyncio.gather(child("MISS"), child("HIT_L1"))
        await asyncio.to_thread(scope.record, call("HIT_L2"))
    assert [status.status for status in outer.statuses] == ["MISS", "HIT_L1", "HIT_L2"]
    assert inner.calls == outer.calls
    assert outer.last.status == "HIT_L2"


def test_a_watch_without_calls_is_unknown() -> None:
    with Scope().watch() as seen:
        pass
    assert seen.last == CacheStatus("UNKNOWN", 0.0, 0)
    assert seen.last_call is None


async def test_a_block_in_a_generator_that_is_closed_elsewhere_ends_quietly() -> None:
    scope = Scope()

    async def stream() -> AsyncIterator[int]:
        with scope.request_context([A], False):
            yield 1
            yield 2

    items: Any = stream()
    await asyncio.create_task(anext(items))
    await asyncio.create_task(items.aclose())
    assert deps(scope) == ()


def test_the_last_status_keeps_no_dead_client_alive() -> None:
    scope = Scope()
    scope.record(call("MISS"))
    gone = weakref.ref(scope)
    del scope
    gc.collect()
    assert gone() is None
