"""Small JSON values by name: a hash each, one field a member, so that additions of many gateways all count."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.errors import StoreUnavailable

from .keys import Keys
from .link import Link
from .scripts import ADD, WRITE

__all__ = ["RedisCells"]

_TRIES = 100
_PAUSE_SECONDS = 0.005


class RedisCells:
    """See :class:`Cell`. As durable as the server makes its writes."""

    def __init__(self, link: Link, keys: Keys) -> None:
        self._link = link
        self._keys = keys
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def read(self, name: str) -> JsonObject | None:
        """See :class:`Cell`."""
        _, value = await self._read(name)
        return value

    async def add(self, name: str, amounts: Mapping[str, float]) -> None:
        """See :class:`Cell`. What is not a number counts as 0."""
        flat = [part for field, amount in amounts.items() for part in (f".{field}", repr(amount))]
        await self._link.run(ADD, (self._keys.cell(name),), *flat)

    async def write(self, name: str, value: JsonObject) -> None:
        """See :class:`Cell`."""
        await self._write(name, "", value)

    async def change(self, name: str, step: Callable[[JsonObject | None], JsonObject]) -> JsonObject:
        """See :class:`Cell`. What was read is replaced only if nobody has changed it since; else it is read again.

        Raises:
            StoreUnavailable: others changed it all the time.
        """
        lock = self._changing.setdefault(name, asyncio.Lock())
        async with lock:
            for _ in range(_TRIES):
                version, value = await self._read(name)
                changed = step(value)
                if await self._write(name, version, changed):
                    return changed
                await asyncio.sleep(random.uniform(0.0, _PAUSE_SECONDS))
        raise StoreUnavailable("The store's small values are changed by too many at once.")

    async def _read(self, name: str) -> tuple[str, JsonObject | None]:
        """Version and value."""
        (flat,) = await self._link.call(("HGETALL", self._keys.cell(name)))
        if not flat:
            return "0", None
        members = dict(zip(flat[::2], flat[1::2], strict=True))
        version = members.pop(b"!", b"").decode()
        return version, {field[1:].decode(): _value(text) for field, text in members.items()}

    async def _write(self, name: str, version: str, value: JsonObject) -> bool:
        flat = [part for field, member in value.items() for part in (f".{field}", json.dumps(member))]
        return bool(await self._link.run(WRITE, (self._keys.cell(name),), version, *flat))


def _value(text: bytes) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return None
    return value
