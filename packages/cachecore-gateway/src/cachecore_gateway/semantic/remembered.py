"""A bounded memory of what was worked out before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["REMEMBERED_COUNT", "Remembered"]

REMEMBERED_COUNT = 4096
"""Questions that the semantic tier remembers: with vectors, verdicts and six candidates each 31 MB."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key, least recently used forgotten first. Safe from many threads.

    Only for what the key alone decides: nothing in it ever grows old.
    """

    def __init__(self, limit_count: int) -> None:
        """Keep at most `limit_count` values, 0 for none."""
        self._limit_count = limit_count
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value of `key`, `None` when it is not kept (any more)."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Keep the value of `key`."""
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._limit_count:
                self._kept.popitem(last=False)
