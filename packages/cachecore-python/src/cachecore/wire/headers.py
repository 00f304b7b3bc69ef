"""Names of the HTTP headers that client and gateway exchange, and how to read them from anything.

Names are compared without regard to letter case (RFC 9110 §5.1); these spellings are the ones we send.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOKEN: Final = "X-Cachecore-Token"  # noqa: S105 - a name
"""Request: the tenant's token."""

DEPS: Final = "X-Cachecore-Deps"
"""Request: what the answer depends on, see ``cachecore.wire.dependency``."""

BYPASS: Final = "X-Cachecore-Bypass"
"""Request: the tenant's token in place of ``TOKEN``: forward, neither look up nor store."""

CACHE: Final = "X-Cache"
"""Response: HIT_L1, HIT_L1_STALE, HIT_L2, MISS or BYPASS."""

SIMILARITY: Final = "X-Cache-Similarity"
"""Response: similarity of the served entry to the request, 0 to 1."""

AGE: Final = "X-Cache-Age"
"""Response: age of the served entry in whole seconds."""

ENTRY: Final = "X-Cache-Entry"
"""Response: opaque id of the served entry, to report a wrong answer with."""


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with lower-case names and stripped values.

    Takes httpx and httpx2 headers and any other mapping; bytes are read as Latin-1, other values by ``str``.
    """
    return {_text(name).lower(): _text(value).strip() for name, value in headers.items()}


def _text(part: object) -> str:
    return part.decode("latin-1") if isinstance(part, bytes) else str(part)
