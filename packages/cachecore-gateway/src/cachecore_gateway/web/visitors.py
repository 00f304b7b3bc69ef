"""Callers who come again: what a head said is remembered by its very bytes while its tokens are good."""

from __future__ import annotations

from dataclasses import dataclass

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.ports import Authenticator, Clock

from .callers import Caller
from .head import Head
from .remembered import Remembered

__all__ = ["Visitor", "Visitors"]

_REMEMBERED_BYTES = 8 * 1024 * 1024
_OVERHEAD_BYTES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Visitor:
    """A verified caller, or an anonymous one, and what its head asks of the cache."""

    caller: Caller
    controls: Controls
    returns: bool = False
    """Is it remembered? Then equal heads are this one object, which may be part of a key."""


class Visitors:
    """Remembers heads whose callers were verified; never bad tokens, so they cannot push good ones out."""

    def __init__(self, authenticator: Authenticator, clock: Clock) -> None:
        self._authenticator = authenticator
        self._clock = clock
        self._generation = authenticator.generation
        self._known = _memory()

    def recall(self, raw: tuple[tuple[bytes, bytes], ...]) -> Visitor | None:
        """Who sent a head of these very fields before; ``None`` where that has to be found out (again)."""
        if self._authenticator.generation != self._generation:
            self._generation = self._authenticator.generation
            self._known = _memory()
        visitor = self._known.get(raw)
        if visitor is None or visitor.caller.good_until <= self._clock.now():
            return None
        return visitor

    def note(self, head: Head, caller: Caller, controls: Controls) -> Visitor:
        """The visitor, remembered for its next request if it is a tenant's."""
        if caller.principal is not None:
            size = sum(len(name) + len(value) for name, value in head.raw)
            self._known.put(head.raw, Visitor(caller, controls, returns=True), size + _OVERHEAD_BYTES)
        return Visitor(caller, controls)


def _memory() -> Remembered[tuple[tuple[bytes, bytes], ...], Visitor]:
    return Remembered(_REMEMBERED_BYTES)
