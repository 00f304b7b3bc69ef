"""The request head: read once, looked up by name, duplicates of decisive fields refused."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, NamedTuple

from cachecore_gateway.core.errors import HeadersTooLarge, InvalidRequest

from .settings import WebSettings

__all__ = ["Head", "read_head"]

_SINGLE = frozenset({b"authorization", b"content-encoding", b"content-type", b"x-api-key", b"anthropic-version"})
"""Fields that two readers must not read differently: sent twice, the request is refused, as are all of our own."""

_LISTS = frozenset({b"cache-control", b"pragma", b"openai-beta", b"anthropic-beta"})
"""Fields that we read and whose lines are one list (RFC 9110 §5.3)."""

_VARIANT = (b"openai-beta", b"anthropic-version", b"anthropic-beta")
"""Versioning headers that shape the answer: they are part of the key."""


class Head(NamedTuple):
    """Method, path and fields of one request; names lower case."""

    method: str
    path: str
    """As it came, with its escapes: ``%2F`` is no separator."""
    query: bytes
    peer: str
    """Address of the connection's other end, empty when unknown."""
    raw: tuple[tuple[bytes, bytes], ...]
    fields: dict[bytes, bytes]

    def get(self, name: bytes) -> str:
        """Value of a field as Latin-1 text, empty when absent."""
        return self.fields.get(name, b"").decode("latin-1").strip()

    @property
    def target(self) -> str:
        """Path with query, as sent upstream."""
        return f"{self.path}?{self.query.decode('latin-1')}" if self.query else self.path

    @property
    def variant(self) -> str:
        """Query and versioning headers, empty in the usual case."""
        if not self.query and self.fields.keys().isdisjoint(_VARIANT):
            return ""
        parts = [self.query.decode("latin-1")] if self.query else []
        parts += [f"{name.decode()}={self.get(name)}" for name in _VARIANT if name in self.fields]
        return "\n".join(parts)


def read_head(scope: dict[str, Any], settings: WebSettings) -> Head:
    """The head of an ASGI HTTP scope.

    Raises:
        HeadersTooLarge: more than ``max_header_bytes``.
        InvalidRequest: a decisive field was sent twice.
    """
    raw: Iterable[tuple[bytes, bytes]] = scope["headers"]
    pairs = tuple(raw)
    if sum(map(len, chain.from_iterable(pairs))) > settings.max_header_bytes:
        raise HeadersTooLarge(
            f"The headers are larger than {settings.max_header_bytes} bytes; send fewer or shorter ones."
        )
    fields = dict(pairs)
    if len(fields) != len(pairs):
        _refuse_duplicates(pairs)
        fields |= _joined_lists(pairs)
    client = scope.get("client")
    return Head(
        scope["method"],
        (scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        scope.get("query_string", b""),
        client[0] if client else "",
        pairs,
        fields,
    )


def _refuse_duplicates(pairs: tuple[tuple[bytes, bytes], ...]) -> None:
    seen: set[bytes] = set()
    for name, _ in pairs:
        if name in seen and (name in _SINGLE or name.startswith(b"x-cachecore-")):
            raise InvalidRequest(
                f"The header {name.decode('latin-1')} was sent twice; send it once.", param=name.decode()
            )
        seen.add(name)


def _joined_lists(pairs: tuple[tuple[bytes, bytes], ...]) -> dict[bytes, bytes]:
    lines: dict[bytes, list[bytes]] = {}
    for name, value in pairs:
        if name in _LISTS:
            lines.setdefault(name, []).append(value)
    return {name: b", ".join(values) for name, values in lines.items()}
