"""Servers that fail over by Sentinel."""

from __future__ import annotations

import contextlib
import signal
from typing import Any

from cachecore_gateway.testing.gateway_process import free_port

from ..eventually import eventually
from ..servers import Sentinel, Server

__all__ = ["FAILOVER_SECONDS", "Group", "Watched", "told"]

FAILOVER_SECONDS = 30.0
"""Sentinel takes its time: a second of silence, a vote, a promotion that it confirms by polling."""


class Watched:
    """What Sentinels on these ports watch under the name ``main``."""

    def __init__(self, *ports: int) -> None:
        self.url = f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in ports)}/main"


class Group:
    """A primary, a replica and Sentinels that are ready to fail over."""

    def __init__(self, sentinel_count: int) -> None:
        self.primary = Server("valkey", ("--repl-diskless-sync-delay", "0"), free_port())
        self.replica = Server("valkey", ("--replicaof", "127.0.0.1", str(self.primary.port)))
        quorum = sentinel_count // 2 + 1
        self.sentinels = [Sentinel(self.primary.port, quorum) for _ in range(sentinel_count)]

    @property
    def url(self) -> str:
        """For ``RedisStores.open``."""
        return Watched(*(sentinel.port for sentinel in self.sentinels)).url

    async def start(self) -> None:
        """Returns once the replica is in step and all know each other."""
        self.primary.start()
        self.replica.start()
        await eventually(self._in_step, FAILOVER_SECONDS)
        for sentinel in self.sentinels:
            sentinel.start()
        await eventually(self._acquainted, FAILOVER_SECONDS)

    async def replica_has_an_entry(self) -> bool:
        """Has one been replicated?"""
        return bool(told(self.replica, lambda client: client.keys("*:e:*")))

    def close(self) -> None:
        """End all."""
        with contextlib.ExitStack() as stack:
            for server in (self.primary, self.replica, *self.sentinels):
                stack.callback(server.close)

    async def _in_step(self) -> bool:
        return bool(told(self.replica, lambda client: client.info("replication")["master_link_status"] == "up"))

    async def _acquainted(self) -> bool:
        states = [told(sentinel, lambda client: client.sentinel_master("main")) for sentinel in self.sentinels]
        others = len(self.sentinels) - 1
        return all(state["num-slaves"] == 1 and state["num-other-sentinels"] == others for state in states)

    def cut_the_replica_off(self) -> None:
        """From now on it hears nothing, though its primary does not know."""
        self.replica.signal(signal.SIGSTOP)
        told(self.primary, lambda client: client.client_kill_filter(_type="replica"))


def told(server: Server, ask: Any) -> Any:
    """What a server says."""
    with contextlib.closing(server.client()) as client:
        return ask(client)
