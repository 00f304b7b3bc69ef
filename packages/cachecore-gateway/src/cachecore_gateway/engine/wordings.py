"""Which entry was stored under which wording: a question that differs in letters and marks alone needs no model.

Theory: most of what comes again comes in the same words, give or take a capital, a mark, a courtesy. Guards and
verifier are sure of such a pair whatever its cosine, so the entry need not be searched for. This only remembers where
to look: whether the entry lives, and whether it is the same question, is asked as for any other candidate.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

__all__ = ["Wordings"]

_LIMIT_COUNT = 16_384
_DIGEST_BYTES = 16


class Wordings:
    """Entry keys by scope and wording, of one process; least recently used forgotten first, about 4 MB when full.

    Belongs to one event loop. May be lost at any time.
    """

    def __init__(self, limit_count: int = _LIMIT_COUNT) -> None:
        self._limit_count = limit_count
        self._keys: OrderedDict[bytes, str] = OrderedDict()

    @staticmethod
    def place(scope: str, wording: str) -> bytes:
        """Under which a wording is remembered in a scope."""
        return blake2b(f"{scope}\n{wording}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()

    def get(self, place: bytes) -> str:
        """Key of the entry, empty for none."""
        key = self._keys.get(place, "")
        if key:
            self._keys.move_to_end(place)
        return key

    def put(self, place: bytes, key: str) -> None:
        """Remember the entry for this wording, in place of another."""
        self._keys[place] = key
        self._keys.move_to_end(place)
        if len(self._keys) > self._limit_count:
            self._keys.popitem(last=False)
