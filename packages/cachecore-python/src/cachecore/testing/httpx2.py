"""`GatewayDouble` for httpx2."""

from __future__ import annotations

import httpx2

from cachecore.testing.double import GatewayCore

__all__ = ["GatewayDouble"]


class GatewayDouble(GatewayCore):
    __doc__ = GatewayCore.__doc__

    @property
    def transport(self) -> httpx2.MockTransport:
        """For ``wrapped=`` of clients and transports, sync and async."""
        return httpx2.MockTransport(self._respond)

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode("ascii")
        reply = self.handle(request.method, path, request.headers, request.content)
        return httpx2.Response(reply.status_code, headers=dict(reply.headers), content=reply.body)
