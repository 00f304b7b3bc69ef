"""How the cache answered one request, read from the response headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from cachecore.wire import headers as names

StatusName = Literal["HIT_L1", "HIT_L1_STALE", "HIT_L2", "MISS", "BYPASS", "UNKNOWN"]

_KNOWN = frozenset({"HIT_L1", "HIT_L1_STALE", "HIT_L2", "MISS", "BYPASS"})
_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{0,20})?|\.[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class CacheStatus:
    """Where an answer came from.

    ``status``: HIT_L1 (same request), HIT_L1_STALE (same, being refreshed), HIT_L2 (same meaning), MISS, BYPASS, or
    UNKNOWN where the response did not say. ``similarity``: 0.0 to 1.0; 1.0 for L1, 0.0 where nothing was served.
    ``age_seconds``: whole seconds since the answer was stored; 0 where nothing was served.
    """

    status: StatusName
    similarity: float
    age_seconds: int

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> CacheStatus:
        """Read any mapping of header names in any letter case; what is missing or out of range is UNKNOWN, 0.0, 0."""
        found = names.lowered(headers)
        return cls(
            status=_status(found.get(names.CACHE.lower(), "")),
            similarity=_similarity(found.get(names.SIMILARITY.lower(), "")),
            age_seconds=_age(found.get(names.AGE.lower(), "")),
        )

    @property
    def is_hit(self) -> bool:
        """True when the answer came from the cache, stale included."""
        return self.status.startswith("HIT")


UNKNOWN = CacheStatus("UNKNOWN", 0.0, 0)


def _status(word: str) -> StatusName:
    return cast(StatusName, word) if word in _KNOWN else "UNKNOWN"


def _similarity(text: str) -> float:
    value = float(text) if _DECIMAL.fullmatch(text) else 0.0
    return value if value <= 1.0 else 0.0


def _age(text: str) -> int:
    return int(text) if _SECONDS.fullmatch(text) else 0
