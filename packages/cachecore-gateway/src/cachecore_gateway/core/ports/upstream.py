"""The provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from ..identity import Principal
from .world import Health

__all__ = ["Upstream", "UpstreamReply", "UpstreamRequest"]


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A request for the provider, header names lower case, already free of CacheCore's own headers and tokens."""

    method: str
    path: str
    """Path and query below the provider's origin, starting with ``/v1/``, as the caller sent it."""
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    principal: Principal | None
    """Whose configured key pays; ``None`` for anonymous callers."""
    stream: bool = False
    authorization: bytes = b""
    """The caller's own provider key as it came (value of Authorization or x-api-key), never a CacheCore token."""


class UpstreamReply(Protocol):
    """An answer that has begun."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    """Lower-case names; hop-by-hop and CacheCore/cache headers are already gone, content-encoding is undone."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes.

        Raises:
            UpstreamUnusable: the transfer broke before its end.
            UpstreamTimeout: nothing came for too long.
        """

    async def aclose(self) -> None:
        """Give the connection back, or cut it when the body was not read to its end."""


class Upstream(Protocol):
    """The provider. Pooled; retries at most once and never after the first byte."""

    def credential(self, principal: Principal | None, path: str, authorization: bytes) -> str:
        """Hash that tells whose provider key pays for a request; equal for equal keys. Empty when there is none.

        ``authorization`` is the caller's own provider key header, or empty.
        """

    async def send(self, request: UpstreamRequest) -> UpstreamReply:
        """Send and wait for the head of the answer.

        Raises:
            NotAuthenticated: no provider key is configured for this caller and it brought none.
            UpstreamUnusable: no connection or no HTTP answer.
            UpstreamTimeout: no head in time.
            Overloaded: too many calls already wait for this provider.
        """

    async def health(self) -> Health:
        """Configuration of the provider; makes no call that costs money."""
