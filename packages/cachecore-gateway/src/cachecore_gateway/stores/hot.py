"""The hot layer: entries in memory, least recently used out first, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.ports import Looked

__all__ = ["HotItem", "HotLayer", "Told"]

_OVERHEAD_BYTES = 1500
"""What an entry's objects take beside its texts and body, measured with ``tracemalloc``."""


class Told(NamedTuple):
    """What was last told of an entry, which stays true while the shared page shows ``image``."""

    image: bytes
    tenant_id: str
    dep_ids: tuple[str, ...]
    looked: Looked


class HotItem:
    """An entry in memory. ``check_at``: wall-clock moment from which it must be compared with the disk again."""

    __slots__ = ("check_at", "entry", "size", "told", "touched_at")

    def __init__(self, entry: Entry, check_at: float, touched_at: float) -> None:
        self.entry = entry
        self.check_at = check_at
        self.touched_at = touched_at
        self.told: Told | None = None
        self.size = _OVERHEAD_BYTES + len(entry.answer.body)


class HotLayer:
    """Entries by key, at most ``limit_bytes`` of them."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._items: OrderedDict[str, HotItem] = OrderedDict()
        self.held_bytes = 0

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: str) -> HotItem | None:
        """The item under ``key``, which thereby becomes the most recently used."""
        item = self._items.get(key)
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, item: HotItem) -> None:
        """Hold ``item``; what was used least recently makes room. An item larger than the layer is not held."""
        key = item.entry.key
        self.drop(key)
        self._items[key] = item
        self.held_bytes += item.size
        while self.held_bytes > self._limit_bytes:
            _, oldest = self._items.popitem(last=False)
            self.held_bytes -= oldest.size

    def drop(self, key: str) -> None:
        """Forget ``key``."""
        item = self._items.pop(key, None)
        if item is not None:
            self.held_bytes -= item.size

    def drop_all(self, keys: Iterable[str]) -> None:
        """Forget each of ``keys``."""
        for key in keys:
            self.drop(key)

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
        self.held_bytes = 0
