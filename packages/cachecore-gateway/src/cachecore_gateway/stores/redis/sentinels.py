"""Where the primary is, by Sentinel.

All that are listed are asked at once. A majority of them must answer, and the newest configuration counts: one that was
cut off during a failover cannot lead anybody back to the old primary.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from .greeting import Unfit

__all__ = ["Sentinels", "Sighting"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one Sentinel says of the primary."""

    epoch: int
    """Each failover makes a higher one."""
    well: bool
    """Neither this one nor a quorum holds it for down."""
    host: str
    port: int
    replica_count: int
    others_count: int
    """Sentinels that this one knows."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Sighting:
        """From the reply to ``SENTINEL MASTER``."""
        return cls(
            int(state["config-epoch"]),
            bool(state["is_master"]) and not (state["is_sdown"] or state["is_odown"]),
            str(state["ip"]),
            int(state["port"]),
            int(state["num-slaves"]),
            int(state["num-other-sentinels"]),
        )


class Sentinels:
    """Those that watch the primary called ``name``; ``seconds``: longest wait for their answers."""

    def __init__(self, clients: Sequence[Redis], name: str, seconds: float) -> None:
        self._clients = clients
        self._name = name
        self._seconds = seconds
        self.majority = len(clients) // 2 + 1

    @property
    def count(self) -> int:
        """How many are listed."""
        return len(self._clients)

    async def primary(self) -> Sighting:
        """Where the primary is.

        Raises:
            Unfit: too few answer, none knows the name, or the primary is down and none has taken over yet.
        """
        sightings, said = await self.sightings(self.majority)
        if len(sightings) < self.majority:
            raise Unfit(
                f"{len(sightings)} of {self.count} Sentinels tell of {self._name!r}, and a majority must"
                f" ({said or 'the others do not answer'})"
            )
        newest = max(sightings, key=lambda one: (one.epoch, one.well))
        if not newest.well:
            raise Unfit(f"the primary {self._name!r} is down, by Sentinel, and no replica has taken over yet")
        return newest

    async def sightings(self, enough: int) -> tuple[list[Sighting], str]:
        """What the first ``enough`` say that answer in time, and what was wrong with another one."""
        found: list[Sighting] = []
        wrong = ""
        asking = [asyncio.create_task(self._ask(client)) for client in self._clients]
        try:
            for answer in asyncio.as_completed(asking, timeout=self._seconds):
                try:
                    found.append(await answer)
                except (RedisError, OSError, LookupError, ValueError) as error:  # the last two: it is no Sentinel
                    wrong = str(error) or "no answer in time"
                if len(found) >= enough:
                    break
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return found, wrong

    async def aclose(self) -> None:
        """Disconnect."""
        with contextlib.suppress(RedisError, OSError):
            await asyncio.gather(*(client.aclose(close_connection_pool=True) for client in self._clients))

    async def _ask(self, client: Redis) -> Sighting:
        return Sighting.of(cast("Mapping[str, Any]", await client.sentinel_master(self._name)))
