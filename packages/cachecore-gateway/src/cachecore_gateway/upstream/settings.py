"""Settings of the upstream client; checked where they are made."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from cachecore_gateway.core.errors import SettingError

__all__ = ["ProviderSettings", "UpstreamSettings"]

_KEY = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Where a provider is and whose keys pay. Keys never show in ``repr``."""

    base_url: str
    """``https://host[/path]``, with or without ``/v1`` at its end."""
    api_key: str = field(default="", repr=False)
    """The operator's default key; empty: callers without another key bring their own."""
    tenant_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Key by tenant id."""
    project_keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """Key by tenant id, then by project id."""

    def all_keys(self) -> Iterator[str]:
        """All configured keys."""
        if self.api_key:
            yield self.api_key
        yield from self.tenant_keys.values()
        for projects in self.project_keys.values():
            yield from projects.values()


@dataclass(frozen=True, slots=True)
class UpstreamSettings:
    """How providers are called. Times in seconds, sizes in bytes, all positive.

    Raises:
        SettingError: a value cannot be honoured; the message names the setting and never shows a key.
    """

    openai: ProviderSettings = field(default_factory=lambda: ProviderSettings("https://api.openai.com/v1"))
    """Every path but ``/v1/messages``; any provider that speaks OpenAI's API."""
    anthropic: ProviderSettings = field(default_factory=lambda: ProviderSettings("https://api.anthropic.com"))
    """``/v1/messages`` and below."""
    anonymous_upstream_key: bool = False
    """Spend the operator's default key for callers without a CacheCore token."""
    connect_timeout_seconds: float = 10.0
    """Name look-up, connection and TLS handshake together."""
    head_timeout_seconds: float = 600.0
    """From sending, the connection included, to the head of the answer. A plain answer of a slow model has its head
    when it is whole."""
    idle_timeout_seconds: float = 300.0
    """Longest silence between two pieces of a body."""
    total_timeout_seconds: float = 3600.0
    """From sending to the last byte."""
    max_connections: int = 512
    """Calls under way at one provider, >= 1; more wait."""
    max_waiting: int = 1024
    """Calls that may wait for a connection, >= 0; more are refused as overload."""
    wait_timeout_seconds: float = 30.0
    """Longest wait for a connection before the call is refused as overload."""
    keep_idle_seconds: float = 30.0
    """How long an unused connection is kept."""
    max_decoded_bytes: int = 64 * 1024 * 1024
    """Largest body that a compressed answer may unpack to."""
    max_head_line_bytes: int = 32 * 1024
    """Longest status line or header field of an answer."""
    tls_ca_file: Path | None = None
    """PEM file of the authorities to trust in place of the system's."""
    proxy_url: str = field(default="", repr=False)
    """HTTP proxy (``http://[user:password@]host:port``); the environment's proxy variables are not read."""

    def __post_init__(self) -> None:
        _check_provider("upstream.openai", self.openai)
        _check_provider("upstream.anthropic", self.anthropic)
        for entry in fields(self):
            if entry.name.endswith(("_seconds", "_bytes", "_connections")):
                _check_positive(f"upstream.{entry.name}", getattr(self, entry.name))
        if self.max_waiting < 0:
            raise SettingError("upstream.max_waiting must be 0 or more.")
        if self.proxy_url:
            _check_proxy(self.proxy_url)
        if self.tls_ca_file is not None and not self.tls_ca_file.is_file():
            raise SettingError(f"upstream.tls_ca_file names {self.tls_ca_file}, which is not a file.")


def _check_positive(name: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise SettingError(f"{name} must be a positive number, not {value}.")


def _check_provider(name: str, provider: ProviderSettings) -> None:
    _check_base_url(f"{name}.base_url", provider.base_url)
    for key in provider.all_keys():
        if not _KEY.fullmatch(key):
            raise SettingError(f"A key under {name} is empty or holds spaces, line ends or non-ASCII characters.")


def _check_base_url(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        port_is_good = parts.port != 0
    except ValueError:
        raise SettingError(f"{name} is not a URL.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_good:
        raise SettingError(f"{name} must look like https://host/v1.")
    if parts.username is not None or parts.query or parts.fragment or not re.fullmatch(r"[!-~]+", url):
        raise SettingError(f"{name} must hold scheme, host, port and path alone; a key belongs under api_key.")


def _check_proxy(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingError("upstream.proxy_url must look like http://host:port.")
