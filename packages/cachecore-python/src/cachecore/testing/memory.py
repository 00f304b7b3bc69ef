"""The gateway's cache in memory, as far as clients can tell: exact entries, dependencies, tenants. No expiry."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cachecore.wire import DepDeclaration

_IGNORED_FIELDS: Final = frozenset(
    {
        "stream",
        "stream_options",
        "user",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "service_tier",
        "metadata",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored answer: valid while no dependency in ``generations`` has been invalidated since its request began."""

    entry_id: str
    answer: Mapping[str, Any]
    deps: frozenset[DepDeclaration]
    generations: tuple[tuple[str, int], ...]
    stored_at: float


def fingerprint_of(path: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over path and body in canonical order, but for the fields that cannot change the answer."""
    asked = {name: value for name, value in body.items() if name not in _IGNORED_FIELDS}
    return hashlib.sha256(json.dumps([path, asked], sort_keys=True).encode()).hexdigest()


class MemoryCache:
    """Thread-safe. Nothing is shared between tenants."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._generations: Counter[tuple[str, str]] = Counter()
        self._ids = itertools.count(1)
        self._lock = threading.Lock()

    def find(self, tenant: str, fingerprint: str, deps: frozenset[DepDeclaration]) -> Entry | None:
        """The entry for this request, if it is valid and its dependencies cover the request's."""
        with self._lock:
            entry = self._entries.get((tenant, fingerprint))
            return entry if entry and self._valid(tenant, entry) and deps <= entry.deps else None

    def begun(self, tenant: str, deps: frozenset[DepDeclaration]) -> tuple[tuple[str, int], ...]:
        """The generations to store an answer with; taken before its upstream call starts."""
        with self._lock:
            return tuple((dep.dep_id, self._generations.setdefault((tenant, dep.dep_id), 0)) for dep in deps)

    def store(self, tenant: str, fingerprint: str, entry: Entry) -> None:
        with self._lock:
            self._entries[tenant, fingerprint] = entry

    def next_id(self) -> str:
        return f"entry-{next(self._ids)}"

    def known(self, tenant: str, prefix: str) -> list[str]:
        """The tenant's dependencies whose ids begin so, sorted."""
        with self._lock:
            return sorted(name for owner, name in self._generations if owner == tenant and name.startswith(prefix))

    def invalidate(self, tenant: str, dep_id: str) -> int:
        """Kill what declared this dependency; how many entries that were."""
        with self._lock:
            self._generations[tenant, dep_id] += 1
            dead = [key for key, entry in self._entries.items() if key[0] == tenant and not self._valid(tenant, entry)]
            for key in dead:
                del self._entries[key]
            return len(dead)

    def _valid(self, tenant: str, entry: Entry) -> bool:
        return all(self._generations[tenant, dep_id] == generation for dep_id, generation in entry.generations)
