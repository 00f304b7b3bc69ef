"""The gateway as clients see it, without a network: tokens, MISS, HIT_L1, BYPASS, dependencies, invalidation."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from cachecore import wire
from cachecore.testing.chat import CHAT_PATH, Upstream, numbered_chat, streamed
from cachecore.testing.exchange import Received, Reply
from cachecore.testing.memory import Entry, MemoryCache, fingerprint_of
from cachecore.wire.headers import lowered
from cachecore.wire.jsonvalue import parsed

_CACHED_PATHS: Final = frozenset({CHAT_PATH, "/v1/completions", "/v1/responses", "/v1/messages", "/v1/embeddings"})
_TOKEN, _BYPASS, _DEPS = (name.lower() for name in (wire.TOKEN, wire.BYPASS, wire.DEPS))


class GatewayCore:
    """Answers requests; the transports of ``cachecore.testing`` and ``cachecore.testing.httpx2`` put it on a client.

    ``upstream`` is called on a miss and a bypass with what was received, and returns the JSON object to answer (or a
    `Reply`). ``tokens`` maps the tokens that are accepted to their tenants; None accepts any, each a tenant of its own.
    Streams are made from chat completions only; other paths with ``stream`` get a 501. ``clock`` gives seconds.
    """

    def __init__(
        self,
        upstream: Upstream | None = None,
        *,
        tokens: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._upstream = numbered_chat() if upstream is None else upstream
        self._tokens, self._clock = tokens, clock
        self._cache = MemoryCache()
        self._failures: deque[Reply] = deque()
        self._received: list[Received] = []
        self._forwarded: list[Received] = []

    @property
    def requests(self) -> tuple[Received, ...]:
        """All that was received, oldest first."""
        return tuple(self._received)

    @property
    def upstream_calls(self) -> tuple[Received, ...]:
        """What went on to the upstream, oldest first."""
        return tuple(self._forwarded)

    def fail_next(self, status_code: int, message: str = "", headers: Mapping[str, str] | None = None) -> None:
        """Answer the next request with this error; several calls queue up."""
        self._failures.append(Reply.of_error(status_code, message or f"failure {status_code} as told", headers))

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request to one reply. What stands before ``/v1`` in the path is ignored."""
        bare = path.partition("?")[0]
        received = Received(method, bare[max(bare.find("/v1/"), 0) :], lowered(headers), body)
        self._received.append(received)
        if self._failures:
            return self._failures.popleft()
        try:
            return self._answer(received)
        except PermissionError as refusal:
            return Reply.of_error(401, str(refusal))
        except (TypeError, ValueError) as mistake:
            return Reply.of_error(400, str(mistake))

    def _answer(self, received: Received) -> Reply:
        tenant, bypass = self._caller(received.headers)
        if received.path == wire.INVALIDATE_PATH:
            return self._invalidate(tenant, received)
        deps = frozenset(wire.decode_deps(received.headers[_DEPS])) if _DEPS in received.headers else frozenset()
        if tenant is None or bypass or received.method != "POST" or received.path not in _CACHED_PATHS:
            return self._bypass(received)
        return self._look_up(tenant, received, deps)

    def _caller(self, headers: Mapping[str, str]) -> tuple[str | None, bool]:
        """The tenant, None for anonymous callers, and whether to bypass. Raises ``PermissionError`` for bad tokens."""
        own = headers.get(_TOKEN)
        bypass = headers.get(_BYPASS)
        token = bypass if bypass not in (None, "1") else own
        if token is None and self._tokens is not None:
            bearer = headers.get("authorization", "").removeprefix("Bearer ")
            token = bearer if bearer in self._tokens else None
        if token is None:
            return None, True
        if self._tokens is not None and token not in self._tokens:
            raise PermissionError("the token is not one of this gateway's")
        return (token if self._tokens is None else self._tokens[token]), bypass is not None

    def _invalidate(self, tenant: str | None, received: Received) -> Reply:
        if tenant is None:
            raise PermissionError("invalidation needs a token")
        asked = _json_object(received.body)
        if "prefix" in asked:
            return self._invalidate_prefix(tenant, wire.DepDeclaration(asked["prefix"]).dep_id)
        dep = wire.DepDeclaration(asked.get("dep_id", ""), asked.get("new_hash") or "v1")
        deleted = self._cache.invalidate(tenant, dep.dep_id)
        return Reply.of_json({"ok": True, "dep_id": dep.dep_id, "new_hash": dep.expected_hash, "keys_deleted": deleted})

    def _invalidate_prefix(self, tenant: str, prefix: str) -> Reply:
        deleted = {dep_id: self._cache.invalidate(tenant, dep_id) for dep_id in self._cache.known(tenant, prefix)}
        results = [{"dep_id": dep_id, "keys_deleted": count} for dep_id, count in deleted.items()]
        return Reply.of_json({"ok": True, "keys_deleted": sum(deleted.values()), "results": results})

    def _look_up(self, tenant: str, received: Received, deps: frozenset[wire.DepDeclaration]) -> Reply:
        fingerprint = fingerprint_of(received.path, _json_object(received.body))
        if entry := self._cache.find(tenant, fingerprint, deps):
            return self._rendered(received, entry, "HIT_L1")
        generations = self._cache.begun(tenant, deps)
        answer = self._forward(received, "MISS")
        if isinstance(answer, Reply):
            return answer
        entry = Entry(self._cache.next_id(), answer, deps, generations, self._clock())
        self._cache.store(tenant, fingerprint, entry)
        return self._rendered(received, entry, "MISS")

    def _bypass(self, received: Received) -> Reply:
        answer = self._forward(received, "BYPASS")
        if isinstance(answer, Reply):
            return answer
        return self._rendered(received, Entry("", answer, frozenset(), (), self._clock()), "BYPASS")

    def _forward(self, received: Received, status: str) -> Mapping[str, Any] | Reply:
        self._forwarded.append(received)
        answer = self._upstream(received)
        if not isinstance(answer, Reply):
            return answer
        if answer.status_code == 200:
            return _json_object(answer.body)
        return Reply(answer.status_code, answer.body, {**answer.headers, **_cache_headers(status, 0, "")})

    def _rendered(self, received: Received, entry: Entry, status: str) -> Reply:
        age = int(self._clock() - entry.stored_at) if status == "HIT_L1" else 0
        headers = _cache_headers(status, age, entry.entry_id)
        asked = _json_object(received.body) if received.body else {}
        if not asked.get("stream"):
            return Reply.of_json(entry.answer, headers=headers)
        if received.path != CHAT_PATH:
            return Reply.of_error(501, f"GatewayDouble streams {CHAT_PATH} only", headers)
        with_usage = bool((asked.get("stream_options") or {}).get("include_usage"))
        body = streamed(entry.answer, with_usage=with_usage)
        return Reply(200, body, {"Content-Type": "text/event-stream", **headers})


def _json_object(body: bytes) -> dict[str, Any]:
    value = parsed(body)
    if not isinstance(value, dict):
        raise ValueError("the body must be a JSON object")
    return value


def _cache_headers(status: str, age: int, entry_id: str) -> dict[str, str]:
    similarity = "1.00" if status == "HIT_L1" else "0.00"
    headers = {wire.CACHE: status, wire.SIMILARITY: similarity, wire.AGE: str(max(age, 0))}
    return {**headers, wire.ENTRY: entry_id} if entry_id else headers
