"""So many an hour, among all workers: for what costs money upstream."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.ports import Cell, Clock

__all__ = ["HourlyBudget"]


class HourlyBudget:
    """An allowance per full hour of the wall clock, kept in a cell so that it holds over workers and restarts."""

    def __init__(self, cells: Cell, clock: Clock, name: str, per_hour: int) -> None:
        self._cells = cells
        self._clock = clock
        self._name = f"budget.{name}"
        self._per_hour = per_hour

    async def take(self) -> bool:
        """Spend one; False when the hour's allowance is used up.

        Raises:
            StoreUnavailable: nobody knows what is left; nothing was granted.
        """
        if self._per_hour <= 0:
            return False
        hour = self._hour()

        def step(value: JsonObject | None) -> JsonObject:
            spent = _spent(value, hour)
            granted = spent < self._per_hour
            return {"hour": hour, "spent": spent + granted, "granted": granted}

        return (await self._cells.change(self._name, step))["granted"] is True

    async def left(self) -> int:
        """What is left of this hour."""
        return max(0, self._per_hour - _spent(await self._cells.read(self._name), self._hour()))

    def _hour(self) -> int:
        return int(self._clock.now() // 3600)


def _spent(value: JsonObject | None, hour: int) -> int:
    spent = (value or {}).get("spent")
    return spent if value is not None and value.get("hour") == hour and isinstance(spent, int) else 0
