"""From bytes to ``Ask``: parse once, scope, key. Repeated bodies are recognised by hash and not parsed again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from cachecore_gateway.core.canonical import JsonObject, JsonValue, canonical_bytes, parse_object
from cachecore_gateway.core.controls import Controls, Preset
from cachecore_gateway.core.dependencies import POLICY_DEP_ID, Dep, effective_deps
from cachecore_gateway.core.fingerprint import fingerprint_of
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.namespace import namespace_of
from cachecore_gateway.core.ports import BatchAdapter, ProtocolAdapter, Segmenter
from cachecore_gateway.core.request import Ask, Call, Question, scope_of

from .items import Batch, Item

__all__ = ["MAX_ITEMS", "Arrival", "Intake", "Keyed", "declares_data"]

MAX_ITEMS = 2048
"""Most items of one request that get an entry each; a longer batch is one entry as a whole."""


_SPEAKERS = frozenset({"user", "assistant"})


class Arrival(NamedTuple):
    """A request as the edge received it, its caller already verified."""

    principal: Principal
    adapter: ProtocolAdapter
    path: str
    """Path with its query, as it travels upstream."""
    variant: str
    """What beside the body shapes the answer: query and versioning headers; empty in the usual case."""
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    deps: tuple[Dep, ...]
    controls: Controls
    authorization: bytes


class Keyed(NamedTuple):
    """What a body means for one caller: its keys, its question, its form of delivery."""

    call: Call
    namespace: str
    key: str
    question: Question | None
    exact_only_reason: str
    needs_deps: str = ""
    """Why ``question`` may be compared only where the caller declares what its answer depends on."""


class Intake:
    """Builds ``Ask``; remembers the keys of recent small bodies.

    Args:
        segmenter: takes the last user turn apart.
        isolate_by_user: put the body's end-user id into the namespace.
        compares: does any request use the semantic tier? Else no turn is taken apart.
        remembered_count: bodies remembered, least recently used dropped first.
        remembered_body_bytes: larger bodies are parsed each time.
    """

    def __init__(
        self,
        segmenter: Segmenter,
        *,
        isolate_by_user: bool = False,
        compares: bool = True,
        remembered_count: int = 8192,
        remembered_body_bytes: int = 64 * 1024,
    ) -> None:
        self._segmenter = segmenter
        self._isolate_by_user = isolate_by_user
        self._compares = compares
        self._remembered_count = remembered_count
        self._remembered_body_bytes = remembered_body_bytes
        self._remembered: OrderedDict[tuple[object, ...], Keyed] = OrderedDict()
        self._deps: dict[tuple[tuple[Dep, ...], str], tuple[Dep, ...]] = {}

    def ask(self, arrival: Arrival) -> Ask:
        """The request, keyed.

        Raises:
            InvalidRequest: the body cannot be understood.
        """
        return self._ask(arrival, self._recall(arrival), arrival.body)

    def batch(self, arrival: Arrival, ask: Ask) -> Batch | None:
        """The items of a request that holds several, each keyed as if it came alone; ``None`` where it holds one.

        Args:
            ask: what ``ask`` made of the arrival.
        """
        adapter = arrival.adapter
        if not _has_items(type(adapter)) or not isinstance(adapter, BatchAdapter):
            return None
        bodies = adapter.split(parse_object(arrival.body))
        if bodies is None or len(bodies) > MAX_ITEMS:
            return None
        return Batch(ask, adapter, tuple(self._item(arrival, body) for body in bodies))

    def _item(self, arrival: Arrival, body: JsonObject) -> Item:
        return Item(self._ask(arrival, self._keyed(arrival, body), canonical_bytes(body)), body)

    def _ask(self, arrival: Arrival, keyed: Keyed, body: bytes) -> Ask:
        undeclared = "" if declares_data(arrival.deps) else keyed.needs_deps
        return Ask(
            principal=arrival.principal,
            protocol=arrival.adapter.name,
            call=keyed.call,
            raw_body=body,
            namespace=keyed.namespace,
            key=keyed.key,
            deps=self._effective(arrival.deps, arrival.principal.policy_version),
            question=None if undeclared else keyed.question,
            exact_only_reason=undeclared or keyed.exact_only_reason,
            controls=arrival.controls,
            path=arrival.path,
            headers=arrival.headers,
            authorization=arrival.authorization,
        )

    def _recall(self, arrival: Arrival) -> Keyed:
        if len(arrival.body) > self._remembered_body_bytes:
            return self._key(arrival)
        principal = arrival.principal
        handle = (
            blake2b(arrival.body, digest_size=20).digest(),
            arrival.adapter.name,
            arrival.variant,
            principal.tenant_id,
            principal.project_id,
            principal.policy_version,
            principal.permissions,
            self._exact_only(arrival),
        )
        keyed = self._remembered.get(handle)
        if keyed is None:
            keyed = self._remembered[handle] = self._key(arrival)
            if len(self._remembered) > self._remembered_count:
                self._remembered.popitem(last=False)
        else:
            self._remembered.move_to_end(handle)
        return keyed

    def _key(self, arrival: Arrival) -> Keyed:
        return self._keyed(arrival, parse_object(arrival.body))

    def _keyed(self, arrival: Arrival, body: JsonObject) -> Keyed:
        call = arrival.adapter.parse(body)
        user = call.user if self._isolate_by_user else ""
        protocol = f"{arrival.adapter.name}\n{arrival.variant}"
        namespace = namespace_of(arrival.principal, protocol, call.instructions, call.tools, user)
        key = fingerprint_of(namespace, arrival.adapter.keyed(body), arrival.adapter.neutral_fields)
        question, reason, needs_deps = self._question(namespace, call, exact_only=self._exact_only(arrival))
        return Keyed(call.delivered(), namespace, key, question, reason, needs_deps)

    def _exact_only(self, arrival: Arrival) -> bool:
        """Will nobody compare its question? Taking a turn apart takes as long as the rest of a miss."""
        asked = Preset.OFF in (arrival.controls.preset, arrival.principal.preset)
        return asked or not self._compares

    def _question(self, namespace: str, call: Call, *, exact_only: bool) -> tuple[Question | None, str, str]:
        """The question, or why there is none; and why it needs declared deps."""
        if exact_only:
            return None, "exact-only", ""
        if call.question is None or call.surroundings is None:
            return None, call.exact_only_reason, ""
        instructions = "\n".join(_texts(call.instructions))
        segments = self._segmenter.split(call.question, instructions, _earlier(call.surroundings))
        if segments.question is None:
            return None, segments.reason, ""
        scope = scope_of(namespace, call.surroundings, segments.blocks)
        return Question(scope, segments.question), "", segments.needs_deps

    def _effective(self, declared: tuple[Dep, ...], policy_version: str) -> tuple[Dep, ...]:
        handle = (declared, policy_version)
        deps = self._deps.get(handle)
        if deps is None:
            if len(self._deps) >= self._remembered_count:
                self._deps.clear()
            deps = self._deps[handle] = effective_deps(declared, policy_version)
        return deps


def _earlier(surroundings: JsonObject) -> list[str]:
    """What user and model said before the last turn, of whichever protocol, in order."""
    body = surroundings.get("body")
    lists = (value for value in body.values() if isinstance(value, list)) if isinstance(body, dict) else ()
    return [
        "\n".join(_texts(item.get("content")))
        for listed in lists
        for item in listed
        if isinstance(item, dict) and item.get("role") in _SPEAKERS
    ]


def _texts(value: JsonValue) -> Iterator[str]:
    """All texts in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


@lru_cache
def _has_items(kind: type[ProtocolAdapter]) -> bool:
    """The cheap question before ``isinstance``, which takes 30 µs on this path."""
    return issubclass(kind, BatchAdapter)


def declares_data(deps: tuple[Dep, ...]) -> bool:
    """Did the caller tag the request with data of its own (beyond the policy dep)?"""
    return any(dep.dep_id != POLICY_DEP_ID for dep in deps)
