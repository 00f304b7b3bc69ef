"""The leader's part: claim the call, make it or relay another process's, end it for everyone who waits."""

from __future__ import annotations

import secrets

from cachecore_gateway.core.errors import GatewayError, StoreUnavailable
from cachecore_gateway.core.flight import GIVEN_UP, Frame, Landed, Landing
from cachecore_gateway.core.lookup import ExactAction, exact_action, tells_enough
from cachecore_gateway.core.ports import Lease, RemoteFlight
from cachecore_gateway.core.request import flight_key

from .broadcast import Broadcast
from .caller import Caller
from .errand import Errand
from .parts import Parts
from .shelf import Shelf

__all__ = ["Flyer"]


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
    """Sees to it that each call is made once, by whoever claims it first."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._upstream = parts.upstream
        self._caller = Caller(parts, shelf)
        self._board = parts.stores.flights
        self._entries = parts.stores.entries
        self._observer = parts.observer
        self._clock = parts.clock

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
            landed = await self._stored_meanwhile(errand) or await self._caller.call(errand, flight)
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


async def _relay(frame: Frame, attempt: Broadcast) -> None:
    if isinstance(frame, Landed):
        attempt.land(frame)
    else:
        await attempt.publish(frame)
