"""Everything the engine drives, chosen and built by ``app``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cachecore_gateway.core.ports import (
    Clock,
    Embedder,
    JudgeModel,
    Observer,
    PairJudge,
    ProtocolAdapter,
    Stores,
    Upstream,
)

from .settings import EngineSettings

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The ports, filled."""

    stores: Stores
    upstream: Upstream
    adapters: Mapping[str, ProtocolAdapter]
    """By name."""
    observer: Observer
    clock: Clock
    settings: EngineSettings
    embedder: Embedder | None = None
    """``None``: no semantic tier."""
    judge: PairJudge | None = None
    judge_model: JudgeModel | None = None
    """Asked about near misses and about differing answers, in the background; ``None``: nobody is."""
