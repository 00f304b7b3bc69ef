"""How old an answer may be (SPEC 3.5; RFC 9111 §4.2, RFC 5861 for the stale window).

Times are wall-clock seconds since the epoch, fixed when the entry is written and never slid by a read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CLOCK_SKEW_SECONDS", "DEFAULT_LIFETIME", "Freshness", "Lifetime", "Window", "age_seconds", "freshness"]

CLOCK_SKEW_SECONDS = 60.0
"""An entry from further in the future than this was written under a clock that has since been set back: it is dead,
because nobody can tell its age."""


class Freshness(Enum):
    """Age class of an entry at one moment."""

    __hash__ = object.__hash__  # members are single objects; Enum's own hash is a Python function

    FRESH = "fresh"
    STALE = "stale"
    """Past fresh, inside the stale window: L1 may serve it while one refresh runs."""
    EXPIRED = "expired"
    """Past the stale window, inside the stale-if-error window: served only when upstream fails."""
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Lengths in seconds, each >= 0."""

    fresh_seconds: float = 3000.0
    """How long an answer is served as fresh."""
    stale_seconds: float = 600.0
    """How long after that it is served stale while it is refreshed."""
    stale_if_error_seconds: float = 0.0
    """How long after that it is still served when the provider fails."""

    def starting_at(self, created_at: float) -> Window:
        """The window of an entry whose answer was complete at ``created_at``."""
        fresh_until = created_at + self.fresh_seconds
        stale_until = fresh_until + self.stale_seconds
        return Window(created_at, fresh_until, stale_until, stale_until + self.stale_if_error_seconds)


DEFAULT_LIFETIME = Lifetime()


@dataclass(frozen=True, slots=True)
class Window:
    """Absolute moments of one entry; ``created_at <= fresh_until <= stale_until <= dead_at``."""

    created_at: float
    fresh_until: float
    stale_until: float
    dead_at: float


def freshness(window: Window, now: float) -> Freshness:
    """Class of an entry at ``now``; an entry is fresh *before* ``fresh_until`` and stale from then on."""
    if window.created_at > now + CLOCK_SKEW_SECONDS or now >= window.dead_at:
        return Freshness.DEAD
    if now < window.fresh_until:
        return Freshness.FRESH
    return Freshness.STALE if now < window.stale_until else Freshness.EXPIRED


def age_seconds(window: Window, now: float) -> int:
    """Whole seconds since the answer was complete, never negative."""
    return max(0, int(now - window.created_at))
