"""Settings of the stores; parsed by ``config``, validated and honoured here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cachecore_gateway.core.errors import SettingError

__all__ = ["EmbeddedSettings", "Quota", "RedisSettings"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Quota:
    """What one tenant may keep; ``None``: only the limits of the whole store apply."""

    max_entry_count: int | None = None
    """Entries, >= 1."""
    max_bytes: int | None = None
    """Bytes of bodies and vectors, >= 1."""

    def __post_init__(self) -> None:
        for name in ("max_entry_count", "max_bytes"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise SettingError(f"A tenant quota's {name} is {value}; set it to 1 or more, or leave it out.")


@dataclass(frozen=True, slots=True)
class EmbeddedSettings:
    """The embedded store: one directory on a local disk, shared by all workers of one machine."""

    directory: Path = Path("cachecore-data")
    """Where everything is kept; made with mode 0700. Not on a network file system: SQLite's WAL needs shared memory."""
    max_entry_count: int = 1_000_000
    """Entries over all tenants, >= 1; the least recently used go first."""
    max_bytes: int = 8 * 1024 * _MIB
    """Bytes of bodies and vectors over all tenants, >= 1. Keys and bookkeeping take about 1 KiB an entry more."""
    tenant_quota: Quota = field(default_factory=Quota)
    """Quota of every tenant that has none of its own."""
    tenant_quotas: Mapping[str, Quota] = field(default_factory=dict)
    """Quotas by tenant id."""
    hot_bytes: int = 128 * _MIB
    """Bytes of entries held in memory in front of the disk, per process; 0 switches the hot layer off."""
    index_bytes: int = 1024 * _MIB
    """Bytes of vectors held in memory, per process, >= 1 MiB; what was searched longest ago goes, and is read again."""
    exact_scan_count: int = 15_000
    """Vectors in one scope up to which every search compares with all of them; above, an inverted file is built."""
    pending_bytes: int = 64 * _MIB
    """Bytes of entries waiting for the disk; beyond it new entries stay in memory only. >= 1 MiB."""
    sweep_seconds: float = 5.0
    """Period of dropping what is dead, > 0."""
    generation_retention_seconds: float = 86_400.0
    """How long an invalidation is remembered at least; must exceed the longest upstream call. >= 3,600."""
    max_pair_count: int = 200_000
    """Confirmed and refuted pairs remembered, >= 1; the oldest go first."""
    flight_replay_bytes: int = 4 * _MIB
    """Bytes of a live answer kept for followers in other processes that join late or read slowly, >= 64 KiB."""
    peer_timeout_seconds: float = 2.0
    """Longest wait for another process that leads a call but does not answer, > 0; then this one calls by itself."""

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if not value >= least:
                raise SettingError(f"stores.embedded.{name} is {value}; set it to {least} or more.")


_LEAST: Mapping[str, float] = {
    "max_entry_count": 1,
    "max_bytes": 1,
    "hot_bytes": 0,
    "index_bytes": _MIB,
    "exact_scan_count": 1,
    "pending_bytes": _MIB,
    "sweep_seconds": 0.01,
    "generation_retention_seconds": 3600,
    "max_pair_count": 1,
    "flight_replay_bytes": 65536,
    "peer_timeout_seconds": 0.05,
}


@dataclass(frozen=True, slots=True)
class RedisSettings:
    """The store on Redis or Valkey 7.0 or newer, shared by any number of gateways. The URL is given apart."""

    key_prefix: str = "cachecore"
    """First part of every key, index and channel; gateways share a cache exactly when they share server and prefix."""
    call_timeout_seconds: float = 0.05
    """Longest wait for one step; after it the server counts as down until it answers a probe. 0.001 to 10."""
    search_timeout_seconds: float = 0.2
    """Longest wait for a search by meaning. 0.001 to 10."""
    invalidate_timeout_seconds: float = 2.0
    """Longest wait for one step of an invalidation. 0.001 to 60."""
    connect_timeout_seconds: float = 1.0
    """Longest wait for a connection and its greeting. 0.01 to 60."""
    hot_bytes: int = 64 * _MIB
    """Bytes of entries held in memory, per process, so that a hit moves only generations; 0 switches it off."""
    index_algorithm: Literal["auto", "flat", "hnsw"] = "auto"
    """How indexes search: ``flat`` compares with all vectors of the scope; ``hnsw`` is approximate and quick in scopes
    of many thousand questions, but its writes and removals cost the server milliseconds each; ``auto`` is ``flat`` for
    the first 5,000 vectors of each scope and ``hnsw`` for the others, and takes two indexes a model."""
    tenant_quota: Quota = field(default_factory=Quota)
    """Quota of every tenant that has none of its own; the entries that die soonest go first. The server's
    ``maxmemory`` bounds all tenants together."""
    tenant_quotas: Mapping[str, Quota] = field(default_factory=dict)
    """Quotas by tenant id."""
    generation_retention_seconds: float = 86_400.0
    """How long an invalidation is remembered; no entry lives longer. >= 3,600."""
    max_generation_count: int = 100_000
    """Invalidated dep ids remembered per tenant, >= 100; beyond it the tenant's cache starts anew."""
    pair_retention_seconds: float = 90 * 86_400.0
    """How long a confirmed or refuted pair is remembered, >= 60."""
    lease_seconds: float = 1.5
    """A leader that does not renew its lease in this time has lost its flight. 0.2 to 60."""
    flight_replay_bytes: int = 4 * _MIB
    """Bytes of a live answer kept for followers in other gateways that join late or read slowly, >= 64 KiB."""
    restart_keeps_data: bool = False
    """Trust the server to lose no write when it restarts or fails over (``appendfsync always``, no asynchronous
    failover). Off: after a restart or failover the cache starts cold, because an invalidation may have been lost."""
    wait_replica_count: int = 0
    """Replicas that must hold an invalidation before it is acknowledged (``WAIT``), >= 0."""

    def __post_init__(self) -> None:
        for name, (least, most) in _REDIS_RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingError(f"stores.redis.{name} is {value}; set it between {least:g} and {most:g}.")
        if self.index_algorithm not in ("auto", "flat", "hnsw"):
            raise SettingError(f"stores.redis.index_algorithm is {self.index_algorithm!r}; set auto, flat or hnsw.")
        if not self.key_prefix or not self.key_prefix.replace("-", "").replace("_", "").isalnum():
            raise SettingError("stores.redis.key_prefix may hold letters, digits, hyphens and underscores only.")


_REDIS_RANGES: Mapping[str, tuple[float, float]] = {
    "call_timeout_seconds": (0.001, 10),
    "search_timeout_seconds": (0.001, 10),
    "invalidate_timeout_seconds": (0.001, 60),
    "connect_timeout_seconds": (0.01, 60),
    "hot_bytes": (0, 1 << 50),
    "generation_retention_seconds": (3600, 1e9),
    "max_generation_count": (100, 1e9),
    "pair_retention_seconds": (60, 1e9),
    "lease_seconds": (0.2, 60),
    "flight_replay_bytes": (65536, 1 << 40),
    "wait_replica_count": (0, 100),
}
