"""What the gateway adds to a call that goes upstream, pass-through, and a mix."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import count

from ..connection import Connection, Reply, request_of
from ..figures import Figure, Limit
from ..open_loop import quantile
from ..world import Target, World, body_of
from ..wrk import alternating, load

__all__ = ["miss", "mix", "passthrough"]

_RATE = 100.0
_number = count(1)


def miss(world: World) -> Iterator[Figure]:
    """Added latency of misses over direct calls, each in turn, 100 requests a second."""
    ours = world.target(world.gateway)
    exact = world.target(world.gateway, **{"X-Cachecore-Exact-Only": "1"})
    for name, target in (("exact tier only", exact), ("semantic tier on", ours)):
        yield from _added(world, f"plain, {name}", target, stream=False)
        yield from _added(world, f"stream's first byte, {name}", target, stream=True)


def _added(world: World, name: str, target: Target, *, stream: bool) -> Iterator[Figure]:
    runs = [_pairs(target, world.model, int(_RATE * world.seconds / 2), stream=stream) for _ in range(world.rounds)]
    for label, share, most in (("p50", 0.5, 1.0), ("p99", 0.99, 3.0)):
        added = tuple(1e3 * (quantile(via, share) - quantile(direct, share)) for via, direct in runs)
        wanted = not (stream and label == "p99")
        yield Figure("miss", f"{name}, added {label}", "ms", added, Limit(most, least=False) if wanted else None)


def _pairs(ours: Target, direct: Target, pairs: int, *, stream: bool) -> tuple[list[float], list[float]]:
    """Latencies by way of the gateway and direct, sorted; both see the same load."""
    found: tuple[list[float], list[float]] = ([], [])
    with Connection(ours.port) as gateway, Connection(direct.port) as provider:
        due = time.perf_counter()
        for _ in range(pairs):
            body = body_of(f"How much is item {next(_number)} in size {random.randint(1, 10**9)}?", stream=stream)
            for line, target, latencies in ((gateway, ours, found[0]), (provider, direct, found[1])):
                due = max(due + 0.5 / _RATE, time.perf_counter())
                time.sleep(max(0.0, due - time.perf_counter()))
                reply = line.ask(request_of(target, body))
                _check(reply, target is ours)
                latencies.append(reply.first_seconds if stream else reply.seconds)
    return sorted(found[0]), sorted(found[1])


def _check(reply: Reply, ours: bool) -> None:
    if reply.status != 200 or (ours and reply.tier != "MISS"):
        raise RuntimeError(f"expected a miss, got {reply.status} {reply.tier}")


def passthrough(world: World) -> Iterator[Figure]:
    """Bypassed requests per second, and direct ones."""
    bypass = world.target(world.gateway, **{"X-Cachecore-Bypass": "1"})
    body = body_of("Say something new.")
    runs = alternating(
        {"ours": bypass, "direct": world.model}, [body], world.directory, (world.rounds, world.seconds, 32)
    )
    rates = tuple(run.per_second for run in runs["ours"])
    yield Figure("passthrough", "bypassed requests", "/s", rates, Limit(3000.0, least=True))
    yield Figure("passthrough", "direct calls", "/s", tuple(run.per_second for run in runs["direct"]))


def mix(world: World) -> Iterator[Figure]:
    """80 % exact hits, 15 % misses, 5 % bypasses by ``no-store``-like new bodies; 16 connections."""
    ours = world.target(world.gateway)
    stored = [body_of(f"Question {number} of the mix?") for number in range(80)]
    with Connection(ours.port) as connection:
        for body in stored:
            connection.ask(request_of(ours, body))
    rates, slow = [], []
    for _ in range(world.rounds):
        run = load(ours, list(_mixed(stored, 40_000)), world.directory, world.seconds, 16)
        rates.append(run.per_second)
        slow.append(run.p99_ms)
    yield Figure("mix", "80 % exact hits, 15 % misses, 5 % not cacheable", "/s", tuple(rates))
    yield Figure("mix", "p99", "ms", tuple(slow))


def _mixed(stored: list[bytes], size: int) -> Iterator[bytes]:
    draw = random.Random(next(_number))
    for _ in range(size):
        kind = draw.random()
        if kind < 0.80:
            yield draw.choice(stored)
        elif kind < 0.95:
            yield body_of(f"New question {draw.getrandbits(60)}?")
        else:
            yield body_of(f"New question {draw.getrandbits(60)}?", store=True)
