"""The leader's part: claim the call, make it, pass frames on as they come, store what is whole and good."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import NamedTuple

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.entry import NO_USAGE, UNTOLD_USAGE, Answer
from cachecore_gateway.core.errors import GatewayError, StoreUnavailable, UpstreamError, UpstreamUnusable
from cachecore_gateway.core.flight import GIVEN_UP, Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.lookup import ExactAction, exact_action, tells_enough
from cachecore_gateway.core.ports import (
    Lease,
    ProtocolAdapter,
    RemoteFlight,
    StreamJoiner,
    UpstreamCalled,
    UpstreamReply,
    UpstreamRequest,
    Vector,
)
from cachecore_gateway.core.request import Ask, Call, flight_key, wants_usage

from .broadcast import Broadcast
from .items import Batch
from .parts import Parts
from .shelf import Shelf

__all__ = ["Errand", "Flyer"]

_RETRYABLE_STATUSES = frozenset({408, 409, 425, 429})


class Errand(NamedTuple):
    """One fetch: for which request, begun at which generations, with which vector for the index."""

    ask: Ask
    started: Snapshot | None
    """``None``: the ledger did not answer, so nothing may be stored or shared."""
    vector: Vector | None = None
    purpose: str = "miss"
    batch: Batch | None = None
    """What ``ask`` holds where it is a batch: its answer is stored item by item."""


class _Flight:
    """One led call: frames go to this process's readers and to other processes alike."""

    def __init__(self, attempt: Broadcast, lease: Lease | None) -> None:
        self._attempt = attempt
        self._lease = lease

    async def publish(self, frame: Frame) -> None:
        if self._lease is not None:
            await self._lease.publish(frame)
        await self._attempt.publish(frame)

    async def land(self, landed: Landed) -> None:
        self._attempt.land(landed)
        if self._lease is not None:
            await self._lease.land(landed)


class Flyer:
    """Makes the cache's upstream calls."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._upstream = parts.upstream
        self._board = parts.stores.flights
        self._entries = parts.stores.entries
        self._shelf = shelf
        self._adapters = parts.adapters
        self._observer = parts.observer
        self._clock = parts.clock
        self._settings = parts.settings

    def flight(self, errand: Errand) -> str:
        """Key under which the call is shared; one of its own when the generations are unknown."""
        if errand.started is None:
            return secrets.token_hex(32)
        ask = errand.ask
        return flight_key(ask, errand.started, self._upstream.credential(ask.principal, ask.path, ask.authorization))

    async def lead(self, errand: Errand, key: str, attempt: Broadcast) -> None:
        """Lead the call, or relay it when another process leads; always ends ``attempt`` with a ``Landed``."""
        claim = await self._claim(errand, key)
        if claim is not None and not claim.leads:
            attempt.relayed = True
            async for frame in claim.frames():
                await _relay(frame, attempt)
            return
        flight = _Flight(attempt, claim)
        landed = GIVEN_UP
        try:
            landed = await self._stored_meanwhile(errand) or await self._fly(errand, flight)
        except GatewayError as error:
            landed = Landed(Landing.FAILED, status=error.status, message=error.message, code=error.error_code)
        finally:
            await flight.land(landed)

    async def _claim(self, errand: Errand, key: str) -> Lease | RemoteFlight | None:
        if errand.started is None:
            return None
        try:
            return await self._board.claim(key)
        except StoreUnavailable as error:
            self._observer.fault("flights", error)
            return None

    async def _stored_meanwhile(self, errand: Errand) -> Landed | None:
        """The answer that another call stored between this caller's look-up and its claim, if it may serve now."""
        ask = errand.ask
        if errand.started is None or ask.controls.no_cache:
            return None
        dep_ids = [dep.dep_id for dep in ask.deps]
        try:
            looked = await self._entries.look((ask.key,), ask.principal.tenant_id, dep_ids)
        except StoreUnavailable as error:
            self._observer.fault("entries", error)
            return None
        entry = looked.entries[0]
        if entry is None or not tells_enough(entry, ask.call):
            return None
        action, _ = exact_action(entry, ask.deps, looked.snapshot, ask.controls, self._clock.now())
        if action is not ExactAction.SERVE:
            return None
        return Landed(Landing.WHOLE, entry.answer, entry.entry_id, 200)

    async def _fly(self, errand: Errand, flight: _Flight) -> Landed:
        ask = errand.ask
        request = UpstreamRequest(
            "POST", ask.path, ask.headers, ask.raw_body, ask.principal, ask.call.stream, ask.authorization
        )
        reply = await self._send(request, errand)
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

    async def _send(self, request: UpstreamRequest, errand: Errand) -> UpstreamReply:
        began = self._clock.monotonic()
        status, code = 0, ""
        try:
            reply = await self._upstream.send(request)
            status = reply.status
        except GatewayError as error:
            code = error.error_code
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._observer.upstream_called(UpstreamCalled(errand.ask.protocol, status, code, seconds, errand.purpose))
        return reply

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

    async def _stream(self, errand: Errand, reply: UpstreamReply, flight: _Flight) -> Landed:
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


async def _relay(frame: Frame, attempt: Broadcast) -> None:
    if isinstance(frame, Landed):
        attempt.land(frame)
    else:
        await attempt.publish(frame)


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
