"""The first words on a new connection: who is this server, and does it know our functions?"""

from __future__ import annotations

from dataclasses import dataclass, field

from .scripts import ALL
from .wire import Command, Replies

__all__ = ["GREETING", "Server", "Unfit"]

GREETING: tuple[Command, ...] = (("INFO",), *(("SCRIPT", "LOAD", script.text) for script in ALL))
"""Its replies make a :class:`Server`."""

_OLDEST = (7, 0)


class Unfit(Exception):
    """The server cannot serve now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it was when the connection was made."""

    run_id: str = ""
    """Random id that every start of a server makes anew."""
    name: str = ""
    info: dict[str, str] = field(default_factory=dict)
    """Fields of ``INFO``."""

    @classmethod
    def greeted(cls, replies: Replies) -> Server:
        """From the replies to :data:`GREETING`.

        Raises:
            Unfit: it refuses us, is a replica, or is too old.
        """
        for reply in replies:
            if isinstance(reply, Exception):
                raise Unfit(f"the server refuses INFO or SCRIPT LOAD ({reply}); allow them to this user")
        lines = replies[0].decode("utf-8", "replace").splitlines()
        info = dict(line.split(":", 1) for line in lines if ":" in line)
        kind = "valkey" if "valkey_version" in info else "redis"
        version = info.get(f"{kind}_version", "")
        if info.get("role", "master") != "master":
            raise Unfit("the server is a replica; point the URL at the primary")
        if _numbers(info.get("redis_version") or version) < _OLDEST:
            raise Unfit(f"the server is version {version}; Redis 7.0 or any Valkey is needed")
        return cls(info.get("run_id", ""), f"{kind} {version}", info)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
