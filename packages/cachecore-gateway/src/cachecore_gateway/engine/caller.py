"""One upstream call: frames are passed on as they come, the answer is stored where it is whole and good."""

from __future__ import annotations

import asyncio
import json
from typing import Protocol

from cachecore_gateway.core.entry import NO_USAGE, UNTOLD_USAGE, Answer
from cachecore_gateway.core.errors import UpstreamError, UpstreamUnusable
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.ports import ProtocolAdapter, StreamJoiner, UpstreamReply, UpstreamRequest
from cachecore_gateway.core.request import Call, wants_usage

from .errand import Errand
from .metered import MeteredCalls, status_of
from .parts import Parts
from .shelf import Shelf

__all__ = ["Caller", "Flight"]

_RETRYABLE_STATUSES = frozenset({408, 409, 425, 429})


class Flight(Protocol):
    """Where the frames of a call go."""

    async def publish(self, frame: Frame) -> None:
        """Pass a frame on to everyone who waits."""


class Caller:
    """Makes the cache's upstream calls."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._upstream = parts.upstream
        self._shelf = shelf
        self._adapters = parts.adapters
        self._observer = parts.observer
        self._metered = MeteredCalls(parts.observer, parts.clock)
        self._settings = parts.settings

    async def call(self, errand: Errand, flight: Flight) -> Landed:
        """Make the call, publish its frames and store what is whole and good.

        Raises:
            GatewayError: the provider could not be reached, broke off, or sent what nobody can use.
        """
        ask = errand.ask
        request = UpstreamRequest(
            "POST", ask.path, ask.headers, ask.raw_body, ask.principal, ask.call.stream, ask.authorization
        )
        sent = self._upstream.send(request)
        reply = await self._metered.made(sent, status_of, protocol=ask.protocol, purpose=errand.purpose)
        try:
            streams = ask.call.stream and reply.status == 200 and _is_event_stream(reply)
            await flight.publish(Head(reply.status, reply.headers, streams))
            if streams:
                return await self._stream(errand, reply, flight)
            body = await self._whole(reply)
        finally:
            await reply.aclose()
        if body:
            await flight.publish(Chunk(body))
        if reply.status == 200:
            return await self._plain(errand, reply, body)
        refused = 400 <= reply.status < 500 and reply.status not in _RETRYABLE_STATUSES
        return Landed(Landing.REFUSED if refused else Landing.FAILED, status=reply.status, code="upstream_status")

    async def _whole(self, reply: UpstreamReply) -> bytes:
        limit, parts, size = self._settings.max_answer_bytes, [], 0
        async for data in reply.chunks():
            size += len(data)
            if size > limit:
                raise UpstreamUnusable(
                    f"The provider's answer is larger than {limit} bytes; raise engine.max_answer_bytes to pass it on.",
                    code="answer_too_large",
                )
            parts.append(data)
        return b"".join(parts)

    async def _plain(self, errand: Errand, reply: UpstreamReply, body: bytes) -> Landed:
        adapter = self._adapters[errand.ask.protocol]
        flaw = adapter.unusable(body)
        if flaw and not _is_json_object(body):
            raise UpstreamUnusable(
                "The provider answered 200 with something that is not a JSON object; check the provider's base URL.",
                code="bad_upstream_answer",
            )
        reason = "answered-plain-to-a-stream" if errand.ask.call.stream else flaw
        answer = self._answer(errand.ask.call, reply, body, adapter)
        return await self._land(errand, answer, reason)

    async def _stream(self, errand: Errand, reply: UpstreamReply, flight: Flight) -> Landed:
        adapter = self._adapters[errand.ask.protocol]
        joiner, size, landed = adapter.joiner(), 0, None
        try:
            async for data in reply.chunks():
                size += len(data)
                passed_on = size == len(data) and _is_one_event(data)
                if passed_on:  # the first byte waits for nothing: readers have their turn before the event is joined
                    await flight.publish(Chunk(data))
                    await asyncio.sleep(0)
                if landed is None and size <= self._settings.max_answer_bytes:
                    joiner.feed(data)
                    if joiner.ended:  # stored before its last event is passed on: the caller's next request finds it
                        landed = await self._join(errand, reply, joiner)
                if not passed_on:
                    await flight.publish(Chunk(data))
        except UpstreamError:
            if landed is None:  # what breaks behind the last event breaks nothing
                raise
        if landed is not None:
            return landed
        if size > self._settings.max_answer_bytes:
            return Landed(Landing.STREAM_ONLY, uncacheable_reason="answer-too-large")
        return await self._join(errand, reply, joiner)

    async def _join(self, errand: Errand, reply: UpstreamReply, joiner: StreamJoiner) -> Landed:
        adapter = self._adapters[errand.ask.protocol]
        joined = joiner.finish()
        if joined.body is None:
            if joiner.ended:
                return Landed(Landing.STREAM_ONLY, uncacheable_reason=joined.reason)
            raise UpstreamUnusable("The provider's stream ended before the answer was whole.", code="stream_cut")
        return await self._land(
            errand, self._answer(errand.ask.call, reply, joined.body, adapter), adapter.unusable(joined.body)
        )

    async def _land(self, errand: Errand, answer: Answer, reason: str) -> Landed:
        entry_id = ""
        if not reason:
            entry_id, reason = await self._store(errand, answer)
        self._observer.stored(errand.ask.principal.tenant_id, errand.ask.protocol, reason)
        return Landed(Landing.WHOLE, answer, entry_id, 200, uncacheable_reason=reason)

    async def _store(self, errand: Errand, answer: Answer) -> tuple[str, str]:
        if errand.batch is None:
            return await self._shelf.store(errand.ask, errand.started, answer, errand.vector)
        bodies = errand.batch.divide(answer.body)
        if bodies is None:
            return "", "results-do-not-match-items"
        usage = self._adapters[errand.ask.protocol].usage
        puts = [
            self._shelf.store(
                item.ask, errand.started, Answer(bodies[item.key], answer.headers, usage(bodies[item.key])), None
            )
            for item in errand.batch.distinct
        ]
        stored = await asyncio.gather(*puts)
        return stored[0] if len(stored) == 1 else ("", next((reason for _, reason in stored if reason), ""))

    def _answer(self, call: Call, reply: UpstreamReply, body: bytes, adapter: ProtocolAdapter) -> Answer:
        kept = tuple((name, value) for name, value in reply.headers if name in adapter.replayed_headers)
        usage = adapter.usage(body)
        untold = usage == NO_USAGE and call.stream and not wants_usage(call)
        return Answer(body, kept, UNTOLD_USAGE if untold else usage)


def _is_event_stream(reply: UpstreamReply) -> bool:
    return any(
        name == b"content-type" and value.lower().startswith(b"text/event-stream") for name, value in reply.headers
    )


def _is_one_event(data: bytes) -> bool:
    """A stream that begins with no more than one event has not come to its last."""
    return data.count(b"\n\n") + data.count(b"\r\n\r\n") <= 1


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
