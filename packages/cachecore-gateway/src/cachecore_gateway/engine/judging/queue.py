"""Near misses that wait for the judge, in cells: shared by the workers, kept over restarts, bounded.

The queue is split over several cells by the hash of the pair, so that one change rewrites a few kilobytes. A pair that
the judge could not decide twice is remembered as given up, for as long as its cell has room for that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import blake2b
from typing import Self

from cachecore_gateway.core.canonical import JsonObject, JsonValue, canonical_bytes
from cachecore_gateway.core.meaning import handle_of
from cachecore_gateway.core.ports import Cell

__all__ = ["Fate", "NearMiss", "NearMissQueue"]

_SHARDS = 16
_MOST_TRIES = 2
_GIVEN_UP_COUNT = 64
_LONGEST_LETTERS = 2000


class Fate(Enum):
    """What became of one that was put to the judge."""

    DECIDED = "decided"
    UNDECIDED = "undecided"
    """The judge answered, but not with a verdict: it waits for its second try, or is given up after that."""
    POSTPONED = "postponed"
    """The judge did not answer: it goes to the end of its cell."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that was not answered by the entry for another one, though it was near."""

    tenant_id: str
    scope: str
    asked: str
    stored: str
    tries: int = 0

    @property
    def pair_id(self) -> str:
        """The same for the pair either way round."""
        handles = sorted((handle_of(self.asked), handle_of(self.stored)))
        return blake2b(canonical_bytes([self.scope, *handles]), digest_size=12).hexdigest()

    @classmethod
    def of(cls, value: JsonValue) -> Self | None:
        """What a record says."""
        if not isinstance(value, list) or len(value) != 5:
            return None
        tenant_id, scope, asked, stored, tries = value
        texts_are_there = all(isinstance(text, str) for text in (tenant_id, scope, asked, stored))
        if not texts_are_there or not isinstance(tries, int):
            return None
        return cls(str(tenant_id), str(scope), str(asked), str(stored), tries)

    def record(self) -> JsonValue:
        """The record."""
        return [self.tenant_id, self.scope, self.asked, self.stored, self.tries]


class NearMissQueue:
    """Bounded, without duplicates. Every method raises ``StoreUnavailable`` when it cannot.

    Args:
        limit: near misses that may wait, all cells together.
    """

    def __init__(self, cells: Cell, limit: int) -> None:
        self._cells = cells
        self._room = max(1, limit // _SHARDS)
        self._next = 0

    async def offer(self, near: NearMiss) -> None:
        """Put ``near`` in, if it is new and there is room; a tenant with many gives way to one with few."""
        if max(len(near.asked), len(near.stored)) > _LONGEST_LETTERS:
            return
        name, pair_id = _cell(int(near.pair_id, 16) % _SHARDS), near.pair_id
        if pair_id not in _given_up(found := await self._cells.read(name)) and pair_id not in _items(found):
            await self._cells.change(name, lambda value: _offered(value, near, self._room))

    async def first(self, limit: int) -> list[NearMiss]:
        """At most ``limit`` that wait, from all cells in turn; they stay in until ``settle``."""
        found: list[NearMiss] = []
        start, self._next = self._next, (self._next + 1) % _SHARDS
        for step in range(_SHARDS):
            items = _items(await self._cells.read(_cell((start + step) % _SHARDS)))
            found += [near for near in map(NearMiss.of, items.values()) if near is not None]
            if len(found) >= limit:
                break
        return found[:limit]

    async def settle(self, near: NearMiss, fate: Fate) -> None:
        """Take ``near`` out, or put it to the end, as its fate says."""
        name = _cell(int(near.pair_id, 16) % _SHARDS)
        await self._cells.change(name, lambda value: _settled(value, near, fate))

    async def clear(self) -> None:
        """Forget what waits, texts and all."""
        for name in map(_cell, range(_SHARDS)):
            if _items(await self._cells.read(name)):
                await self._cells.write(name, {})

    async def count(self) -> int:
        """How many wait."""
        return sum([len(_items(await self._cells.read(_cell(number)))) for number in range(_SHARDS)])


def _offered(value: JsonObject | None, near: NearMiss, room: int) -> JsonObject:
    items, given_up = dict(_items(value)), _given_up(value)
    if near.pair_id not in items and near.pair_id not in given_up:
        if len(items) >= room:
            _make_room(items, near.tenant_id)
        if len(items) < room:
            items[near.pair_id] = near.record()
    return {"items": items, "given_up": given_up}


def _make_room(items: JsonObject, tenant_id: str) -> None:
    waiting = {pair_id: near.tenant_id for pair_id, item in items.items() if (near := NearMiss.of(item)) is not None}
    counts = Counter(waiting.values())
    greedy, most = counts.most_common(1)[0] if counts else ("", 0)
    if most > counts[tenant_id] + 1:
        del items[[pair_id for pair_id, owner in waiting.items() if owner == greedy][-1]]


def _settled(value: JsonObject | None, near: NearMiss, fate: Fate) -> JsonObject:
    items, given_up = dict(_items(value)), list(_given_up(value))
    items.pop(near.pair_id, None)
    tries = near.tries + (fate is Fate.UNDECIDED)
    if fate is not Fate.DECIDED and tries < _MOST_TRIES:
        items[near.pair_id] = replace(near, tries=tries).record()
    elif fate is not Fate.DECIDED:
        given_up = [*given_up, near.pair_id][-_GIVEN_UP_COUNT:]
    return {"items": items, "given_up": given_up}


def _items(value: JsonObject | None) -> JsonObject:
    items = (value or {}).get("items")
    return items if isinstance(items, dict) else {}


def _given_up(value: JsonObject | None) -> list[JsonValue]:
    given_up = (value or {}).get("given_up")
    return given_up if isinstance(given_up, list) else []


def _cell(number: int) -> str:
    return f"judge.queue.{number}"
