"""Which scopes hold so many vectors that comparing with all of them is slow?"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from .keys import Keys, digest
from .link import Link

__all__ = ["EXACT_COUNT", "Crowds"]

EXACT_COUNT = 5000
"""Vectors of one scope in an exact index from which new ones go to the approximate one; 1.5 ms a search."""
_SCOPE_COUNT = 10_000
_FEWEST_PUTS, _MOST_PUTS = 50, 1000


@dataclass(slots=True)
class _Crowd:
    """``left``: vectors that may be added before the scope is counted again."""

    crowded: bool
    left: int


class Crowds:
    """Remembers counts for a while, so that few writes wait for one. Other gateways write, too: counts lag a little."""

    def __init__(self, link: Link, keys: Keys) -> None:
        self._link = link
        self._keys = keys
        self._known: OrderedDict[tuple[str, str], _Crowd] = OrderedDict()

    async def crowded(self, name: str, scope: str) -> bool:
        """Shall a vector that is added to ``scope`` stay out of the exact index ``name``?

        Raises:
            StoreUnavailable: the server did not answer.
        """
        crowd = self._known.get((name, scope))
        if crowd is None or crowd.left <= 0:
            crowd = await self._counted(name, scope)
            self._known[name, scope] = crowd
            while len(self._known) > _SCOPE_COUNT:
                self._known.popitem(last=False)
        self._known.move_to_end((name, scope))
        crowd.left -= 1
        return crowd.crowded

    async def _counted(self, name: str, scope: str) -> _Crowd:
        (reply,) = await self._link.ask(
            ("FT.SEARCH", self._keys.index(name), f"@s:{{{digest(scope)}}}", "LIMIT", 0, 0, "DIALECT", 2)
        )
        count = int(reply[0]) if isinstance(reply, list) else 0
        room = EXACT_COUNT - count
        return _Crowd(room <= 0, max(_FEWEST_PUTS, min(_MOST_PUTS, abs(room) // 4)))
