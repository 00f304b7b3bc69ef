"""Everything that a row may measure, started when it is first asked for and ended together."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cachecore import Dep
from cachecore.wire import encode_deps
from cachecore_gateway.testing.gateway_process import GatewayProcess, free_port

from . import contestants
from .processes import Server

__all__ = ["DEPS", "TENANT", "Target", "World", "body_of", "numbered_body"]

TENANT = "acme"
DEPS = (Dep("doc:returns"), Dep("doc:shipping", "v7"))
SYSTEM = "You are the assistant of a shop. Answer in short sentences. " + "Be kind. " * 80


def body_of(question: str, *, shop: str = "", **fields: object) -> bytes:
    """A request of about 1 KB that any contestant would cache; ``shop`` makes a namespace of its own."""
    messages = [{"role": "system", "content": SYSTEM + shop}, {"role": "user", "content": question}]
    return json.dumps({"model": "gpt-4o-mini", "temperature": 0, "messages": messages, **fields}).encode()


def numbered_body(number: int, namespaces: int = 1) -> bytes:
    """One of any number of requests, spread over ``namespaces``."""
    return body_of(f"What is the status of order {number}?", shop=f"Shop {number % namespaces}.")


@dataclass(frozen=True, slots=True)
class Target:
    """Where load goes, with the headers that go along."""

    port: int
    headers: Mapping[str, str]
    path: str = "/v1/chat/completions"
    pid: int = 0
    """Of the one process that answers; 0 where there are more."""

    @property
    def url(self) -> str:
        """With the path."""
        return f"http://127.0.0.1:{self.port}{self.path}"


class World:
    """Use as a context. ``seconds`` is the length of one run of the load tool, ``rounds`` the number of runs."""

    def __init__(self, seconds: float, rounds: int) -> None:
        self.seconds = seconds
        self.rounds = rounds
        self._stack = ExitStack()
        self._servers: dict[str, Server] = {}
        self.skipped: dict[str, str] = {}
        self._gateway: GatewayProcess | None = None
        self._filled: dict[str, GatewayProcess] = {}
        self.directory = Path()

    def __enter__(self) -> Self:
        self.directory = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="cachecore-bench-")))
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    @property
    def model(self) -> Target:
        """The provider, called directly."""
        return self._plain("model")

    @property
    def bare(self) -> Target:
        """The bare ASGI application."""
        return self._plain("bare")

    @property
    def gateway(self) -> GatewayProcess:
        """Ours, with a store of its own that rows share."""
        if self._gateway is None:
            self._gateway = self.new_gateway("shared")
        return self._gateway

    def new_gateway(self, name: str, **environment: str) -> GatewayProcess:
        """One more of ours, over the store directory ``name``; started."""
        gateway = GatewayProcess(
            self.directory / name, f"http://127.0.0.1:{self.model.port}/v1", environment=environment
        )
        gateway.start(60.0)
        self._stack.callback(gateway.stop)
        return gateway

    def target(self, gateway: GatewayProcess, **more: str) -> Target:
        """With token and two dependencies, as an application would send them."""
        authorization = f"Bearer {gateway.token(TENANT, 86400.0)}"
        headers = {"Authorization": authorization, "X-Cachecore-Deps": encode_deps(DEPS), **more}
        return Target(gateway.port, headers, pid=gateway.pid)

    @property
    def small(self) -> GatewayProcess:
        """One of ours over 1,000 entries with vectors in one scope."""
        return self.filled("small", 1000, "--vectors")

    @property
    def large(self) -> GatewayProcess:
        """The same with 100,000."""
        return self.filled("large", 100_000, "--vectors", "--asked=20000")

    def filled(self, name: str, entries: int, *options: str) -> GatewayProcess:
        """One of ours over a store with that many entries in it, see ``fill``; filled once."""
        if name in self._filled:
            return self._filled[name]
        command = [sys.executable, "-m", "benchmarks.speed.fill", str(self.directory / name), f"--entries={entries}"]
        subprocess.run([*command, *options], check=True, timeout=900)
        self._filled[name] = self.new_gateway(name)
        return self._filled[name]

    def rivals(self) -> dict[str, Target]:
        """The other caches that could be started here."""
        found = {}
        for name, start in contestants.RIVALS.items():
            target = self._rival(name, start)
            if target is not None:
                found[name] = target
        return found

    def _rival(self, name: str, start: Callable[[Path, int, int], Server]) -> Target | None:
        if name in self.skipped:
            return None
        if name not in self._servers:
            try:
                self._keep(name, start(self.directory, free_port(), self.model.port), 90.0)
            except (RuntimeError, OSError) as error:
                self.skipped[name] = str(error)[:300]
                return None
        own = {"Authorization": "Bearer sk-bench"} if name == "LiteLLM" else {}
        return Target(self._servers[name].port, {**self.target(self.gateway).headers, **own})

    def _plain(self, name: str) -> Target:
        if name not in self._servers:
            port = free_port()
            command = [sys.executable, "-m", "benchmarks.speed.apps", name, str(port)]
            self._keep(name, Server(command, port, self.directory / f"{name}.log"), 20.0)
        headers = {} if name == "model" else self.target(self.gateway).headers
        return Target(self._servers[name].port, headers, pid=self._servers[name].pid)

    def _keep(self, name: str, server: Server, timeout_seconds: float) -> None:
        self._stack.callback(server.stop)
        server.wait(timeout_seconds)
        self._servers[name] = server
