"""A passed-on body: in one piece where all of it has come with its head, else as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.engine.forward import PassedBody

WAIT_SECONDS = 5.0


class Reply:
    """Pieces that are there, then, after ``more`` was set, those that are late."""

    def __init__(self, ready: list[bytes], late: list[bytes] | None = None, *, breaks: bool = False) -> None:
        self.status = 200
        self.headers: tuple[tuple[bytes, bytes], ...] = ()
        self.more = asyncio.Event()
        self.closed = False
        self.left = False
        self._ready = ready
        self._late = late
        self._breaks = breaks

    async def chunks(self) -> AsyncIterator[bytes]:
        for piece in self._ready:
            yield piece
        if self._breaks:
            raise UpstreamUnusable("broken")
        if self._late is not None:
            try:
                await self.more.wait()
            finally:
                self.left = True
            for piece in self._late:
                yield piece

    async def aclose(self) -> None:
        self.closed = True


async def read(body: PassedBody) -> list[bytes]:
    async with asyncio.timeout(WAIT_SECONDS):
        return [piece async for piece in body]


@pytest.mark.parametrize("ready", [[], [b"one"], [b"one", b"two"]])
async def test_a_body_that_is_there_is_one_piece(ready: list[bytes]) -> None:
    assert PassedBody(Reply(ready)).whole() == b"".join(ready)


@pytest.mark.parametrize("ready", [[], [b"one"], [b"one", b"two"]])
@pytest.mark.parametrize("late", [[], [b"three"], [b"three", b"four"]])
async def test_what_is_not_there_yet_is_waited_for_and_nothing_is_lost(ready: list[bytes], late: list[bytes]) -> None:
    reply = Reply(ready, late)
    body = PassedBody(reply)
    assert body.whole() is None
    asyncio.get_running_loop().call_soon(reply.more.set)
    assert await read(body) == ready + late


async def test_pieces_are_passed_on_before_the_rest_has_come() -> None:
    reply = Reply([b"one"], [b"two"])
    body = PassedBody(reply)
    assert body.whole() is None
    pieces = aiter(body)
    assert await anext(pieces) == b"one"
    reply.more.set()
    assert await anext(pieces) == b"two"


async def test_a_large_body_is_not_gathered() -> None:
    reply = Reply([b"x" * 100_000] * 5)
    body = PassedBody(reply)
    assert body.whole() is None
    assert b"".join(await read(body)) == b"x" * 500_000


async def test_a_body_that_breaks_at_once_is_an_error_before_anything_was_sent() -> None:
    with pytest.raises(UpstreamUnusable):
        PassedBody(Reply([b"one"], breaks=True)).whole()


async def test_closing_ends_what_waits_for_more() -> None:
    reply = Reply([b"one"], [b"two"])
    body = PassedBody(reply)
    assert body.whole() is None
    await body.aclose()
    assert reply.left
    assert reply.closed
