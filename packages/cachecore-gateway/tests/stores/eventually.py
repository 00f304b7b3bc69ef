"""Bounded waits for what other processes see "soon"."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(probe: Callable[[], Awaitable[T]], seconds: float = 5.0) -> T:
    """The first truthy result of ``probe``.

    Raises:
        TimeoutError: there was none within ``seconds``.
    """
    async with asyncio.timeout(seconds):
        while not (found := await probe()):  # noqa: ASYNC110 - other processes give no event
            await asyncio.sleep(0.001)
    return found
