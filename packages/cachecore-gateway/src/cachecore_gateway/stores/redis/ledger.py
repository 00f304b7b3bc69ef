"""Generations: raised by one function, read with every look.

What makes an acknowledged invalidation last: on a running server it holds at once for everybody. A server that restarts
or is replaced may have lost the latest ones, and says so by its new id, which is part of every epoch: the cache
starts cold there. With ``restart_keeps_data`` the operator vouches for the server instead. ``WAIT`` makes a loss in a
failover less likely; it cannot rule it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
_DROP_SECONDS = 1.0
"""What cannot be dropped in this time is dropped after the invalidation was acknowledged."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """The entries below ``root`` that carry a dep from before a generation."""

    root: str
    dep_id: str
    generation: int

    @property
    def name(self) -> bytes:
        """Key of the set that lists them."""
        return f"{self.root}d:".encode() + self.dep_id.encode("utf-8", "surrogatepass")


class RedisLedger:
    """See :class:`DependencyLedger`. ``link`` carries nothing else, because ``WAIT`` holds a connection up."""

    def __init__(self, reader: Reader, main: Link, link: Link, settings: RedisSettings) -> None:
        self._reader = reader
        self._main = main
        self._link = link
        self._keys = Keys(settings.key_prefix)
        self._settings = settings
        self._dropping: set[asyncio.Task[None]] = set()

    async def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        """See :class:`DependencyLedger`."""
        names = list(dict.fromkeys(dep_ids))
        read = await self._reader.read(tenant_id, names)
        return Snapshot(read.epoch, dict(zip(names, read.generations, strict=True)))

    async def invalidate(self, tenant_id: str, deps: Sequence[tuple[str, str]]) -> Sequence[Invalidation]:
        """See :class:`DependencyLedger`. The entries that are dropped afterwards, in steps, are worthless already.

        Where they are very many, those not dropped within a second are counted without their vectors.
        """
        if not deps:
            return ()
        root = self._keys.root(self._keys.tag(tenant_id))
        generations = await self._raise(root, [dep_id for dep_id, _ in deps])
        if self._main.server.life != self._link.server.life:
            await self._compare()
        background = asyncio.get_running_loop().time() + _DROP_SECONDS
        return [
            Invalidation(dep_id, new_hash, await self._drop(_Carried(root, dep_id, generation), background))
            for (dep_id, new_hash), generation in zip(deps, generations, strict=True)
        ]

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """See :class:`DependencyLedger`."""
        root = self._keys.root(self._keys.tag(tenant_id))
        found = await self._run(MATCHING, root, prefix.encode("utf-8", "surrogatepass"), limit)
        return [
            (dep.decode("utf-8", "surrogatepass"), count) for dep, count in zip(found[::2], found[1::2], strict=True)
        ]

    async def aclose(self) -> None:
        """Stop dropping what is worthless already; the server forgets it in time."""
        for task in self._dropping:
            task.cancel()
        await asyncio.gather(*self._dropping, return_exceptions=True)

    async def _compare(self) -> None:
        """Reads and invalidations seem to go to two servers, or to two lives of one."""
        await self._link.check()
        if self._link.up:
            self._main.doubt("another server has taken over")

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

    async def _drop(self, carried: _Carried, background: float) -> int:
        """Drop what is worthless: until ``background`` (loop time) here, what is left then behind the caller's back.

        Returns the records dropped and the entries left.
        """
        gone = 0
        try:
            while asyncio.get_running_loop().time() < background:
                some, complete = await self._drop_some(carried)
                gone += some
                if complete:
                    return gone
            (left,) = await self._link.call(("ZCOUNT", carried.name, "-inf", f"({carried.generation}"))
        except StoreUnavailable:
            return gone  # raised already: what is left can never be served
        task = asyncio.create_task(self._drop_all(carried))
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)
        return gone + int(left)

    async def _drop_all(self, carried: _Carried) -> None:
        with contextlib.suppress(StoreUnavailable):
            while not (await self._drop_some(carried))[1]:
                pass

    async def _drop_some(self, carried: _Carried) -> tuple[int, bool]:
        """Records dropped in one step, and whether that was all."""
        dep = carried.dep_id.encode("utf-8", "surrogatepass")
        gone, count = await self._run(DROP, carried.root, dep, carried.generation, _DROP_STEP)
        return gone, count < _DROP_STEP

    async def _run(self, script: Script, root: str, *arguments: bytes | str | int) -> list[Any]:
        seconds = self._settings.invalidate_timeout_seconds
        found: list[Any] = await self._link.run(script, (f"{root}g",), root, *arguments, timeout_seconds=seconds)
        return found
