"""The vector index: one search index per model and number of dimensions, over the hashes that entries leave.

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
from .keys import Keys, digest
from .link import Link
from .wire import Command

__all__ = ["RedisIndex"]

_HNSW = ("M", 16, "EF_CONSTRUCTION", 200, "EF_RUNTIME", 64)
_CREATE_SECONDS = 2.0


class RedisIndex:
    """See :class:`VectorIndex`. Where the server has no ``FT.*`` it finds nothing, and ``absent`` says why."""

    def __init__(self, link: Link, clock: Clock, settings: RedisSettings) -> None:
        self._link = link
        self._clock = clock
        self._keys = Keys(settings.key_prefix)
        self._algorithm = settings.index_algorithm
        self._known: set[str] = set()
        self._known_of = ""
        self._preparing = asyncio.Lock()
        self.absent = ""
        """Why this server cannot search; empty when it can."""

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        """See :class:`VectorIndex`. Only entries that are fresh now are named: no other may be served by meaning."""
        name = await self.ready(model_id, len(vector) // 4)
        if not name:
            return []
        (reply,) = await self._link.ask(self._query(name, scope, vector, limit))
        if isinstance(reply, ResponseError):
            return await self._refused(name, reply)
        found = [_neighbour(document, fields) for document, fields in zip(reply[1::2], reply[2::2], strict=True)]
        near = [neighbour for neighbour in found if neighbour.similarity >= floor]
        return sorted(near, key=lambda neighbour: -neighbour.similarity)

    async def ready(self, model_id: str, dimensions: int) -> str:
        """Short name of the index for a model, which is there when this returns; empty where there is no search.

        Raises:
            StoreUnavailable: the server does not answer, or refuses the index.
        """
        name = f"{digest(model_id, size=6)}-{dimensions}"
        if self._known_of != self._link.server.life or (name not in self._known and not self.absent):
            await self._prepare(name, dimensions)
        return "" if self.absent else name

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
            if refusal is not None and name not in await self._probed() and await self._drop_empty():
                refusal = await self._create(name, dimensions)
            if refusal is not None and name not in await self._probed():
                raise StoreUnavailable(f"The store refused a search index ({refusal}); it may allow only a few.")
            self._known.add(name)

    async def _probed(self) -> set[str]:
        await self.probe()
        return self._known

    async def _create(self, name: str, dimensions: int) -> ResponseError | None:
        vector: list[str | int] = ["TYPE", "FLOAT32", "DIM", dimensions, "DISTANCE_METRIC", "COSINE"]
        vector += _HNSW if self._algorithm == "hnsw" else ()
        head = ("FT.CREATE", self._keys.index(name), "ON", "HASH", "PREFIX", 1, self._keys.vectors(name), "SCHEMA")
        fields = ("s", "TAG", "f", "NUMERIC", "v", "VECTOR", self._algorithm.upper(), len(vector), *vector)
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

    async def _refused(self, name: str, reply: ResponseError) -> Sequence[Neighbour]:
        """A search failed: was the index dropped under our feet? Then it is made again with the next use."""
        if name in await self._probed():
            raise StoreUnavailable(f"The store refused a search ({reply}).") from reply
        return []

    def _query(self, name: str, scope: str, vector: Vector, limit: int) -> Command:
        condition = f"(@s:{{{digest(scope)}}} @f:[({self._clock.now()!r} +inf])=>[KNN {limit} @v $v AS d]"
        query = ("FT.SEARCH", self._keys.index(name), condition, "PARAMS", 2, "v", vector)
        return (*query, "RETURN", 1, "d", "LIMIT", 0, limit, "DIALECT", 2)


def _neighbour(document: bytes, fields: list[Any]) -> Neighbour:
    named = dict(zip(fields[::2], fields[1::2], strict=False))
    return Neighbour(document.rpartition(b":")[2].decode(), 1.0 - float(named.get(b"d", 2.0)))
