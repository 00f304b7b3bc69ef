"""The entry store. A look is one round trip; a hot entry is served from memory once that trip has confirmed it.

Why the hot layer can never outlive an invalidation: no look is answered from memory alone. The one function that a look
runs returns, at one moment, whether the entry in memory is still the one stored and the generations that hold then.
(Client-side tracking would save the trip, but its messages come some time after the invalidation was acknowledged, and
a look in between would serve what is dead.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Clock, Looked, StoredCounts, Vector

from ..hot import HotItem, HotLayer
from ..records import decode_entry, encode_entry
from ..settings import Quota, RedisSettings
from .index import RedisIndex
from .keys import Keys, digest
from .link import Link
from .reader import Reader
from .scripts import COUNTS, DELETE, PUT
from .tenants import Tenants

__all__ = ["RedisEntries"]

_SLOWEST_BYTES_A_SECOND = 10e6
"""A large entry gets this much more time to be written."""


class RedisEntries:
    """See :class:`EntryStore`. ``bulk`` carries the writes, so that a look never waits behind a large body."""

    def __init__(
        self, reader: Reader, bulk: Link, index: RedisIndex, tenants: Tenants, settings: RedisSettings
    ) -> None:
        self._reader = reader
        self._bulk = bulk
        self._index = index
        self._tenants = tenants
        self._keys = Keys(settings.key_prefix)
        self._settings = settings
        self._hot = HotLayer(settings.hot_bytes)
        self._clock: Clock = tenants.clock

    async def look(self, keys: Sequence[str], tenant_id: str, dep_ids: Iterable[str]) -> Looked:
        """See :class:`EntryStore`."""
        held = [self._held(key, tenant_id) for key in keys]
        deps = dict.fromkeys(dep_ids)
        for entry in held:
            if entry is not None:
                deps.update(dict.fromkeys(tag.dep_id for tag in entry.tags))
        names = list(deps)
        ids = ["" if entry is None else entry.entry_id for entry in held]
        read = await self._reader.read(tenant_id, names, keys, ids)
        generations = dict(zip(names, read.generations, strict=True))
        entries: list[Entry | None] = []
        for key, entry, item in zip(keys, held, read.items, strict=True):
            if item != 1:
                entry = self._received(key, tenant_id, item, generations)
            entries.append(entry)
        return Looked(entries, Snapshot(read.epoch, generations))

    def at_hand(self, key: str, tenant_id: str, dep_ids: tuple[str, ...]) -> Looked | None:
        """See :class:`EntryStore`. Nothing is told without asking the server, which alone knows of invalidations."""
        return None

    async def put(self, entry: Entry, vector: Vector | None) -> None:
        """See :class:`EntryStore`. An entry that is dead or invalid already is not stored."""
        settings = self._settings
        life = min(entry.window.dead_at - self._clock.now(), settings.generation_retention_seconds)
        epoch = self._reader.ledger_epoch(entry.epoch)
        if life <= 0 or epoch is None:
            return
        tag = self._keys.tag(entry.tenant_id)
        root = self._keys.root(tag)
        name, scope, row = await self._filed(entry, vector)
        record = encode_entry(entry)
        quota = settings.tenant_quotas.get(entry.tenant_id, settings.tenant_quota)
        stored = await self._bulk.run(
            PUT,
            (f"{root}g", f"{root}e:{entry.key}", self._keys.vector(name, tag, entry.key)),
            *(root, entry.key, epoch, entry.entry_id, record, max(1, int(life * 1000))),
            *(len(entry.answer.body) + len(row), scope, repr(entry.window.fresh_until), row),
            *_limits(quota),
            *_tags(entry),
            timeout_seconds=settings.call_timeout_seconds + len(record) / _SLOWEST_BYTES_A_SECOND,
        )
        if stored:
            self._hot.put(HotItem(entry, 0.0, 0.0))
            await self._tenants.note(tag)
        else:
            self._hot.drop(entry.key)

    async def find(self, tenant_id: str, entry_id: str) -> Entry | None:
        """See :class:`EntryStore`."""
        root = self._keys.root(self._keys.tag(tenant_id))
        (key,) = await self._bulk.call(("GET", f"{root}i:{entry_id}"))
        if key is None:
            return None
        (entry,) = (await self.look([key.decode()], tenant_id, ())).entries
        return entry if entry is not None and entry.entry_id == entry_id else None

    async def delete(self, key: str) -> bool:
        """See :class:`EntryStore`."""
        item = self._hot.get(key)
        tags = [self._keys.tag(item.entry.tenant_id)] if item is not None else await self._tenants.tags()
        deleted = [await self._delete(tag, key) for tag in tags]
        self._hot.drop(key)
        return any(deleted)

    async def counts(self, tenant_id: str | None = None) -> StoredCounts:
        """See :class:`EntryStore`."""
        tags = await self._tenants.tags() if tenant_id is None else [self._keys.tag(tenant_id)]
        sums = [0, 0, 0, 0]
        for tag in tags:
            root = self._keys.root(tag)
            found = await self._bulk.run(COUNTS, (f"{root}g",), root, timeout_seconds=1.0)
            sums = [one + other for one, other in zip(sums, found, strict=True)]
        return StoredCounts(*sums)

    def _held(self, key: str, tenant_id: str) -> Entry | None:
        item = self._hot.get(key)
        return item.entry if item is not None and item.entry.tenant_id == tenant_id else None

    def _received(self, key: str, tenant_id: str, item: Any, generations: dict[str, int]) -> Entry | None:
        """The entry in ``item``; its generations are added to ``generations``."""
        entry = decode_entry(item[0], key) if item is not None else None
        if entry is None or entry.tenant_id != tenant_id or len(entry.tags) != len(item) - 1:
            self._hot.drop(key)
            return None
        for tag, generation in zip(entry.tags, item[1:], strict=True):
            generations[tag.dep_id] = int(generation or 0)
        self._hot.put(HotItem(entry, 0.0, 0.0))
        return entry

    async def _filed(self, entry: Entry, vector: Vector | None) -> tuple[str, str, bytes]:
        """Index, scope and vector to file the entry under; empty where the semantic tier does not see it."""
        if vector is None or entry.meaning is None:
            return "", "", b""
        try:
            name = await self._index.place(entry.meaning.scope, entry.meaning.model_id, len(vector) // 4)
        except StoreUnavailable:
            name = ""
        return (name, digest(entry.meaning.scope), vector) if name else ("", "", b"")

    async def _delete(self, tag: str, key: str) -> bool:
        root = self._keys.root(tag)
        return bool(await self._bulk.run(DELETE, (f"{root}g", f"{root}e:{key}"), root, key))


def _limits(quota: Quota) -> tuple[int, int]:
    count, size = quota.max_entry_count, quota.max_bytes
    return -1 if count is None else count, -1 if size is None else size


def _tags(entry: Entry) -> list[bytes | int]:
    pairs = [(tag.dep_id.encode("utf-8", "surrogatepass"), tag.generation) for tag in entry.tags]
    return [len(pairs), *(part for pair in pairs for part in pair)]
