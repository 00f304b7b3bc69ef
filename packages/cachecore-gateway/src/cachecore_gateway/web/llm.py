"""The cached endpoints and everything else below /v1/: who calls, may it, what does the cache say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.errors import Overloaded, RateLimited
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.lookup import Reason
from cachecore_gateway.core.ports import (
    Answered,
    Authenticator,
    Clock,
    Observer,
    ProtocolAdapter,
    UpstreamRequest,
)
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import (
    Arrival,
    BatchDeparture,
    Departure,
    Engine,
    Forwarder,
    Intake,
    OnlyIfCached,
    Outcome,
)

from .admission import Doorkeeper
from .answers import arrive, whole_answer, write_outcome
from .callers import Caller, identify
from .controls import read_controls
from .deps import read_deps
from .exchange import Exchange, Headers
from .head import Head
from .presence import Presence
from .remembered import Remembered
from .settings import WebSettings
from .visitors import Visitor, Visitors

__all__ = ["LlmEndpoints", "LlmParts"]

_DEPS = b"x-cachecore-deps"

_REMEMBERED_BYTES = 32 * 1024 * 1024
_REMEMBERED_BODY_BYTES = 64 * 1024
_OVERHEAD_BYTES = 1500
"""What an ask's objects take beside the body."""


@dataclass(frozen=True, slots=True)
class LlmParts:
    """What the endpoints use."""

    engine: Engine
    forwarder: Forwarder
    intake: Intake
    authenticator: Authenticator
    doorkeeper: Doorkeeper
    observer: Observer
    clock: Clock
    adapters: Mapping[str, ProtocolAdapter]
    """By path."""
    tenant_adapters: Mapping[str, Mapping[str, ProtocolAdapter]]
    """By tenant id, then by path: for tenants whose requests are read in a way of their own."""
    count_waiting: Callable[[int], None]
    """Told 1 when a request begins to wait for the provider and -1 when its answer has been sent."""


class LlmEndpoints:
    """Handlers for ``/v1/*``.

    A request that came before byte for byte, head and body, is recognised: its ask is a pure function of those bytes
    while its tokens are good.
    """

    def __init__(self, parts: LlmParts, settings: WebSettings) -> None:
        self._parts = parts
        self._settings = settings
        self._in_flight = 0
        self._visitors = Visitors(parts.authenticator, parts.clock)
        self._asks: Remembered[tuple[Visitor, bytes, bytes], Ask] = Remembered(_REMEMBERED_BYTES)

    def at_once(
        self, fields: tuple[tuple[bytes, bytes], ...], target: bytes, body: bytes
    ) -> tuple[int, bytes, bytes] | None:
        """See ``AtOnce``: the answer that ``cached`` would give to a request that came before and is an exact hit."""
        began = self._parts.clock.monotonic()
        visitor = self._visitors.recall(fields)
        ask = None if visitor is None else self._asks.get((visitor, target, body))
        if ask is None or self._settings.debug_headers:
            return None
        outcome = self._parts.engine.at_once(ask)
        if outcome is None or not isinstance(outcome.body, bytes):
            return None
        try:
            limits = self._parts.doorkeeper.admit_at_once(ask.principal)
        except RateLimited:
            return None
        answer = None if limits is None else whole_answer(outcome, limits)
        if answer is not None:
            self._parts.observer.answered(_event(ask, outcome, self._parts.clock.monotonic() - began))
        return answer

    async def cached(self, exchange: Exchange) -> None:
        """A POST to a path that an adapter knows."""
        head = exchange.head
        began = self._parts.clock.monotonic()
        visitor = self._visitors.recall(head.raw)
        if visitor is None:
            caller = identify(head, self._parts.authenticator)
            limits = await self._parts.doorkeeper.admit(head, caller.principal)
            visitor = self._visitors.note(head, caller, read_controls(head))
        else:
            limits = await self._parts.doorkeeper.admit(head, visitor.caller.principal)
        body = await exchange.body(self._settings.max_body_bytes, self._settings.body_timeout_seconds)
        ask = self._asks.get((visitor, _target(head), body))
        if ask is None:
            await self._first_time(exchange, visitor, body, limits, began)
        else:
            await self._deliver(exchange, ask, await self._parts.engine.serve(ask), limits, began)

    async def _first_time(
        self, exchange: Exchange, visitor: Visitor, body: bytes, limits: Headers, began: float
    ) -> None:
        caller, controls = visitor.caller, visitor.controls
        if caller.principal is None or caller.bypass or controls.no_store:
            _check_may_pass(controls, _bypass_reason(caller))
            await self._pass(exchange, caller, body, _bypass_reason(caller), limits)
            return
        arrival = self._arrival(exchange.head, caller.principal, visitor, body)
        ask = self._parts.intake.ask(arrival)
        if ask.call.uncacheable_reason:
            _check_may_pass(controls, Reason.STATEFUL)
            await self._pass(exchange, caller, body, Reason.STATEFUL, limits)
            return
        batch = self._parts.intake.batch(arrival, ask)
        if batch is not None:
            await self._deliver(exchange, ask, await self._parts.engine.batches.serve(batch), limits, began)
            return
        self._remember(exchange.head, visitor, ask)
        await self._deliver(exchange, ask, await self._parts.engine.serve(ask), limits, began)

    def _arrival(self, head: Head, principal: Principal, visitor: Visitor, body: bytes) -> Arrival:
        parts = self._parts
        return Arrival(
            principal,
            parts.tenant_adapters.get(principal.tenant_id, parts.adapters)[head.path],
            head.target,
            head.variant,
            head.raw,
            body,
            read_deps(head.get(_DEPS) if _DEPS in head.fields else None, self._settings),
            visitor.controls,
            visitor.caller.authorization,
        )

    def _remember(self, head: Head, visitor: Visitor, ask: Ask) -> None:
        size = len(ask.raw_body)
        if visitor.returns and size <= _REMEMBERED_BODY_BYTES:
            self._asks.put((visitor, _target(head), ask.raw_body), ask, size + _OVERHEAD_BYTES)

    async def _deliver(
        self, exchange: Exchange, ask: Ask, answer: Outcome | Departure | BatchDeparture, limits: Headers, began: float
    ) -> None:
        if isinstance(answer, Outcome):
            await self._finish(exchange, ask, answer, limits, began)
            return
        outcome = await self._land(answer, exchange)
        try:
            await self._finish(exchange, ask, outcome, limits, began)
        finally:
            self._wait(-1)

    async def passed(self, exchange: Exchange) -> None:
        """Any other path or method below ``/v1/``: forwarded unchanged."""
        head = exchange.head
        caller = identify(head, self._parts.authenticator)
        limits = await self._parts.doorkeeper.admit(head, caller.principal)
        reason = Reason.NOT_CACHEABLE if caller.principal is not None else Reason.ANONYMOUS
        _check_may_pass(read_controls(head), reason)
        body = await exchange.body(self._settings.max_body_bytes, self._settings.body_timeout_seconds)
        await self._pass(exchange, caller, body, reason, limits)

    async def _land(self, departure: Departure | BatchDeparture, exchange: Exchange) -> Outcome:
        """Wait for a miss within the bound of waiting requests; on return one slot is taken."""
        if self._in_flight >= self._settings.max_in_flight:
            departure.close()
            raise Overloaded("The gateway holds as many waiting requests as it may; try again shortly.")
        self._wait(1)
        try:
            return await arrive(departure, exchange)
        except BaseException:
            self._wait(-1)
            raise

    async def _finish(self, exchange: Exchange, ask: Ask, outcome: Outcome, limits: Headers, began: float) -> None:
        self._parts.observer.answered(_event(ask, outcome, self._parts.clock.monotonic() - began))
        if self._settings.debug_headers:
            limits = [*limits, *_debug_headers(ask, outcome)]
        await write_outcome(exchange, outcome, limits)

    async def _pass(self, exchange: Exchange, caller: Caller, body: bytes, reason: Reason, limits: Headers) -> None:
        if self._in_flight >= self._settings.max_in_flight:
            raise Overloaded("The gateway holds as many waiting requests as it may; try again shortly.")
        self._wait(1)
        began = self._parts.clock.monotonic()
        try:
            head = exchange.head
            request = UpstreamRequest(
                head.method, head.target, head.raw, body, caller.principal, False, caller.authorization
            )
            async with Presence(exchange):
                outcome = await self._parts.forwarder.forward(request, reason)
            seconds = self._parts.clock.monotonic() - began
            self._parts.observer.answered(_passed_event(caller.principal, outcome, seconds))
            await write_outcome(exchange, outcome, limits)
        finally:
            self._wait(-1)

    def _wait(self, change: int) -> None:
        self._in_flight += change
        self._parts.count_waiting(change)


