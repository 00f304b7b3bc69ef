"""Ten minutes of everything at once over a store that is full: does memory stay flat, is every request answered?"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from itertools import count
from urllib.request import Request, urlopen

from cachecore_gateway.testing.gateway_process import GatewayProcess

from ..connection import Connection, request_of
from ..figures import Figure, Limit
from ..processes import resident_bytes
from ..world import TENANT, Target, World, body_of

__all__ = ["soak"]

_MINUTES = 10.0
_ENTRIES = 5000
"""The store holds no more, so that what is new puts out what is old."""
_FILL_SHARE = 0.3
"""Of the time, until the store and the memories in front of it are full; from then on nothing may grow."""
_SAMPLE_SECONDS = 5.0
_INVALIDATE_EVERY = 2000
_MIB = 1024 * 1024


def soak(world: World) -> Iterator[Figure]:
    """Exact hits, hits by meaning, new questions, streams, bypasses and invalidations over one connection."""
    gateway = world.new_gateway("soak", CACHECORE_STORES_EMBEDDED_MAX_ENTRY_COUNT=str(_ENTRIES))
    samples, asked, tiers = _run(gateway, world.target(gateway))
    full = [size for share, size in samples if share >= _FILL_SHARE]
    third = len(full) // 3
    early, late = sorted(full[:third])[third // 2], sorted(full[-third:])[third // 2]
    yield Figure("soak", f"requests in {_MINUTES:.0f} minutes, all answered", "", (float(asked),))
    for tier, number in sorted(tiers.items()):
        yield Figure("soak", f"of these {tier}", "", (float(number),))
    yield Figure("soak", "memory once full, first third", "MiB", (early / _MIB,))
    yield Figure("soak", "memory, last third", "MiB", (late / _MIB,))
    yield Figure("soak", "last third ÷ first third", "×", (late / early,), Limit(1.05, least=False))


def _run(gateway: GatewayProcess, target: Target) -> tuple[list[tuple[float, int]], int, dict[str, int]]:
    """Memory by share of the time, requests asked, and answers a tier."""
    samples: list[tuple[float, int]] = []
    tiers: dict[str, int] = {}
    asked, began, draw = 0, time.monotonic(), random.Random(1)
    due = began
    bodies = _bodies(draw)
    with Connection(gateway.port) as connection:
        while (now := time.monotonic()) < began + 60 * _MINUTES:
            if now >= due:
                samples.append(((now - began) / (60 * _MINUTES), resident_bytes(gateway.pid)))
                due = now + _SAMPLE_SECONDS
            body, more = next(bodies)
            reply = connection.ask(request_of(target, body, **more))
            if reply.status != 200:
                raise RuntimeError(f"request {asked} was answered {reply.status}")
            tiers[reply.tier] = tiers.get(reply.tier, 0) + 1
            asked += 1
            if asked % _INVALIDATE_EVERY == 0:
                _invalidate(gateway)
    return samples, asked, tiers


def _bodies(draw: random.Random) -> Iterator[tuple[bytes, dict[str, str]]]:
    """What an application might ask, without end."""
    for number in count(1):
        kind, old = draw.random(), max(1, number - draw.randrange(1, 400))
        if kind < 0.60:
            yield body_of(f"What does article {old} cost?"), {}
        elif kind < 0.75:
            yield body_of(f"please, what's the cost of article {old} ??"), {}
        elif kind < 0.90:
            yield body_of(f"What does article {number} cost?"), {}
        elif kind < 0.97:
            yield body_of(f"What does article {old} cost?", stream=True), {}
        else:
            yield body_of(f"What does article {number} cost?"), {"X-Cachecore-Bypass": "1"}


def _invalidate(gateway: GatewayProcess) -> None:
    headers = {"Authorization": f"Bearer {gateway.token(TENANT, 3600.0)}", "Content-Type": "application/json"}
    body = json.dumps({"dep_id": "doc:returns"}).encode()
    with urlopen(Request(f"{gateway.url}/v1/invalidate", body, headers, method="POST"), timeout=30) as answer:
        if not json.load(answer)["ok"]:
            raise RuntimeError("an invalidation was refused")
