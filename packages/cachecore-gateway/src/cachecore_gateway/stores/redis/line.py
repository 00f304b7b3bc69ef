"""What we use of a redis-py connection: it connects, greets, authenticates and speaks the protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

__all__ = ["Line"]


class Line(Protocol):
    """A connection to a server, not shared."""

    async def connect(self) -> None:
        """Connect and greet."""

    async def disconnect(self, nowait: bool = False) -> None:
        """Disconnect; ``nowait`` does not wait for the other side."""

    def pack_command(self, *args: Any) -> list[bytes]:
        """A command as it goes over the wire."""

    async def send_command(self, *args: Any, check_health: bool = True) -> None:
        """Send one command."""

    async def send_packed_command(self, command: Iterable[bytes], check_health: bool = True) -> None:
        """Send packed commands."""

    async def read_response(self, disable_decoding: bool = False, *, disconnect_on_error: bool = True) -> Any:
        """The next reply; an error reply is raised."""
