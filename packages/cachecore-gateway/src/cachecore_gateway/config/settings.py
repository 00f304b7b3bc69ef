"""The whole configuration: each part's own section, and the sections that belong to no part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.engine import EngineSettings, TenantSettings
from cachecore_gateway.limits import LimitSettings
from cachecore_gateway.protocols.settings import ProtocolSettings
from cachecore_gateway.semantic.settings import SemanticSettings
from cachecore_gateway.stores.settings import EmbeddedSettings, RedisSettings
from cachecore_gateway.telemetry import TelemetrySettings
from cachecore_gateway.upstream import UpstreamSettings
from cachecore_gateway.web import WebSettings

__all__ = ["CacheSettings", "ServerSettings", "Settings", "StoresSettings"]

_SCHEMES = ("redis://", "rediss://", "unix://", "redis+sentinel://", "rediss+sentinel://")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The listening process."""

    host: str = "127.0.0.1"
    """Address to listen on; ``0.0.0.0`` or ``::`` for every interface."""
    port: int = 8080
    """TCP port, 0 to 65,535; 0 takes a free one."""
    workers: int = 1
    """Processes that share the port and the store, 1 to 256."""
    shutdown_seconds: float = 30.0
    """How long requests under way may still take when the gateway is told to stop."""
    keep_alive_seconds: float = 75.0
    """How long an unused connection of a caller is kept open; longer than the idle time of proxies in front."""
    backlog_count: int = 2048
    """Connections that may wait to be accepted."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65_535:
            raise SettingError(f"server.port is {self.port}; set it to 0 to 65535.")
        if not 1 <= self.workers <= 256:
            raise SettingError(f"server.workers is {self.workers}; set it to 1 to 256.")
        if not self.host or any(character.isspace() for character in self.host):
            raise SettingError("server.host must be an address or a host name, like 127.0.0.1.")


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """What counts as the same request."""

    isolate_by_user: bool = False
    """Keep the answers of the body's end users (``user``, ``safety_identifier``) apart."""


@dataclass(frozen=True, slots=True)
class StoresSettings:
    """Where answers are kept."""

    redis_url: str = field(default="", repr=False)
    """Redis or Valkey: ``redis://[user[:password]@]host[:port][/database]``, ``rediss://`` for TLS, ``unix://``, or by
    Sentinel ``redis+sentinel://[user[:password]@]host[:port][,host[:port]…]/name[/database]``. Empty: the embedded
    store. ``CACHECORE_STORE`` sets it when its value is a URL."""
    embedded: EmbeddedSettings = field(default_factory=EmbeddedSettings)
    """The embedded store: a directory."""
    redis: RedisSettings = field(default_factory=RedisSettings)
    """The store on Redis or Valkey."""

    def __post_init__(self) -> None:
        if self.redis_url and not self.redis_url.startswith(_SCHEMES):
            raise SettingError(
                "stores.redis_url (CACHECORE_STORE) must begin with redis://, rediss://, unix://, redis+sentinel:// or"
                " rediss+sentinel://."
            )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured. Secrets never show in ``repr``."""

    auth: AuthSettings
    """How tokens are verified."""
    server: ServerSettings = field(default_factory=ServerSettings)
    """The listening process."""
    web: WebSettings = field(default_factory=WebSettings)
    """How requests are accepted."""
    cache: CacheSettings = field(default_factory=CacheSettings)
    """What counts as the same request."""
    protocols: ProtocolSettings = field(default_factory=ProtocolSettings)
    """What may be ignored in requests, and which answers may be stored."""
    tenants: Mapping[str, TenantSettings] = field(default_factory=dict)
    """Tables ``[tenants.NAME]``: what single tenants have of their own."""
    engine: EngineSettings = field(default_factory=EngineSettings)
    """How requests are served."""
    semantic: SemanticSettings = field(default_factory=SemanticSettings)
    """Which models the semantic tier runs."""
    stores: StoresSettings = field(default_factory=StoresSettings)
    """Where answers are kept."""
    upstream: UpstreamSettings = field(default_factory=UpstreamSettings)
    """How providers are called."""
    limits: LimitSettings = field(default_factory=LimitSettings)
    """Who may ask how often."""
    telemetry: TelemetrySettings = field(default_factory=TelemetrySettings)
    """What is counted, logged and traced."""
