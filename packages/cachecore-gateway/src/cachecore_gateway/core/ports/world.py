"""Time, health and the vectors that pass through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

__all__ = ["Clock", "Health", "Vector"]


Vector: TypeAlias = bytes
"""A unit row, little-endian float32: ``4 * dimensions`` bytes. The core carries vectors, it never looks into them."""


class Clock(Protocol):
    """Time, so that tests can own it."""

    def now(self) -> float:
        """Wall-clock seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""


@dataclass(frozen=True, slots=True)
class Health:
    """State of one part for ``/ready`` and ``doctor``: ``ok`` False says why and what to do in ``detail``."""

    part: str
    ok: bool
    detail: str = ""
    advice: str = ""
    """What to do though it works."""
