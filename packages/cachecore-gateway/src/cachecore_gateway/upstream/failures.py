"""What went wrong on the way to the provider, in words and codes for the caller. No key ever gets in here."""

from __future__ import annotations

import os

import aiohttp

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout, UpstreamUnusable

from .line import BadHttp, ConnectionLost
from .providers import Api

__all__ = ["body_failure", "head_failure", "timeout_failure"]

_TIMEOUTS = {
    "connect_timeout": "No connection to {name} within {seconds:g} s; check {variable} and the network.",
    "head_timeout": "{name} did not begin to answer within {seconds:g} s; raise upstream.head_timeout_seconds if the "
    "model needs longer.",
    "idle_timeout": "{name} sent nothing for {seconds:g} s in the middle of its answer; raise "
    "upstream.idle_timeout_seconds if the model pauses for longer.",
    "total_timeout": "The answer of {name} took longer than {seconds:g} s; raise upstream.total_timeout_seconds.",
}


def timeout_failure(api: Api, code: str, seconds: float) -> UpstreamTimeout:
    """The error for a timeout; ``code`` is one of connect_timeout, head_timeout, idle_timeout, total_timeout."""
    text = _TIMEOUTS[code].format(name=api.name, seconds=seconds, variable=api.base_url_variable)
    return UpstreamTimeout(text, code=code)


def head_failure(api: Api, error: Exception) -> UpstreamError:
    """The error for a call that got no head."""
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return UpstreamUnusable(
            f"The TLS connection to {api.name} failed: check {api.base_url_variable} and upstream.tls_ca_file.",
            code="tls_failed",
        )
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return UpstreamUnusable(
            f"The proxy refused to connect to {api.name} (status {error.status}); check upstream.proxy_url.",
            code="proxy_refused",
        )
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return UpstreamUnusable("No connection to the proxy; check upstream.proxy_url.", code="no_connection")
    if isinstance(error, ConnectionLost):
        return UpstreamUnusable(
            f"{api.name} ended the connection without an answer; it may be restarting or refuse this request's size.",
            code="connection_lost",
        )
    if isinstance(error, BadHttp):
        return UpstreamUnusable(f"{api.name} did not answer in HTTP; check {api.base_url_variable}.", code="bad_http")
    return UpstreamUnusable(
        f"No connection to {api.name}{_reason(error)}; check {api.base_url_variable} and the network.",
        code="no_connection",
    )


def body_failure(api: Api, error: Exception) -> UpstreamUnusable:
    """The error for an answer that broke off in its body."""
    return UpstreamUnusable(
        f"The answer of {api.name} broke off before its end ({type(error).__name__}); try again.",
        code="connection_lost",
    )


def _reason(error: Exception) -> str:
    """In the system's words: the error's own may name the provider's address."""
    number = error.os_error.errno if isinstance(error, aiohttp.ClientConnectorError) else None
    return f" ({os.strerror(number)})" if number is not None and number > 0 else ""
