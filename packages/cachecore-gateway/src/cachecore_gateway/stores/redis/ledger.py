"""Generations: raised by one function, read with every look.

What makes an acknowledged invalidation last: on a running server it holds at once for everybody. A server that restarts
or is replaced may have lost the latest ones, and says so by its new run id, which is part of every epoch: the cache
starts cold there. With ``restart_keeps_data`` the operator vouches for the server instead. ``WAIT`` makes a loss in a
failover less likely; it cannot rule it out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Invalidation

from ..settings import RedisSettings
from .keys import Keys
from .link import Link
from .reader import Reader, field_of
from .scripts import DROP, MATCHING, RAISE, Script

__all__ = ["RedisLedger"]

_DROP_STEP = 200


class RedisLedger:
    """See :class:`DependencyLedger`. ``link`` carries nothing else, because ``WAIT`` holds a connection up."""

    def __init__(self, reader: Reader, main: Link, link: Link, settings: RedisSettings) -> None:
        self._reader = reader
        self._main = main
        self._link = link
        self._keys = Keys(settings.key_prefix)
        self._settings = settings

    async def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        """See :class:`DependencyLedger`."""
        names = list(dict.fromkeys(dep_ids))
        read = await self._reader.read(tenant_id, names)
        return Snapshot(read.epoch, dict(zip(names, read.generations, strict=True)))

    async def invalidate(self, tenant_id: str, deps: Sequence[tuple[str, str]]) -> Sequence[Invalidation]:
        """See :class:`DependencyLedger`. The entries that are dropped afterwards, in steps, are worthless already."""
        if not deps:
            return ()
        root = self._keys.root(self._keys.tag(tenant_id))
        generations = await self._raise(root, [dep_id for dep_id, _ in deps])
        if self._main.server.run_id != self._link.server.run_id:
            self._main.doubt("another server has taken over")
        return [
            Invalidation(dep_id, new_hash, await self._drop(root, dep_id, generation))
            for (dep_id, new_hash), generation in zip(deps, generations, strict=True)
        ]

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """See :class:`DependencyLedger`."""
        root = self._keys.root(self._keys.tag(tenant_id))
        found = await self._run(MATCHING, root, prefix.encode("utf-8", "surrogatepass"), limit)
        return [
            (dep.decode("utf-8", "surrogatepass"), count) for dep, count in zip(found[::2], found[1::2], strict=True)
        ]

    async def _raise(self, root: str, dep_ids: Sequence[str]) -> list[int]:
        settings = self._settings
        generations: list[int] = await self._link.run(
            RAISE,
            (f"{root}g",),
            *(secrets.token_hex(8), int(settings.generation_retention_seconds * 1000), settings.max_generation_count),
            *(field_of(dep_id) for dep_id in dep_ids),
            timeout_seconds=settings.invalidate_timeout_seconds,
        )
        if settings.wait_replica_count:
            await self._wait()
        return generations

    async def _wait(self) -> None:
        wanted, seconds = self._settings.wait_replica_count, self._settings.invalidate_timeout_seconds
        (reached,) = await self._link.call(
            ("WAIT", wanted, int(seconds * 1000)), timeout_seconds=seconds + self._settings.call_timeout_seconds
        )
        if reached < wanted:
            raise StoreUnavailable(
                f"The invalidation reached {reached} of {wanted} replicas in time; check them and send it again."
            )

    async def _drop(self, root: str, dep_id: str, generation: int) -> int:
        """Drop what carries the dep from before ``generation``; the number of records made worthless."""
        worthless: int = 0
        while True:
            try:
                dropped = await self._run(DROP, root, dep_id.encode("utf-8", "surrogatepass"), generation, _DROP_STEP)
            except StoreUnavailable:
                return worthless  # raised already: what is left can never be served
            worthless += dropped[0]
            if dropped[1] < _DROP_STEP:
                return worthless

    async def _run(self, script: Script, root: str, *arguments: bytes | str | int) -> list[Any]:
        seconds = self._settings.invalidate_timeout_seconds
        found: list[Any] = await self._link.run(script, (f"{root}g",), root, *arguments, timeout_seconds=seconds)
        return found
