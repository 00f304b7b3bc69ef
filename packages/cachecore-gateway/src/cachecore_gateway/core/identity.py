"""Who asks: the claims of a verified token, in the form the core needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .controls import Preset

__all__ = ["Permissions", "Principal", "Rate"]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``requests`` in any ``seconds``; both positive."""

    requests: int
    seconds: float = 60.0


class Permissions(NamedTuple):
    """What the token may see. Order and repetition do not matter; both tuples are sorted and unique."""

    roles: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()

    @classmethod
    def of(cls, roles: list[str], scope: list[str]) -> Permissions:
        """Sorted, without repetition."""
        return cls(tuple(sorted(set(roles))), tuple(sorted(set(scope))))


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified caller. Entries, coalesced calls and statistics never leave its tenant."""

    tenant_id: str
    expires_at: float
    """Wall-clock seconds since the epoch; the token is bad at and after it."""
    project_id: str = ""
    policy_version: str = ""
    permissions: Permissions = field(default_factory=Permissions)
    fresh_seconds: float | None = None
    """Claim ``fresh_ttl_secs``: replaces the configured fresh time for entries this caller writes."""
    stale_seconds: float | None = None
    """Claim ``stale_window_secs``."""
    rate: Rate | None = None
    token_id: str = ""
    """The ``<id>`` of ``cc_live_<id>.<jwt>``, for logs; empty for a bare JWT."""
    preset: Preset | None = None
    """Claim ``l2``: raises the bar for a semantic hit, never lowers it."""
