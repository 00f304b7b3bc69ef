"""``/health``, ``/ready`` and ``/metrics``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cachecore_gateway import __version__
from cachecore_gateway.core.canonical import JsonValue
from cachecore_gateway.core.ports import Health, Upstream
from cachecore_gateway.engine import Parts

from .exchange import Exchange

__all__ = ["Probes"]


class Probes:
    """What orchestrators and monitoring ask.

    Args:
        metrics: the Prometheus exposition, with its content type.
        extra: health of parts that the engine does not know (embedding model, verifier).
    """

    def __init__(
        self,
        parts: Parts,
        metrics: Callable[[], tuple[bytes, str]],
        extra: Callable[[], Sequence[Health]],
    ) -> None:
        self._parts = parts
        self._metrics = metrics
        self._extra = extra

    async def health(self, exchange: Exchange) -> None:
        """The process is up."""
        await exchange.json(200, {"status": "ok", "version": __version__})

    async def ready(self, exchange: Exchange) -> None:
        """200 when requests can be cached and answered; 503 names the part that cannot. Answering goes on meanwhile."""
        upstream: Upstream = self._parts.upstream
        checks = [*(await self._parts.stores.health()), await upstream.health(), *self._extra()]
        parts: list[JsonValue] = [_part(one) for one in checks]
        ok = all(one.ok for one in checks)
        await exchange.json(200 if ok else 503, {"status": "ready" if ok else "degraded", "parts": parts})

    async def metrics(self, exchange: Exchange) -> None:
        """Prometheus text exposition."""
        text, content_type = self._metrics()
        await exchange.whole(200, [(b"content-type", content_type.encode())], text)


def _part(health: Health) -> JsonValue:
    """One part as ``/ready`` shows it; ``advice`` only where there is some."""
    part: dict[str, JsonValue] = {"part": health.part, "ok": health.ok, "detail": health.detail}
    return {**part, "advice": health.advice} if health.advice else part
