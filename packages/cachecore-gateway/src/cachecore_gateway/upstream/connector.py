"""How connections are made: names, addresses in turn, TLS, proxies."""

from __future__ import annotations

import ssl

import aiohttp

from .settings import UpstreamSettings

__all__ = ["connector_for"]


def connector_for(settings: UpstreamSettings) -> aiohttp.TCPConnector:
    """Makes connections; it has no limit of its own because ``Gate`` counts calls. Needs a running loop."""
    context: ssl.SSLContext | bool = True
    if settings.tls_ca_file is not None:
        context = ssl.create_default_context(cafile=str(settings.tls_ca_file))
    return aiohttp.TCPConnector(limit=0, keepalive_timeout=settings.keep_idle_seconds, ssl=context)
