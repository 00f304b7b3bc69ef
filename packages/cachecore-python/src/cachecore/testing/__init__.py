"""A gateway for unit tests: real cache semantics in memory, no network.

    gateway = GatewayDouble()
    cc = CachecoreClient("http://gateway.test", "any-token", wrapped=gateway.transport)

For httpx2 take `GatewayDouble` from ``cachecore.testing.httpx2``.
"""

from __future__ import annotations

import httpx

from cachecore.testing.chat import chat_completion, numbered_chat, streamed
from cachecore.testing.double import GatewayCore
from cachecore.testing.exchange import Received, Reply

__all__ = ["GatewayDouble", "Received", "Reply", "chat_completion", "numbered_chat", "streamed"]


class GatewayDouble(GatewayCore):
    __doc__ = GatewayCore.__doc__

    @property
    def transport(self) -> httpx.MockTransport:
        """For ``wrapped=`` of clients and transports, sync and async."""
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii")
        reply = self.handle(request.method, path, request.headers, request.content)
        return httpx.Response(reply.status_code, headers=dict(reply.headers), content=reply.body)
