"""What grows with the number of entries: hits, start, memory."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

from cachecore_gateway.testing.gateway_process import GatewayProcess

from ..connection import Connection, request_of
from ..figures import Figure, Limit, ratio
from ..processes import resident_bytes
from ..world import World, body_of, numbered_body
from ..wrk import alternating

__all__ = ["entries", "memory", "million", "namespaces", "start"]

_MIB = 1024 * 1024


def entries(world: World) -> Iterator[Figure]:
    """Hits per second over the same 1,000 requests with 1,000 and 100,000 entries stored, and over 20,000 of those."""
    small, large = world.target(world.small), world.target(world.large)
    asked = [numbered_body(number) for number in range(1000)]
    plan = (world.rounds, world.seconds, 16)
    runs = alternating({"1k": small, "100k": large}, asked, world.directory, plan)
    few, many = ([run.per_second for run in runs[name]] for name in ("1k", "100k"))
    yield Figure("entries", "1,000 entries, hits", "/s", tuple(few))
    yield Figure("entries", "100,000 entries, hits", "/s", tuple(many))
    yield Figure("entries", "100,000 ÷ 1,000 entries", "×", ratio(many, few), Limit(0.8, least=True))
    spread = [numbered_body(number) for number in range(20_000)]
    wide = alternating({"wide": large}, spread, world.directory, plan)["wide"]
    yield Figure(
        "entries", "100,000 entries, 20,000 of them asked in turn", "/s", tuple(run.per_second for run in wide)
    )


def million(world: World) -> Iterator[Figure]:
    """The same with a million entries."""
    small = world.target(world.small)
    large = world.target(world.filled("million-1m", 1_000_000))
    asked = [numbered_body(number) for number in range(1000)]
    runs = alternating({"1k": small, "1m": large}, asked, world.directory, (world.rounds, world.seconds, 16))
    few, many = ([run.per_second for run in runs[name]] for name in ("1k", "1m"))
    yield Figure("million", "1,000,000 entries, hits", "/s", tuple(many))
    yield Figure("million", "1,000,000 ÷ 1,000 entries", "×", ratio(many, few), Limit(0.8, least=True))


def namespaces(world: World) -> Iterator[Figure]:
    """Hits per second over 10,000 requests of one namespace and of 10,000."""
    one = world.target(world.filled("namespaces-1", 10_000, "--asked=10000"))
    every = world.target(world.filled("namespaces-10k", 10_000, "--asked=10000", "--namespaces=10000"))
    plan = (world.rounds, world.seconds)
    rates = []
    for target, count in ((one, 1), (every, 10_000)):
        bodies = [numbered_body(number, count) for number in range(10_000)]
        runs = alternating({"ours": target}, bodies, world.directory, (*plan, 16))["ours"]
        rates.append([run.per_second for run in runs])
        yield Figure("namespaces", f"{count:,} namespaces, hits", "/s", tuple(rates[-1]))
    yield Figure("namespaces", "10,000 ÷ 1 namespaces", "×", ratio(rates[1], rates[0]))


def start(world: World) -> Iterator[Figure]:
    """Seconds from the start of the process until ``/ready`` says 200, over 100,000 entries with vectors."""
    gateway = world.large
    seconds = []
    for _ in range(world.rounds):
        gateway.stop()
        began = time.monotonic()
        gateway.start(60.0)
        _wait_ready(gateway)
        seconds.append(time.monotonic() - began)
    yield Figure("start", "to ready with 100,000 entries", "s", tuple(seconds), Limit(2.0, least=False))


def memory(world: World) -> Iterator[Figure]:
    """Resident memory: idle, and what a cached vector with its place in the index costs."""
    idle = world.new_gateway("idle")
    time.sleep(1.0)
    empty = resident_bytes(idle.pid)
    yield Figure("memory", "idle", "MiB", (empty / _MIB,), Limit(250.0, least=False))
    grown = _searched_bytes(world, world.large) - _searched_bytes(world, world.small)
    each = grown / (100_000 - 1000) / 1000
    yield Figure("memory", "per cached vector and index entry", "KB", (each,), Limit(2.2, least=False))


def _searched_bytes(world: World, gateway: GatewayProcess) -> int:
    """Resident memory of a gateway that has just been started and has searched its one scope."""
    gateway.stop()
    gateway.start(60.0)
    target = world.target(gateway)
    with Connection(gateway.port) as connection:
        for number in range(20):
            connection.ask(request_of(target, body_of(f"Is parcel {number} of mine late?", shop="Shop 0.")))
            time.sleep(0.25)  # the scope is read in the background
    return resident_bytes(gateway.pid)


def _wait_ready(gateway: GatewayProcess) -> None:
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        try:
            with urlopen(f"{gateway.url}/ready", timeout=5) as answer:
                if json.load(answer)["status"] == "ready":
                    return
        except HTTPError:
            time.sleep(0.02)
    raise RuntimeError("never ready")
