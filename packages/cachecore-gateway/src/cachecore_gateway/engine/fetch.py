"""The caller's part of a miss: join the wave, wait, and turn what landed into an answer in the caller's own form."""

from __future__ import annotations

from cachecore_gateway.core.entry import NO_USAGE, UNTOLD_USAGE, Entry
from cachecore_gateway.core.errors import GatewayError, InvalidRequest, NotAuthenticated, Overloaded
from cachecore_gateway.core.flight import Head, Landed, Landing
from cachecore_gateway.core.freshness import age_seconds
from cachecore_gateway.core.lookup import Fetch, Serve, Tier
from cachecore_gateway.core.ports import ProtocolAdapter
from cachecore_gateway.core.request import Ask

from .broadcast import Broadcast
from .errand import Errand
from .flyer import Flyer
from .live import LiveBody, failure_of
from .outcome import Body, Outcome
from .parts import Parts
from .wave import Subscription, Waves

__all__ = ["Departure", "Fetcher"]

EVENT_STREAM_HEADERS = ((b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-cache"))
JSON_HEADERS = ((b"content-type", b"application/json"),)


class Departure:
    """A miss under way. Await ``arrive`` for the answer, or ``close`` when the caller has gone."""

    def __init__(self, fetcher: Fetcher, errand: Errand, state: Fetch, subscription: Subscription) -> None:
        self._fetcher = fetcher
        self._errand = errand
        self._state = state
        self._subscription = subscription

    @property
    def leads(self) -> bool:
        """Did this request start the upstream call, rather than join one?"""
        return self._subscription.leads

    @property
    def attempt(self) -> Broadcast:
        """The upstream call as far as it has come."""
        return self._subscription.attempt

    async def arrive(self) -> Outcome:
        """The answer.

        Raises:
            GatewayError: no usable answer came.
        """
        handed_over = False
        try:
            outcome = await self._fetcher.outcome(self._errand, self._state, self._subscription)
            handed_over = isinstance(outcome.body, LiveBody)
            return outcome
        finally:
            if not handed_over:
                self.close()

    def close(self) -> None:
        """Leave the shared call."""
        self._subscription.close()


class Fetcher:
    """Sends misses upstream, together where they are equal."""

    def __init__(self, parts: Parts, flyer: Flyer) -> None:
        self._flyer = flyer
        self._adapters = parts.adapters
        self._clock = parts.clock
        self._waves = Waves(parts.settings.flight_queue_bytes, finish_abandoned=parts.settings.finish_abandoned)

    def depart(self, errand: Errand, state: Fetch) -> Departure:
        """Join or start the call for ``errand``."""
        subscription = self.join(errand)
        if errand.ask.call.stream:
            subscription.enlist()
        return Departure(self, errand, state, subscription)

    def join(self, errand: Errand) -> Subscription:
        """A part in the wave of ``errand``."""
        key = self._flyer.flight(errand)
        return self._waves.join(key, lambda attempt: self._lead(errand, key, attempt))

    async def outcome(self, errand: Errand, state: Fetch, subscription: Subscription) -> Outcome:
        """Wait for the wave; take over once when its leader failed and this caller may."""
        ask = errand.ask
        while True:
            attempt = subscription.attempt
            head = await attempt.wait_head()
            if isinstance(head, Head) and head.stream and ask.call.stream:
                reader = subscription.reader
                if reader is not None:
                    return self._live(head, state, subscription, reader)
            landed = await attempt.wait_landed()
            if landed.landing is Landing.WHOLE:
                return self._whole(ask, state, landed, subscription)
            if not subscription.again(lambda attempt: self._lead(errand, subscription.key, attempt)):
                return self._failed(ask, state, attempt, landed)

    async def settled(self) -> None:
        """Return once no call is under way."""
        await self._waves.settled()

    async def aclose(self) -> None:
        """End all calls."""
        await self._waves.aclose()

    async def _lead(self, errand: Errand, key: str, attempt: Broadcast) -> None:
        await self._flyer.lead(errand, key, attempt)

    def _live(self, head: Head, state: Fetch, subscription: Subscription, reader: int) -> Outcome:
        return Outcome(
            Tier.MISS,
            head.status,
            head.headers,
            LiveBody(subscription, reader),
            stream=True,
            reason=state.reason,
            collapsed=subscription.collapsed or subscription.attempt.relayed,
        )

    def _whole(self, ask: Ask, state: Fetch, landed: Landed, subscription: Subscription) -> Outcome:
        attempt, answer = subscription.attempt, landed.answer
        assert answer is not None, "a whole landing carries its answer"
        as_stream = ask.call.stream and not landed.uncacheable_reason.startswith("answered-plain")
        headers = answer.headers if attempt.head is None or attempt.head.stream != as_stream else attempt.head.headers
        body, headers = shaped(self._adapters[ask.protocol], ask, answer.body, headers, as_stream=as_stream)
        return Outcome(
            Tier.MISS,
            200,
            headers,
            body,
            stream=as_stream,
            reason=state.reason,
            entry_id=landed.entry_id,
            collapsed=subscription.collapsed or subscription.attempt.relayed,
            stored_detail=landed.uncacheable_reason,
        )

    def _failed(self, ask: Ask, state: Fetch, attempt: Broadcast, landed: Landed) -> Outcome:
        if state.spare is not None and landed.landing is not Landing.REFUSED:
            return self._spare(ask, state.spare)
        if attempt.head is not None and attempt.head.status != 200 and landed.code == "upstream_status":
            head = attempt.head
            return Outcome(Tier.MISS, head.status, head.headers, attempt.received(), reason=state.reason)
        raise error_of(landed)

    def _spare(self, ask: Ask, entry: Entry) -> Outcome:
        adapter = self._adapters[ask.protocol]
        now = self._clock.now()
        return from_entry(adapter, ask, Serve(Tier.HIT_L1_STALE, entry, age_seconds(entry.window, now)), now)


def shaped(
    adapter: ProtocolAdapter, ask: Ask, body: bytes, headers: tuple[tuple[bytes, bytes], ...], *, as_stream: bool
) -> tuple[Body, tuple[tuple[bytes, bytes], ...]]:
    """A whole answer in the caller's form, with the headers that go with that form."""
    kept = tuple((name, value) for name, value in headers if name not in (b"content-type", b"cache-control"))
    if as_stream:
        return adapter.replay(body, ask.call), EVENT_STREAM_HEADERS + kept
    return body, JSON_HEADERS + kept


def from_entry(adapter: ProtocolAdapter, ask: Ask, served: Serve, now: float) -> Outcome:
    """The outcome of a hit."""
    entry, stream = served.entry, ask.call.stream
    answer = entry.answer  # stored headers never name content type or cache control, which ``shaped`` takes out
    return Outcome(
        served.tier,
        200,
        (EVENT_STREAM_HEADERS if stream else JSON_HEADERS) + answer.headers,
        adapter.replay(answer.body, ask.call) if stream else answer.body,
        stream=stream,
        similarity=served.similarity,
        age=served.age,
        ttl=int(entry.window.fresh_until - now),
        entry_id=entry.entry_id,
        saved=answer.usage if answer.usage != UNTOLD_USAGE else NO_USAGE,
    )


def error_of(landed: Landed) -> GatewayError:
    """The error with which a failed flight ends for a caller: ours where it is our word, else the provider's fault."""
    if landed.status == InvalidRequest.status:
        return InvalidRequest(landed.message, code=landed.code or None)
    if landed.status == NotAuthenticated.status:
        return NotAuthenticated(landed.message, code=landed.code or None)
    if landed.status == Overloaded.status:
        return Overloaded(landed.message)
    return failure_of(landed)
