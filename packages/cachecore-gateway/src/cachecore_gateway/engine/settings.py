"""Settings of the engine; parsed and validated by ``config``, honoured here."""

from __future__ import annotations

from dataclasses import dataclass, field

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.freshness import DEFAULT_LIFETIME, Lifetime

__all__ = ["EngineSettings", "MeaningSettings"]


@dataclass(frozen=True, slots=True)
class MeaningSettings:
    """How the semantic tier runs."""

    preset: Preset = Preset.BALANCED
    """Operating point for requests that ask for none; ``off`` switches the tier off."""
    similarity_threshold: float | None = None
    """Extra cosine floor (−1…1) over the model's own gate; ``None``: the model's gate alone."""
    candidate_count: int = 6
    """Neighbours looked at per request, >= 1."""
    deadline_seconds: float = 0.25
    """Longest time the semantic tier may take before the request goes on without it."""
    shadow: bool = False
    """Look up and record, but never serve."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How requests are served."""

    lifetime: Lifetime = field(default_factory=lambda: DEFAULT_LIFETIME)
    meaning: MeaningSettings = field(default_factory=MeaningSettings)
    max_answer_bytes: int = 16 * 1024 * 1024
    """Largest plain answer that is passed on, and largest stream that is stored."""
    finish_abandoned: bool = False
    """Finish an upstream call for the cache when every caller has gone away; else it is cancelled."""
    flight_queue_bytes: int = 4 * 1024 * 1024
    """Stream bytes held for slow or late followers before the leader waits for the slowest."""
    refresh_count: int = 32
    """Background refreshes that may run at once; more are skipped until a later hit."""
