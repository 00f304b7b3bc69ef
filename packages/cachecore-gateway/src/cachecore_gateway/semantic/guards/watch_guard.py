"""Tell me when it happens, or tell me now: `notify me if the build fails` and `… whether the build fails`.

Theory: behind a verb of telling, `whether` asks for the answer, and `if`, in an order to an agent that watches, names
the event that it waits for. Behind a verb of asking or checking the two are one.
"""

from __future__ import annotations

import re

from ..reading.text import Text
from .pair import paired

__all__ = ["WatchGuard"]

_TOLD = re.compile(
    r"(?:please )?(?:notify|alert|warn|ping|page|inform|remind|e?-?mail|text|message|call|tell|let) "
    r"(?:me|us|them|him|her|[\w-]+(?: [\w-]+)?)(?: know)? (if|in case|when|once|whether)\b",
    re.IGNORECASE,
)
_ASKED = "whether"


class WatchGuard:
    """`Let me know if the price drops` and `let me know whether the price drops`."""

    name = "watch"

    def veto(self, left: Text, right: Text) -> bool:
        """Is an agent told to wait for what the other text asks about?"""
        one, other = _TOLD.match(left.raw), _TOLD.match(right.raw)
        if one is None or other is None:
            return False
        waits = one[1].lower() != _ASKED, other[1].lower() != _ASKED
        return waits[0] != waits[1] and len(paired(left, right).swaps) == 1
