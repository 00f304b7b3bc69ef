"""A bounded memory of what was worked out before: quick to ask, about the least recently used forgotten first."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Remembered"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key; all together weigh at most ``limit`` (one weighs no more than half of it, or is not held).

    Two generations in place of a list in order of use: what is found among the old moves to the young, and when the
    young are full they become the old. So the usual look-up changes nothing.
    """

    def __init__(self, limit: int) -> None:
        self._most = limit // 2
        self._weight = 0
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: K) -> V | None:
        """The value; ``None`` when it was forgotten or never known."""
        found = self._young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Remember ``value``, which weighs that much."""
        if weight > self._most:
            return
        if self._weight + weight > self._most:
            self._old, self._young, self._weight = self._young, {}, 0
        self._young[key] = (value, weight)
        self._weight += weight
