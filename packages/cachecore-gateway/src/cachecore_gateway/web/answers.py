"""From an outcome of the engine to bytes on the wire."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterable

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.engine import BatchDeparture, Departure, Outcome

from .cache_status import cache_headers
from .error_body import error_event
from .exchange import CallerGone, Exchange, Headers, whole_lines
from .presence import Presence

__all__ = ["arrive", "whole_answer", "write_outcome"]


async def arrive(departure: Departure | BatchDeparture, exchange: Exchange) -> Outcome:
    """Wait for a miss, giving up as soon as the caller has gone.

    Raises:
        CallerGone: it has; the upstream call goes on only if others wait for it.
        GatewayError: no usable answer came.
    """
    try:
        async with Presence(exchange):
            return await departure.arrive()
    except BaseException:
        departure.close()
        raise


async def write_outcome(exchange: Exchange, outcome: Outcome, extra: Headers) -> None:
    """Send an outcome. A live body that breaks is reported in the stream, and the connection is cut."""
    headers = _headers(outcome, extra)
    body = outcome.body
    if isinstance(body, bytes):
        await exchange.at_once(outcome.status, headers, body)
    elif isinstance(body, AsyncIterable):
        await _write_live(exchange, outcome, body, headers)
    else:
        await exchange.pieces(outcome.status, headers, body)


def whole_answer(outcome: Outcome, extra: Headers) -> tuple[int, bytes, bytes] | None:
    """Status, field lines and body of an outcome that is whole; ``None`` where it is not, or a field is not sound."""
    body = outcome.body
    if not isinstance(body, bytes):
        return None
    lines = whole_lines(_headers(outcome, extra), body)
    return (outcome.status, lines, body) if lines else None


def _headers(outcome: Outcome, extra: Headers) -> Headers:
    ours = {name for name, _ in extra}
    theirs = outcome.headers if not ours else [pair for pair in outcome.headers if pair[0] not in ours]
    return [*theirs, *cache_headers(outcome), *extra]


async def _write_live(exchange: Exchange, outcome: Outcome, body: AsyncIterable[bytes], headers: Headers) -> None:
    try:
        with contextlib.suppress(CallerGone):
            async with Presence(exchange):
                await _copy(exchange, outcome, body, headers)
    finally:
        close = getattr(body, "aclose", None)
        if close is not None:
            await close()


async def _copy(exchange: Exchange, outcome: Outcome, body: AsyncIterable[bytes], headers: Headers) -> None:
    await exchange.begin(outcome.status, headers)
    data = b"\n\n"
    try:
        async for data in body:
            await exchange.chunk(data)
    except GatewayError as error:
        if outcome.stream:
            broken_off = b"" if data.endswith(b"\n\n") else b"\n\n"
            await exchange.chunk(broken_off + error_event(error, exchange.head.path))
        return
    await exchange.end()
