"""What ``/ready`` and ``doctor`` say about the server."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Health

from ..settings import RedisSettings
from .index import RedisIndex
from .link import Link

__all__ = ["checkup"]

_SLOW_SECONDS = 0.005
_PROBE_COUNT = 5
_FINE_POLICIES = ("noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random")


async def checkup(main: Link, search: Link, index: RedisIndex, settings: RedisSettings) -> Sequence[Health]:
    """State of each part, with advice; never raises."""
    try:
        return [
            await _server(main),
            await _memory(main),
            _durability(main, settings),
            await _search(search, index),
        ]
    except StoreUnavailable as error:
        return [
            Health("store.server", ok=False, detail=f"{error.message} The cache misses; invalidations are refused.")
        ]


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
