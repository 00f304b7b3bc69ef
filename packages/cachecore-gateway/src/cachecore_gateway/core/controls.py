"""What one request asks of the cache: RFC 9111 §5.2.1 directives and CacheCore's own, already parsed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["NO_CONTROLS", "Controls", "Preset"]


class Preset(Enum):
    """How sure the semantic tier must be; each has its measured operating point in the verifier's record."""

    OFF = "off"
    BALANCED = "balanced"
    STRICT = "strict"

    def at_least(self, other: Preset) -> Preset:
        """The more careful of two: a caller may raise the bar, never lower it."""
        careful = (Preset.BALANCED, Preset.STRICT, Preset.OFF)
        return max(self, other, key=careful.index)


@dataclass(frozen=True, slots=True)
class Controls:
    """Defaults mean: serve what may be served, store what may be stored."""

    no_store: bool = False
    """Neither look up nor store (``Cache-Control: no-store``)."""
    no_cache: bool = False
    """Do not serve a stored answer, but store the new one."""
    only_if_cached: bool = False
    """Never call upstream: 504 when nothing stored may be served."""
    max_age_seconds: float | None = None
    """Oldest answer that will do."""
    max_stale_seconds: float | None = None
    """How far past fresh an answer may be; ``None``: as far as the entry's own window goes."""
    min_fresh_seconds: float = 0.0
    """How much longer the answer must stay fresh."""
    preset: Preset | None = None
    min_similarity: float | None = None
    """Extra cosine floor for this request, −1…1."""
    fresh_seconds: float | None = None
    stale_seconds: float | None = None


NO_CONTROLS = Controls()
