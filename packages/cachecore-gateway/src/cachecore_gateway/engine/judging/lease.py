"""The right of one worker to work the judge's queue, for a while."""

from __future__ import annotations

import secrets

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.ports import Cell, Clock

__all__ = ["TimedLease"]


class TimedLease:
    """Held until its time is over, renewed by whoever holds it, so that a dead holder blocks nobody for long.

    It saves double work and is no more than that: a holder that is slower than the lease may overlap with the next.
    """

    def __init__(self, cells: Cell, clock: Clock, name: str, seconds: float) -> None:
        self._cells = cells
        self._clock = clock
        self._name = f"lease.{name}"
        self._seconds = seconds
        self._holder = secrets.token_hex(8)

    async def take(self) -> bool:
        """Take or renew it; False while another one holds it.

        Raises:
            StoreUnavailable: nobody knows who does.
        """
        now = self._clock.now()

        def step(value: JsonObject | None) -> JsonObject:
            until = (value or {}).get("until")
            # Further ahead than any lease goes: it was taken under a clock that has been set back since.
            is_running = isinstance(until, (int, float)) and now < until <= now + self._seconds
            if value is not None and is_running and value.get("holder") != self._holder:
                return value
            return {"holder": self._holder, "until": now + self._seconds}

        return (await self._cells.change(self._name, step)).get("holder") == self._holder

    async def give_back(self) -> None:
        """Let others have it at once."""

        def step(value: JsonObject | None) -> JsonObject:
            return {} if value is None or value.get("holder") == self._holder else value

        await self._cells.change(self._name, step)
