"""JSON from the other side, read strictly."""

from __future__ import annotations

import json
from typing import Any


def parsed(raw: bytes | str) -> Any:
    """The JSON value. Raises ``ValueError`` for anything else: bad UTF-8, NaN and bottomless nesting included."""
    try:
        return json.loads(raw, parse_constant=_refused)
    except RecursionError:
        raise ValueError("JSON is nested too deep") from None


def _refused(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
