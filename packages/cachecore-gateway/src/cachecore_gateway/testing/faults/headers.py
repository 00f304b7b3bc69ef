"""Faults in the header fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ..plan import Plan
from ..request import Headers, first_header
from .fault import Stage

SPOOFED_HEADERS: Headers = (
    ("X-Cache", "HIT_L1"),
    ("X-Cache-Similarity", "0.9876"),
    ("X-Cache-Age", "4711"),
    ("X-Cache-Entry", "spoofed-entry"),
    ("Cache-Status", "spoofed; hit; ttl=4711"),
    ("X-Cachecore-Namespace-Hint", "5f00f00f00f0"),
    ("Age", "4711"),
    ("Set-Cookie", "session=spoofed; Path=/"),
)
"""What a hostile or another caching upstream may send: every field that the gateway itself speaks with."""


@dataclass(frozen=True)
class AddHeaders:
    """More header fields after the answer's own, as they are: names and values are not checked."""

    headers: Headers
    stage: ClassVar[Stage] = Stage.HEADERS

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, reply=replace(plan.reply, headers=(*plan.reply.headers, *self.headers)))


@dataclass(frozen=True)
class SpoofedHeaders:
    """The gateway's own response headers and a cookie, sent by the upstream (`SPOOFED_HEADERS`)."""

    stage: ClassVar[Stage] = Stage.HEADERS

    def apply(self, plan: Plan) -> Plan:
        return AddHeaders(SPOOFED_HEADERS).apply(plan)


@dataclass(frozen=True)
class DuplicateHeaders:
    """The named fields twice: with `value` the second time, or with the same value where it is None."""

    names: tuple[str, ...] = ("Content-Type", "X-Request-Id")
    value: str | None = None
    stage: ClassVar[Stage] = Stage.HEADERS

    def apply(self, plan: Plan) -> Plan:
        again = tuple(
            (name, self.value if self.value is not None else (first_header(plan.reply.headers, name) or "again"))
            for name in self.names
        )
        return AddHeaders(again).apply(plan)
