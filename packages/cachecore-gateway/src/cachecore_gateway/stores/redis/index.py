"""The vector index: search indexes for each model and number of dimensions, over the hashes that entries leave.

Comparing with all vectors of a scope is exact and costs nothing when one is written, but 0.3 µs a vector when searched;
a graph (HNSW) is searched in a millisecond whatever its size, but each write and removal costs the server milliseconds.
So a model has two indexes: the first vectors of every scope go to the exact one, those of a crowded scope to the other,
and a search asks both in one round trip.

Only what every server with the RediSearch command set knows is used: ``FT.CREATE``, ``SEARCH``, ``INFO``, ``DROPINDEX``
and ``_LIST``; hashes; FLOAT32 vectors by cosine, a TAG (the scope) and a NUMERIC (the end of freshness). A server may
show a write a little later in its index, and what the index names may be gone: entries and generations are read again
for every candidate.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.exceptions import ResponseError

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.core.ports import Clock, Vector

from ..settings import RedisSettings
from .crowds import Crowds
from .keys import Keys, digest
from .link import Link
from .wire import Command

__all__ = ["RedisIndex"]

_HNSW = ("M", 16, "EF_CONSTRUCTION", 200, "EF_RUNTIME", 128)
_GRAPH = "-graph"
"""End of the name of a model's second index."""
_CREATE_SECONDS = 2.0


class RedisIndex:
    """See :class:`VectorIndex`. Where the server has no ``FT.*`` it finds nothing, and ``absent`` says why."""

    def __init__(self, link: Link, clock: Clock, settings: RedisSettings) -> None:
        self._link = link
        self._clock = clock
        self._keys = Keys(settings.key_prefix)
        self._algorithm = settings.index_algorithm
        self._crowds = Crowds(link, self._keys)
        self._known: set[str] = set()
        self._refused_names: set[str] = set()
        """Second indexes that the server refused; it is done without them."""
        self._known_of = ""
        self._preparing = asyncio.Lock()
        self.absent = ""
        """Why this server cannot search; empty when it can."""

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        """See :class:`VectorIndex`. Only entries that are fresh now are named: no other may be served by meaning."""
        names = await self._ready(model_id, len(vector) // 4)
        if not names:
            return []
        near: dict[str, Neighbour] = {}
        for reply in await self._link.ask(*(self._query(name, scope, vector, limit) for name in names)):
            if isinstance(reply, ResponseError):
                await self._refused(names, reply)
                continue
            found = [_neighbour(document, fields) for document, fields in zip(reply[1::2], reply[2::2], strict=True)]
            near.update((neighbour.key, neighbour) for neighbour in found if neighbour.similarity >= floor)
        return sorted(near.values(), key=lambda neighbour: -neighbour.similarity)[:limit]

    async def place(self, scope: str, model_id: str, dimensions: int) -> str:
        """Short name of the index that a new vector of ``scope`` belongs to, which is there when this returns.

        Empty where there is no search.

        Raises:
            StoreUnavailable: the server does not answer, or refuses the index.
        """
        names = await self._ready(model_id, dimensions)
        if len(names) > 1 and await self._crowds.crowded(names[0], scope):
            return names[1]
        return names[0] if names else ""

    async def _ready(self, model_id: str, dimensions: int) -> Sequence[str]:
        """Short names of the indexes of a model; empty where there is no search."""
        name = f"{digest(model_id, size=6)}-{dimensions}"
        wanted = [name, name + _GRAPH] if self._algorithm == "auto" else [name]
        if self._known_of != self._link.server.life:
            self._refused_names.clear()
            unknown = wanted
        else:
            known = self._known | self._refused_names
            unknown = [] if self.absent else [one for one in wanted if one not in known]
        for one in unknown:
            await self._prepare(one, dimensions)
        return [] if self.absent else [one for one in wanted if one in self._known]

    async def probe(self) -> Sequence[str]:
        """Names of the server's indexes; sets ``absent``.

        Raises:
            StoreUnavailable: the server does not answer.
        """
        life = self._link.server.life
        (listed,) = await self._link.ask(("FT._LIST",))
        if isinstance(listed, ResponseError):
            self.absent = "the server does not know FT._LIST; load a search module, or go without L2"
            self._known_of, self._known = life, set()
            return []
        self.absent = ""
        prefix = self._keys.index("")
        names = [name.decode() for name in listed]
        self._known_of, self._known = life, {name[len(prefix) :] for name in names if name.startswith(prefix)}
        return names

    async def _prepare(self, name: str, dimensions: int) -> None:
        async with self._preparing:
            if name in await self._probed() or self.absent:
                return
            refusal = await self._create(name, dimensions)
            optional = name.endswith(_GRAPH)
            if refusal is not None and name not in await self._probed() and not optional and await self._drop_empty():
                refusal = await self._create(name, dimensions)
            if refusal is not None and name not in await self._probed():
                if optional:
                    self._refused_names.add(name)
                    return
                raise StoreUnavailable(f"The store refused a search index ({refusal}); it may allow only a few.")
            self._known.add(name)

    async def _probed(self) -> set[str]:
        await self.probe()
        return self._known

    async def _create(self, name: str, dimensions: int) -> ResponseError | None:
        vector: list[str | int] = ["TYPE", "FLOAT32", "DIM", dimensions, "DISTANCE_METRIC", "COSINE"]
        algorithm = "HNSW" if self._algorithm == "hnsw" or name.endswith(_GRAPH) else "FLAT"
        vector += _HNSW if algorithm == "HNSW" else ()
        head = ("FT.CREATE", self._keys.index(name), "ON", "HASH", "PREFIX", 1, self._keys.vectors(name), "SCHEMA")
        fields = ("s", "TAG", "f", "NUMERIC", "v", "VECTOR", algorithm, len(vector), *vector)
        (reply,) = await self._link.ask((*head, *fields), timeout_seconds=_CREATE_SECONDS)
        return reply if isinstance(reply, ResponseError) else None

    async def _drop_empty(self) -> bool:
        """Drop indexes of ours that hold nothing, such as those of models no longer used; was there any?"""
        dropped = False
        for name in sorted(self._known):
            (reply,) = await self._link.ask(("FT.INFO", self._keys.index(name)), timeout_seconds=_CREATE_SECONDS)
            if (
                isinstance(reply, list)
                and int(dict(zip(reply[::2], reply[1::2], strict=False)).get(b"num_docs", 1)) == 0
            ):
                await self._link.ask(("FT.DROPINDEX", self._keys.index(name)), timeout_seconds=_CREATE_SECONDS)
                dropped = True
        return dropped

    async def _refused(self, names: Sequence[str], reply: ResponseError) -> None:
        """A search failed: was the index dropped under our feet? Then it is made again with the next use.

        Raises:
            StoreUnavailable: no.
        """
        if (await self._probed()).issuperset(names):
            raise StoreUnavailable(f"The store refused a search ({reply}).") from reply

    def _query(self, name: str, scope: str, vector: Vector, limit: int) -> Command:
        condition = f"(@s:{{{digest(scope)}}} @f:[({self._clock.now()!r} +inf])=>[KNN {limit} @v $v AS d]"
        query = ("FT.SEARCH", self._keys.index(name), condition, "PARAMS", 2, "v", vector)
        return (*query, "RETURN", 1, "d", "LIMIT", 0, limit, "DIALECT", 2)


def _neighbour(document: bytes, fields: list[Any]) -> Neighbour:
    named = dict(zip(fields[::2], fields[1::2], strict=False))
    return Neighbour(document.rpartition(b":")[2].decode(), 1.0 - float(named.get(b"d", 2.0)))
