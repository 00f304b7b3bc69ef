"""What happened at the double: every call that arrived, and how it ended."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum

from .request import Request
from .watch import Watch, wait


class Outcome(Enum):
    """How a call ended, seen from the double."""

    IN_FLIGHT = "in flight"
    ANSWERED = "answered"
    """The whole answer was handed to the socket, whatever it said."""
    CUT = "cut"
    """The double ended the connection early, because a fault says so."""
    DISCONNECTED = "disconnected"
    """The client went away before the end."""
    ABANDONED = "abandoned"
    """The double was closed before the end."""


@dataclass(frozen=True)
class Call:
    """One received request: a snapshot; ask the journal again to see a later state.

    `started_at` and `ended_at` are `time.monotonic()` seconds: the request was received whole, and its answer ended.
    `connection_id` counts the connections from 1 on. Headers in `request` are in order and in the client's case.
    """

    request: Request
    connection_id: int
    started_at: float
    ended_at: float | None = None
    outcome: Outcome = Outcome.IN_FLIGHT

    @property
    def number(self) -> int:
        """1 for the first call."""
        return self.request.number

    @property
    def path(self) -> str:
        """The path that was asked for, without its query."""
        return self.request.path

    @property
    def disconnected(self) -> bool:
        """Whether the client went away before the end of the answer."""
        return self.outcome is Outcome.DISCONNECTED


class Journal:
    """All calls in the order of their arrival. Written by the double's loop; may be read from any thread."""

    def __init__(self) -> None:
        self.watch = Watch()
        self._calls: list[Call] = []
        self._first_number = 1
        self._outcomes: Counter[Outcome] = Counter()
        self._most_in_flight = 0

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call since the start or the last `clear`."""
        return tuple(self._calls)

    @property
    def call_count(self) -> int:
        """How many calls arrived since the start or the last `clear`."""
        return len(self._calls)

    @property
    def in_flight(self) -> int:
        """How many calls are being answered now."""
        return self._outcomes[Outcome.IN_FLIGHT]

    @property
    def most_in_flight(self) -> int:
        """The largest number of calls that were being answered at one moment."""
        return self._most_in_flight

    def ended_count(self, outcome: Outcome) -> int:
        """How many calls ended in this way."""
        return self._outcomes[outcome]

    def count_by_path(self) -> Counter[str]:
        """Number of calls for each path."""
        return Counter(call.path for call in self._calls)

    def count_by_body(self) -> Counter[str]:
        """Number of calls for each `Request.body_fingerprint`."""
        return Counter(call.request.body_fingerprint for call in self._calls)

    def start(self, request: Request, connection_id: int) -> Request:
        """Records an arrival. Returns the request with its call number."""
        counted = replace(request, number=self._first_number + len(self._calls))
        self._calls.append(Call(counted, connection_id, time.monotonic()))
        self._outcomes[Outcome.IN_FLIGHT] += 1
        self._most_in_flight = max(self._most_in_flight, self.in_flight)
        self.watch.notify()
        return counted

    def end(self, request: Request, outcome: Outcome) -> None:
        """Records how a call ended; nothing where the journal was cleared in between."""
        index = request.number - self._first_number
        if index < 0:
            return
        self._calls[index] = replace(self._calls[index], ended_at=time.monotonic(), outcome=outcome)
        self._outcomes[Outcome.IN_FLIGHT] -= 1
        self._outcomes[outcome] += 1
        self.watch.notify()

    def clear(self) -> None:
        """Forgets all calls. Numbering goes on, so that answers before and after stay different."""
        self._first_number += len(self._calls)
        self._calls = []
        self._outcomes = Counter()
        self._most_in_flight = 0

    async def wait_for_calls(self, count: int, timeout: float = 5.0) -> None:
        """Waits until `count` calls have arrived. Raises TimeoutError after `timeout` seconds."""
        come = self.watch.when(lambda: self.call_count >= count)
        await wait(come, timeout, lambda: f"{count} calls: {self.summary()}")

    async def wait_disconnected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Waits until `count` calls were given up by their clients. Raises TimeoutError after `timeout` seconds."""
        left = self.watch.when(lambda: self.ended_count(Outcome.DISCONNECTED) >= count)
        await wait(left, timeout, lambda: f"{count} disconnects: {self.summary()}")

    async def wait_idle(self, timeout: float = 5.0) -> None:
        """Waits until no call is being answered. Raises TimeoutError after `timeout` seconds."""
        idle = self.watch.when(lambda: self.in_flight == 0)
        await wait(idle, timeout, lambda: f"all calls to end: {self.summary()}")

    def summary(self) -> str:
        """What happened, in one line, for the messages of failed waits."""
        paths = ", ".join(f"{count} x {path}" for path, count in self.count_by_path().items())
        return f"{self.call_count} calls came ({paths or 'none'}), {self.in_flight} in flight"
