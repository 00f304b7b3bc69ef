"""What ``/ready`` and ``doctor`` say about the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Health

from ..settings import RedisSettings
from .index import RedisIndex
from .link import Link
from .sentinels import Sentinels

__all__ = ["Checkup"]

_SLOW_SECONDS = 0.005
_PROBE_COUNT = 5
_FINE_POLICIES = ("noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random")


@dataclass(frozen=True, slots=True)
class Checkup:
    """Asks each part how it is."""

    main: Link
    search: Link
    index: RedisIndex
    sentinels: Sentinels | None
    settings: RedisSettings

    async def parts(self) -> Sequence[Health]:
        """State of each part, with advice; never raises."""
        watchers = [] if self.sentinels is None else [await _watchers(self.sentinels)]
        try:
            return [
                await _server(self.main),
                await _memory(self.main),
                _durability(self.main, self.settings),
                await _search(self.search, self.index),
                *watchers,
            ]
        except StoreUnavailable as error:
            told = f"{error.message} The cache misses; invalidations are refused."
            return [Health("store.server", ok=False, detail=told), *watchers]


async def _server(link: Link) -> Health:
    fastest = 1e9
    for _ in range(_PROBE_COUNT):
        began = perf_counter()
        await link.call(("PING",))
        fastest = min(fastest, perf_counter() - began)
    detail = f"{link.server.name}, round trip {fastest * 1000:.2f} ms"
    advice = "every hit pays this round trip: move the server nearer" if fastest > _SLOW_SECONDS else ""
    return Health("store.server", ok=True, detail=detail, advice=advice)


async def _memory(link: Link) -> Health:
    (text,) = await link.call(("INFO", "memory"))
    info = dict(line.split(":", 1) for line in text.decode().splitlines() if ":" in line)
    limit, used = int(info.get("maxmemory", 0)), int(info.get("used_memory", 0))
    policy = info.get("maxmemory_policy", "unknown")
    if not limit:
        advice = "set maxmemory, with maxmemory-policy volatile-ttl: the server grows until its machine is full"
        return Health("store.memory", True, f"{used} bytes used, no maxmemory", advice)
    detail = f"{used} of {limit} bytes used, {policy}"
    if policy == "noeviction" and used > 0.9 * limit:
        return Health("store.memory", False, f"{detail}: nothing new will be stored; set maxmemory-policy volatile-ttl")
    evicts = "set maxmemory-policy volatile-ttl: ledgers may be evicted, then a tenant's cache starts cold"
    return Health("store.memory", True, detail, "" if policy in _FINE_POLICIES else evicts)


def _durability(link: Link, settings: RedisSettings) -> Health:
    info = link.server.info
    if not settings.restart_keeps_data:
        known = "" if link.server.life else "; this server hides its ids, so a failover goes unnoticed: ask its keeper"
        return Health("store.durability", bool(link.server.life), f"cold start after a restart or failover{known}")
    if info.get("aof_enabled") != "1":
        detail = "restart_keeps_data is on, but the server keeps no append-only file: a restart may undo invalidations"
        return Health(
            "store.durability", False, f"{detail}; set appendonly yes and appendfsync always, or switch it off"
        )
    return Health("store.durability", True, "the server is trusted to lose nothing; it needs appendfsync always")


async def _search(link: Link, index: RedisIndex) -> Health:
    names = await index.probe()
    if index.absent:
        return Health("store.index", ok=False, detail=f"L2 is off, L1 works: {index.absent}")
    return Health("store.index", ok=True, detail=f"{len(names)} search indexes")


async def _watchers(sentinels: Sentinels) -> Health:
    sightings, said = await sentinels.sightings(sentinels.count)
    detail = f"{len(sightings)} of {sentinels.count} Sentinels answer"
    if len(sightings) < sentinels.majority:
        return Health(
            "store.sentinel", False, f"{detail}; a primary that moves is not found again ({said or 'silent'})"
        )
    newest = max(sightings, key=lambda one: one.epoch)
    detail += f"; primary {newest.host}:{newest.port}, {newest.replica_count} replica(s)"
    if not newest.replica_count:
        return Health("store.sentinel", True, detail, "no replica can take over: add one")
    if not newest.others_count:
        return Health(
            "store.sentinel", True, detail, "one Sentinel alone cannot be outvoted when it is wrong: run three"
        )
    return Health("store.sentinel", True, detail)
