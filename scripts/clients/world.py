"""The world of the client checks: the upstream double and a real gateway in front of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cachecore_gateway.testing import ThreadedUpstreamDouble, UpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

__all__ = ["World", "open_world"]


@dataclass(frozen=True)
class World:
    """A gateway and the provider behind it."""

    gateway: GatewayProcess
    upstream: ThreadedUpstreamDouble

    def variables(self, tenant_id: str) -> dict[str, str]:
        """Environment of one client: a tenant of its own, so that no two clients share answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CACHECORE_", "PYTHON"))}
        return {
            **kept,
            "CACHECORE_URL": self.gateway.url,
            "CACHECORE_TOKEN": self.gateway.token(tenant_id),
            "UPSTREAM_URL": self.upstream.origin,
            "OPENAI_API_KEY": "sk-client-own-key",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


@contextmanager
def open_world(environment: dict[str, str] | None = None, upstream_url: str = "") -> Iterator[World]:
    """Both servers, until the block ends. ``upstream_url`` puts another provider behind the gateway."""
    with tempfile.TemporaryDirectory(prefix="cachecore-clients-") as place, UpstreamDouble.in_thread() as upstream:
        url = upstream_url or upstream.base_url
        with GatewayProcess(Path(place) / "store", url, environment=environment) as gateway:
            yield World(gateway, upstream)
