"""Awaiting with a deadline that costs nothing where there is nothing to wait for.

``asyncio.timeout`` takes a timer and, below Python 3.12, three system calls; the body of nearly every request has come
before anybody asks for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Generator
from typing import Any, Generic, TypeVar

__all__ = ["Begun", "begin", "within"]

T = TypeVar("T")


async def within(seconds: float, work: Awaitable[T]) -> T:
    """What ``work`` returns.

    Raises:
        TimeoutError: it took longer than ``seconds``; it was ended.
    """
    begun = begin(work)
    if not isinstance(begun, Begun):
        return begun
    async with asyncio.timeout(seconds):
        return await begun


def begin(work: Awaitable[T]) -> T | Begun[T]:
    """The result of ``work`` if it need not wait, else the rest of it, to be awaited or closed."""
    steps = work.__await__()
    try:
        pending = next(steps)
    except StopIteration as end:
        result: T = end.value
        return result
    return Begun(steps, pending)


class Begun(Generic[T]):
    """An awaitable that has made its first step and waits for ``pending``."""

    def __init__(self, steps: Generator[Any, Any, T], pending: Any) -> None:
        self._steps = steps
        self._pending = pending

    def __await__(self) -> Generator[Any, Any, T]:
        try:
            yield self._pending
        except BaseException:
            self.close()
            raise
        return (yield from self._steps)

    def close(self) -> None:
        """Give it up."""
        with contextlib.suppress(GeneratorExit, StopIteration, StopAsyncIteration):
            self._steps.throw(GeneratorExit)  # the ``close`` of an asynchronous generator's step does not end it
