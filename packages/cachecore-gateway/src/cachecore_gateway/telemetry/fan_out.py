"""Several observers as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from cachecore_gateway.core.ports import Answered, Judged, Observer, UpstreamCalled

__all__ = ["FanOut", "ignored"]

FunctionT = TypeVar("FunctionT", bound=Callable[..., None])


class FanOut:
    """Tells every observer, in order; methods that are ``ignored`` are not called. Implements ``Observer``."""

    def __init__(self, *observers: Observer) -> None:
        self.answered = _all(tuple(one.answered for one in observers if _listens(one.answered)))
        """A request was answered."""
        self._judged = tuple(one.judged for one in observers if _listens(one.judged))
        self._upstream_called = tuple(one.upstream_called for one in observers if _listens(one.upstream_called))
        self._stored = tuple(one.stored for one in observers if _listens(one.stored))
        self._fault = tuple(one.fault for one in observers if _listens(one.fault))

    def judged(self, event: Judged) -> None:
        """Candidates were judged."""
        for tell in self._judged:
            tell(event)

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A provider answered or failed."""
        for tell in self._upstream_called:
            tell(event)

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """An answer was stored, or why not."""
        for tell in self._stored:
            tell(tenant_id, protocol, refused_reason)

    def fault(self, part: str, error: Exception) -> None:
        """A part failed and was worked around."""
        for tell in self._fault:
            tell(part, error)


def ignored(method: FunctionT) -> FunctionT:
    """Marks a method of an observer that does nothing, so that nobody calls it on the path of a hit."""
    method.__dict__["ignored"] = True
    return method


def _all(tellers: Sequence[Callable[[Answered], None]]) -> Callable[[Answered], None]:
    """One function in place of several; the only one is called without a detour, because it is called on every hit."""
    if len(tellers) == 1:
        return tellers[0]

    def answered(event: Answered) -> None:
        for tell in tellers:
            tell(event)

    return answered


def _listens(method: Callable[..., None]) -> bool:
    return not getattr(method, "ignored", False)
