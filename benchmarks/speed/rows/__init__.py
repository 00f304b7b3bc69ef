"""One file a kind of work; each row is a function from ``World`` to figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..figures import Figure
from ..world import World
from . import hits, meaning, misses, redis, scale
from .soak import soak

__all__ = ["ROWS", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of work that can be called by name; ``full``: only with ``--full`` or by its own name."""

    measure: Callable[[World], Iterator[Figure]]
    full: bool = False


ROWS = {
    "l1": Row(hits.l1),
    "l1-open-loop": Row(hits.open_loop),
    "concurrency": Row(hits.concurrency),
    "sizes": Row(hits.sizes),
    "l2": Row(meaning.l2),
    "miss": Row(misses.miss),
    "passthrough": Row(misses.passthrough),
    "mix": Row(misses.mix),
    "entries": Row(scale.entries),
    "namespaces": Row(scale.namespaces),
    "start": Row(scale.start),
    "memory": Row(scale.memory),
    "million": Row(scale.million, full=True),
    "soak": Row(soak, full=True),
    "libraries": Row(hits.libraries),
    "redis": Row(redis.redis, full=True),
}
