"""The first words on a new connection: who is this server, and does it know our functions?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .scripts import ALL
from .wire import Command, Replies

__all__ = ["GREETING", "Server", "Unfit"]

GREETING: tuple[Command, ...] = (("INFO",), ("CLUSTER", "INFO"), *(("SCRIPT", "LOAD", script.text) for script in ALL))
"""Its replies make a :class:`Server`."""

_OLDEST = (7, 0)
_SLOT_COUNT = "16384"


class Unfit(Exception):
    """The server cannot serve now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it was when the connection was made."""

    life: str = ""
    """What tells its present life as a primary: a restart or a promotion makes it anew. Empty where it is hidden."""
    name: str = ""
    info: dict[str, str] = field(default_factory=dict)
    """Fields of ``INFO``."""

    @classmethod
    def greeted(cls, replies: Replies) -> Server:
        """From the replies to :data:`GREETING`.

        Raises:
            Unfit: it refuses us, is a replica, is too old, or has only a part of a cluster's keys.
        """
        about, cluster, *loaded = replies
        for reply in (about, *loaded):
            if isinstance(reply, Exception):
                raise Unfit(f"the server refuses INFO or SCRIPT LOAD ({reply}); allow them to this user")
        info = _fields(about)
        kind = "valkey" if "valkey_version" in info else "redis"
        version = info.get(f"{kind}_version", "")
        if info.get("role", "master") != "master":
            raise Unfit("the server is a replica; point the URL at the primary")
        if _numbers(info.get("redis_version") or version) < _OLDEST:
            raise Unfit(f"the server is version {version}; Redis 7.0 or any Valkey is needed")
        if info.get("cluster_enabled") == "1":
            _check_owns_all(cluster)
        return cls(_life(info), f"{kind} {version}", info)

    def lives_on(self, replication: bytes) -> bool:
        """Is it still in the same life, by its reply to ``INFO replication``?"""
        now = _fields(replication)
        return now.get("role") == "master" and now.get("master_replid") == self.info.get("master_replid")


def _check_owns_all(reply: Any) -> None:
    """Has this member of a cluster all of its keys, so that it never answers ``MOVED``?

    Raises:
        Unfit: it has not, or does not say.
    """
    if isinstance(reply, Exception):
        raise Unfit(f"the server is part of a cluster and refuses CLUSTER INFO ({reply}); allow it to this user")
    cluster = _fields(reply)
    if cluster.get("cluster_size") != "1" or cluster.get("cluster_slots_assigned") != _SLOT_COUNT:
        shards, slots = cluster.get("cluster_size", "?"), cluster.get("cluster_slots_assigned", "?")
        raise Unfit(
            f"the server is part of a cluster of {shards} shard(s) with {slots} of {_SLOT_COUNT} slots; it would "
            "answer MOVED or CLUSTERDOWN; use a server without cluster mode, or a cluster of one shard with all slots"
        )


def _life(info: dict[str, str]) -> str:
    run_id, replication_id = info.get("run_id", ""), info.get("master_replid", "")
    return f"{run_id[:16]}-{replication_id[:16]}" if run_id or replication_id else ""


def _fields(reply: bytes) -> dict[str, str]:
    lines = reply.decode("utf-8", "replace").splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