def _target(head: Head) -> bytes:
    """Path and query as they came."""
    path = head.path.encode("latin-1")
    return b"%s?%s" % (path, head.query) if head.query else path


def _check_may_pass(controls: Controls, reason: Reason) -> None:
    """Raise ``OnlyIfCached`` where a request that the cache does not answer forbade the upstream call."""
    if controls.only_if_cached:
        raise OnlyIfCached(reason)


def _bypass_reason(caller: Caller) -> Reason:
    if caller.principal is None:
        return Reason.ANONYMOUS
    return Reason.BYPASS_ASKED if caller.bypass else Reason.NO_STORE


def _event(ask: Ask, outcome: Outcome, seconds: float) -> Answered:
    return Answered(
        outcome.tier,
        outcome.reason,
        ask.protocol,
        ask.call.model,
        ask.principal.tenant_id,
        outcome.status,
        seconds,
        outcome.similarity,
        outcome.stream,
        outcome.collapsed,
        outcome.saved,
    )


def _passed_event(principal: Principal | None, outcome: Outcome, seconds: float) -> Answered:
    tenant = principal.tenant_id if principal is not None else ""
    return Answered(outcome.tier, outcome.reason, "bypass", "", tenant, outcome.status, seconds)


def _debug_headers(ask: Ask, outcome: Outcome) -> Headers:
    headers = [(b"x-cachecore-namespace-hint", ask.namespace[:12].encode())]
    if ask.exact_only_reason:
        headers.append((b"x-cachecore-exact-only-reason", ask.exact_only_reason.encode("ascii", "replace")))
    for judgement in outcome.judgements[:3]:
        probability = "" if judgement.probability is None else f";p={judgement.probability:.3f}"
        guard = f";guard={judgement.guard}" if judgement.guard else ""
        text = f"{judgement.entry_id};{judgement.verdict.value};cos={judgement.similarity:.4f}{probability}{guard}"
        headers.append((b"x-cachecore-candidate", text.encode("ascii", "replace")))
    return headers
