"""What one fetch is for."""

from __future__ import annotations

from typing import NamedTuple

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.ports import Vector
from cachecore_gateway.core.request import Ask

from .items import Batch

__all__ = ["Errand"]


class Errand(NamedTuple):
    """One fetch: for which request, begun at which generations, with which vector for the index."""

    ask: Ask
    started: Snapshot | None
    """``None``: the ledger did not answer, so nothing may be stored or shared."""
    vector: Vector | None = None
    purpose: str = "miss"
    batch: Batch | None = None
    """What ``ask`` holds where it is a batch: its answer is stored item by item."""
