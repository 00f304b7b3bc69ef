"""Entries and vectors for the tests of the stores."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from cachecore_gateway.core.dependencies import Snapshot, Tag
from cachecore_gateway.core.entry import Answer, Entry, Meaning, Usage
from cachecore_gateway.core.freshness import Window

NOW = 1_700_000_000.0
TENANT = "acme"
MODEL = "model-a"
DIMENSIONS = 32


def key_of(name: object) -> str:
    """A fingerprint."""
    return sha256(repr(name).encode()).hexdigest()


def vector_of(*parts: float) -> bytes:
    """A unit vector that starts with ``parts``."""
    row = np.zeros(DIMENSIONS, dtype=np.float32)
    row[: len(parts)] = parts
    return (row / np.linalg.norm(row)).astype("<f4").tobytes()


def random_vector(seed: int, dimensions: int = DIMENSIONS) -> bytes:
    """A unit vector far from all others."""
    row = np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
    return (row / np.linalg.norm(row)).astype("<f4").tobytes()


def entry_of(
    name: object,
    started: Snapshot,
    *deps: str,
    tenant: str = TENANT,
    body: bytes = b'{"answer": 42}',
    scope: str = "",
    created_at: float = NOW,
    life: float = 3000.0,
    entry_id: str = "",
) -> Entry:
    """An entry named ``name`` with ``deps`` at the generations of ``started``; in the index when ``scope`` is given."""
    fresh, stale = created_at + life, created_at + life * 1.2
    return Entry(
        key=key_of(name),
        entry_id=entry_id or f"id-{name}",
        tenant_id=tenant,
        namespace=key_of("namespace"),
        protocol="chat",
        model="gpt-test",
        window=Window(created_at, fresh, stale, stale),
        tags=tuple(Tag(dep, "v1", started.of(dep)) for dep in deps),
        epoch=started.epoch,
        answer=Answer(body, ((b"content-type", b"application/json"),), Usage(3, 5)),
        meaning=Meaning(scope, f"question {name}", MODEL) if scope else None,
    )
