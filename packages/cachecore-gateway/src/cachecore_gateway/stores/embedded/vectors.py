"""Vectors as they are kept: float16 on the disk, unit float32 rows in memory. Cosines differ by less than 0.0001."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from cachecore_gateway.core.ports import Vector

__all__ = ["Rows", "packed", "query_row", "unpacked"]

Rows: TypeAlias = npt.NDArray[np.float32]
"""``(n, dimensions)`` or ``(dimensions,)``, unit length."""


def packed(vector: Vector) -> bytes:
    """float16 of a float32 vector."""
    return np.frombuffer(vector, dtype="<f4").astype("<f2").tobytes()


def unpacked(data: bytes, count: int, dimensions: int) -> Rows:
    """``count`` vectors that were packed one after the other, as unit rows ``(count, dimensions)``."""
    rows: Rows = np.frombuffer(data, dtype="<f2").astype(np.float32).reshape(count, dimensions)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, 1e-12)
    return rows


def query_row(vector: Vector) -> Rows:
    """The vector that is searched for."""
    return np.frombuffer(vector, dtype="<f4").astype(np.float32, copy=False)
