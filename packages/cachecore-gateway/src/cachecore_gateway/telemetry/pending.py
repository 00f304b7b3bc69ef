"""Answered requests between two flushes: one row per kind, added to on the path of every hit.

A number in a file mapped into memory costs five times as much to add to as an attribute, so hits are gathered here and
go to the sheet together, at most ``FLUSH_SECONDS`` later.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cachecore_gateway.core.entry import NO_USAGE, Usage
from cachecore_gateway.core.ports import Answered

from .metrics import SECONDS_BOUNDS

__all__ = ["FLUSH_SECONDS", "PendingAnswers", "PendingRow"]

FLUSH_SECONDS = 0.05
"""Longest time until an answered request is seen by the gateway's other workers."""

_MOST_ROWS = 512


@dataclass(slots=True)
class PendingRow:
    """Requests of one kind; ``first`` is one of them."""

    first: Answered
    count: int = 0
    seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(SECONDS_BOUNDS) + 1))

    @property
    def saved(self) -> Usage:
        """Tokens that these requests did not spend."""
        return Usage(self.input_tokens, self.output_tokens)


class PendingAnswers:
    """Gathers, and hands its rows to ``sink`` soon after the first came."""

    def __init__(self, sink: Callable[[Iterable[PendingRow]], None]) -> None:
        self._sink = sink
        self._rows: dict[tuple[object, ...], PendingRow] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._waiting = False

    def add(self, event: Answered) -> None:
        """Count one request. Without an event loop there is nobody to wait for, and it is handed on at once."""
        reason, seconds, saved = event.reason, event.seconds, event.saved
        # Enum.__hash__ is a Python function; the values' own hashes are remembered strings.
        row = self._rows.get(
            kind := (
                event.tier._value_,
                reason and reason._value_,
                event.protocol,
                event.status,
                event.collapsed,
                event.model,
            )
        )
        if row is None:
            row = self._rows[kind] = PendingRow(event)
        row.count += 1
        row.seconds += seconds
        row.buckets[bisect_left(SECONDS_BOUNDS, seconds)] += 1
        if saved is not NO_USAGE:
            row.input_tokens += saved.input_tokens
            row.output_tokens += saved.output_tokens
        if not self._waiting:
            self._wait()

    def flush(self) -> None:
        """Hand on what has been gathered."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._waiting = None, False
        counted = [row for row in self._rows.values() if row.count]
        if len(self._rows) > _MOST_ROWS:
            self._rows = {}
        if counted:
            self._sink(counted)
        for row in counted:
            row.count = row.input_tokens = row.output_tokens = 0
            row.seconds = 0.0
            row.buckets = [0] * len(row.buckets)

    def _wait(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            self._waiting = True
            self._timer = loop.call_later(FLUSH_SECONDS, self.flush)
