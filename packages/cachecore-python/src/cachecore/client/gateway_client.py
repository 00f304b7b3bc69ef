"""What sync and async clients have in common: the transport they hand out, and one of their own for management."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from cachecore.client.management import Management
from cachecore.transports.link import Link
from cachecore.transports.scoped import Scoped

ShareableT = TypeVar("ShareableT", bound="Shareable")


class Shareable(Protocol):
    """A transport, sync or async, that can be had again over the same pool."""

    @property
    def link(self) -> Link: ...
    def sharing(self: ShareableT, link: Link) -> ShareableT: ...


TransportT = TypeVar("TransportT", bound=Shareable)


class GatewayClient(Scoped, Generic[TransportT]):
    """Three transports over one pool: the owner, which closes it; the public one, which does not; and one for
    management calls, which no open block concerns."""

    def __init__(self, owner: TransportT, timeout: float) -> None:
        super().__init__(owner.link.scope)
        aside = owner.link.aside()
        self._management = Management.of(aside, timeout)
        self._owner = owner
        self._transport = owner.sharing(owner.link)
        self._aside = owner.sharing(aside)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._management.gateway)!r})"

    @property
    def transport(self) -> TransportT:
        """For the ``transport=`` of HTTP clients, any number: closing one of them does not break the others."""
        return self._transport

    def _mark_closed(self) -> None:
        self._owner.link.closed = self._aside.link.closed = True
