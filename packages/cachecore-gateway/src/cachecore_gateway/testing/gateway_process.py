"""A real gateway in a process of its own, on a free port of loopback, for tests that go in by the front door."""

from __future__ import annotations

import atexit
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

import jwt

__all__ = ["GatewayProcess", "free_port"]

_POLL_SECONDS = 0.02
_LOWEST_PORT = 10_000
_PORT_TRIES = 1000
_OUTGOING_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_FIRST_OUTGOING_PORT = 32_768
_HELD: list[socket.socket] = []
"""The ports that were given out."""


def free_port() -> int:
    """A TCP port of loopback that is this process's own until it ends: nobody listens on it, nobody else is given it.

    It stays bound, without listening. So another process that looks for a port passes it by, also before the server
    starts and while it is down, and no outgoing connection is given it (a client that dials a dead port can be given
    that very port as its own, and then talks to itself). A server that sets ``SO_REUSEADDR``, as asyncio's, uvicorn,
    nginx and Redis do, can listen on it all the same.

    Raises:
        RuntimeError: there is none.
    """
    count = _first_outgoing_port() - _LOWEST_PORT
    for _ in range(_PORT_TRIES):
        port = _LOWEST_PORT + secrets.randbelow(count if count > _PORT_TRIES else 65_536 - _LOWEST_PORT)
        hold = socket.socket()
        try:
            hold.bind(("127.0.0.1", port))
        except OSError:
            hold.close()
            continue
        hold.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # only now: the bind itself had to be alone
        _HELD.append(hold)
        return port
    raise RuntimeError("no port of loopback is free")


@atexit.register
def _give_back_ports() -> None:
    while _HELD:
        _HELD.pop().close()


def _first_outgoing_port() -> int:
    """Where the kernel's range for outgoing connections begins."""
    with suppress(OSError, ValueError):
        return int(_OUTGOING_PORTS.read_text().split()[0])
    return _USUAL_FIRST_OUTGOING_PORT


class GatewayProcess:
    """``cachecore serve`` as a user would start it.

    Args:
        directory: of the store; keep it to restart over the same data.
        upstream_url: base URL of the provider.
        workers: processes that share port and store.
        environment: more ``CACHECORE_*`` variables.
        log: file that the gateway's output is appended to.
    """

    def __init__(
        self,
        directory: Path,
        upstream_url: str,
        *,
        workers: int = 1,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.port = free_port()
        self.secret = secrets.token_hex(32)
        self.admin_token = secrets.token_hex(16)
        self._log = log or directory.parent / f"{directory.name}-gateway.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CACHECORE_")},
            "CACHECORE_HOST": "127.0.0.1",
            "CACHECORE_PORT": str(self.port),
            "CACHECORE_WORKERS": str(workers),
            "CACHECORE_STORE": str(directory),
            "CACHECORE_JWT_SECRET": self.secret,
            "CACHECORE_OPENAI_BASE_URL": upstream_url,
            "CACHECORE_ANTHROPIC_BASE_URL": upstream_url,
            "OPENAI_API_KEY": "sk-operator-key",
            "ANTHROPIC_API_KEY": "sk-ant-operator-key",
            "ADMIN_TOKEN": self.admin_token,
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Origin of the gateway, without ``/v1``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that was started; its workers are children.

        Raises:
            RuntimeError: none was.
        """
        if self._process is None:
            raise RuntimeError("the gateway was not started")
        return self._process.pid

    @property
    def log_text(self) -> str:
        """All that the gateway has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def token(self, tenant_id: str = "acme", seconds: float = 3600.0, **claims: object) -> str:
        """A good token for ``tenant_id``."""
        payload = {"tenant_id": tenant_id, "exp": int(time.time() + seconds), **claims}
        return jwt.encode(payload, self.secret, algorithm="HS256")

    def start(self, timeout_seconds: float = 60.0) -> float:
        """Start and wait until it answers; seconds that took.

        Raises:
            RuntimeError: it ended or did not answer in time; the message holds the end of its output.
        """
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cachecore_gateway", "serve"],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while time.monotonic() - began < timeout_seconds:
            if self._process.poll() is not None:
                raise RuntimeError(f"the gateway ended with {self._process.returncode}: {self.log_text[-2000:]}")
            if self._answers():
                return time.monotonic() - began
            time.sleep(_POLL_SECONDS)
        self.kill()
        raise RuntimeError(f"the gateway did not answer within {timeout_seconds} s: {self.log_text[-2000:]}")

    def stop(self, timeout_seconds: float = 15.0) -> None:
        """Ask it to end, and wait."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill_supervisor(self) -> None:
        """``kill -9`` of the first process alone; its workers must end by themselves."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    def kill(self) -> None:
        """``kill -9`` of the gateway and its workers, which are of its session."""
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def __enter__(self) -> GatewayProcess:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
