"""The shadow state as this worker sees it: read again every few seconds, changed for all workers at once."""

from __future__ import annotations

from collections.abc import Callable

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.shadow import SERVING, ShadowCause, ShadowState

from ..parts import Parts

__all__ = ["POLL_SECONDS", "ShadowSwitch"]

POLL_SECONDS = 2.0
"""Longest time until a worker follows what another one switched."""

_CELL = "l2.shadow"


class ShadowSwitch:
    """Reads and changes the state."""

    def __init__(self, parts: Parts) -> None:
        self._cells = parts.stores.cells
        self._clock = parts.clock
        self._observer = parts.observer
        self._configured = parts.settings.meaning.shadow
        self._state: ShadowState | None = None
        self._read_at = 0.0

    async def cause(self, tenant_id: str) -> ShadowCause | None:
        """Why the tier does not serve this tenant; ``None``: it does."""
        return (await self.state()).cause(tenant_id, configured=self._configured)

    async def state(self, longest_age: float = POLL_SECONDS) -> ShadowState:
        """The state, at most ``longest_age`` seconds old; the last one known while the store does not answer."""
        now = self._clock.monotonic()
        if self._state is None or now - self._read_at >= longest_age:
            try:
                self._state = ShadowState.of(await self._cells.read(_CELL))
                self._read_at = now
            except StoreUnavailable as error:
                self._observer.fault("evidence", error)
        return self._state or SERVING

    async def change(self, step: Callable[[ShadowState], ShadowState]) -> ShadowState:
        """Replace the state among all workers; this one follows at once.

        Raises:
            StoreUnavailable: nothing was changed.
        """

        def stepped(record: JsonObject | None) -> JsonObject:
            return step(ShadowState.of(record)).as_json()

        self._state = ShadowState.of(await self._cells.change(_CELL, stepped))
        self._read_at = self._clock.monotonic()
        return self._state

    async def speak(self, *, shadow: bool) -> ShadowState:
        """The operator's word."""
        now = self._clock.now()
        return await self.change(lambda state: state.spoken(shadow=shadow, configured=self._configured, now=now))
