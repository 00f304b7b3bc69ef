"""Exact hits: throughput beside the others, latency at a fixed rate, connections, sizes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ..connection import Connection, request_of
from ..figures import Figure, Limit, ratio
from ..open_loop import open_loop as run_open_loop
from ..open_loop import quantile
from ..world import Target, World, body_of
from ..wrk import alternating

__all__ = ["concurrency", "l1", "libraries", "open_loop", "sizes"]

_LIMITS = {"bare ASGI app": 0.6, "nginx": 0.22, "CacheLLM": 8.0, "LiteLLM": 100.0}


def l1(world: World) -> Iterator[Figure]:
    """Hits per second of one process, 16 connections, 1 KB requests: everybody in turn."""
    ours = world.target(world.gateway)
    targets = {"CacheCore": ours, "bare ASGI app": world.bare, **world.rivals()}
    body = body_of("What is your policy on returns?")
    _stored(ours, body)
    runs = alternating(targets, [body], world.directory, (world.rounds, world.seconds, 16))
    mine = [run.per_second for run in runs["CacheCore"]]
    for name, loads in runs.items():
        yield Figure("l1", f"{name}, hits", "/s", tuple(load.per_second for load in loads))
    for name, loads in runs.items():
        if name != "CacheCore":
            limit = Limit(_LIMITS[name], least=True)
            yield Figure("l1", f"CacheCore ÷ {name}", "×", ratio(mine, [load.per_second for load in loads]), limit)
    cpu = {name: [load.cpu_us for load in runs[name]] for name in ("CacheCore", "bare ASGI app")}
    for name, runs_us in cpu.items():
        yield Figure("l1", f"{name}, processor time of a hit", "µs", tuple(runs_us))
    share = ratio(cpu["bare ASGI app"], cpu["CacheCore"])
    yield Figure("l1", "bare ASGI app's processor time ÷ CacheCore's", "×", share, Limit(0.6, least=True))


def open_loop(world: World) -> Iterator[Figure]:
    """Latency of hits when 1,000 requests a second are due."""
    ours, bare = world.target(world.gateway), world.bare
    body = body_of("What is your policy on returns?")
    _stored(ours, body)
    runs: dict[str, list[list[float]]] = {"CacheCore": [], "bare ASGI app": []}
    for _ in range(world.rounds):
        for name, target in (("CacheCore", ours), ("bare ASGI app", bare)):
            runs[name].append(run_open_loop(target.port, [request_of(target, body)], 1000.0, 2 * world.seconds))
    for name, found in runs.items():
        limit = Limit(2.0, least=False) if name == "CacheCore" else None
        yield Figure("l1-open-loop", f"{name}, p50", "ms", tuple(1e3 * quantile(run, 0.5) for run in found))
        yield Figure("l1-open-loop", f"{name}, p99", "ms", tuple(1e3 * quantile(run, 0.99) for run in found), limit)


def concurrency(world: World) -> Iterator[Figure]:
    """Hits per second over 1 to 256 connections, as a share of the bare application's."""
    ours, bare = world.target(world.gateway), world.bare
    body = body_of("What is your policy on returns?")
    _stored(ours, body)
    for connections in (1, 16, 64, 256):
        plan = (max(1, world.rounds - 1), world.seconds / 2, connections)
        runs = alternating({"ours": ours, "bare": bare}, [body], world.directory, plan)
        mine, theirs = ([run.per_second for run in runs[name]] for name in ("ours", "bare"))
        yield Figure("concurrency", f"{connections} connections, hits", "/s", tuple(mine))
        yield Figure("concurrency", f"{connections} connections, ÷ bare ASGI app", "×", ratio(mine, theirs))


def sizes(world: World) -> Iterator[Figure]:
    """Hits per second with answers of 1 KB to 1 MB, as a share of the bare application's."""
    ours, bare = world.target(world.gateway), world.bare
    for size, name in ((1000, "1 KB"), (10_000, "10 KB"), (100_000, "100 KB"), (1_000_000, "1 MB")):
        body = body_of("What is your policy on returns?", max_tokens=size // 5)
        _stored(ours, body)
        plan = (max(1, world.rounds - 1), world.seconds / 2, 16)
        runs = alternating({"ours": ours, "bare": bare}, [body], world.directory, plan)
        mine, theirs = ([run.per_second for run in runs[key]] for key in ("ours", "bare"))
        yield Figure("sizes", f"{name} answers, hits", "/s", tuple(mine))
        yield Figure("sizes", f"{name} answers, ÷ bare ASGI app", "×", ratio(mine, theirs))


def libraries(world: World) -> Iterator[Figure]:
    """GPTCache as a library, exact match, in its own process without any server in front of it."""
    python = Path(".venvs/bench-libraries/bin/python")
    if not python.exists():
        world.skipped["GPTCache"] = "bench-libraries is not installed; run ./scripts/bench --install"
        return
    script = Path(__file__).parent.parent / "gptcache_hits.py"
    done = subprocess.run(
        [str(python.absolute()), str(script)], cwd=world.directory, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        world.skipped["GPTCache"] = done.stderr.strip()[-200:]
        return
    yield Figure("libraries", "GPTCache, exact hits in-process, no HTTP", "/s", tuple(json.loads(done.stdout)))
    world.skipped["RedisVL"] = "a semantic cache over a Redis server, without an exact tier: see the Redis rows"


def _stored(target: Target, body: bytes) -> None:
    """Ask until it is a hit.

    Raises:
        RuntimeError: it never is.
    """
    with Connection(target.port) as connection:
        for _ in range(3):
            if connection.ask(request_of(target, body)).tier == "HIT_L1":
                return
    raise RuntimeError("the gateway does not answer from its cache")
