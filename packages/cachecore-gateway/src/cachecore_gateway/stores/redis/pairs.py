"""What was learnt about pairs of questions, as hashes only: no text is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cachecore_gateway.core.meaning import Memory

from ..settings import RedisSettings
from .keys import Keys, digest
from .link import Link
from .scripts import LEARN

__all__ = ["RedisPairs"]

_MEMORIES: Mapping[bytes | None, Memory] = {b"s": Memory.SAME, b"d": Memory.DIFFERENT}


class RedisPairs:
    """See :class:`PairMemory`. A pair is forgotten when nothing was learnt about it for the retention time."""

    def __init__(self, link: Link, settings: RedisSettings) -> None:
        self._link = link
        self._keys = Keys(settings.key_prefix)
        self._retention_ms = int(settings.pair_retention_seconds * 1000)

    async def recall(self, scope: str, question: str, others: Sequence[str]) -> Sequence[Memory]:
        """See :class:`PairMemory`."""
        if not others:
            return []
        (found,) = await self._link.call(("MGET", *(self._name(scope, question, other) for other in others)))
        return [_MEMORIES.get(one, Memory.UNKNOWN) for one in found]

    async def remember(self, tenant_id: str, scope: str, question: str, other: str, memory: Memory) -> None:
        """See :class:`PairMemory`. ``UNKNOWN`` teaches nothing."""
        if memory is not Memory.UNKNOWN:
            letter = "d" if memory is Memory.DIFFERENT else "s"
            await self._link.run(LEARN, (self._name(scope, question, other),), letter, self._retention_ms)

    def _name(self, scope: str, question: str, other: str) -> str:
        return self._keys.pair(scope, digest(scope, *sorted((question, other))))
