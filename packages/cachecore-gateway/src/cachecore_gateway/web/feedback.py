"""``POST /v1/feedback``: a user says whether an answer was right (SPEC 4.5)."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject, parse_object
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.ports import Authenticator
from cachecore_gateway.engine import Engine

from .admission import Doorkeeper
from .exchange import Exchange
from .management import tenant_of

__all__ = ["FeedbackEndpoint"]

_BODY_BYTES = 16 * 1024
_MOST_TAG_LETTERS = 128
_FIELDS = ("entry", "correct")


class FeedbackEndpoint:
    """Handler of reports; a tenant's token reaches that tenant's entries alone."""

    def __init__(self, engine: Engine, authenticator: Authenticator, doorkeeper: Doorkeeper) -> None:
        self._engine = engine
        self._authenticator = authenticator
        self._doorkeeper = doorkeeper

    async def report(self, exchange: Exchange) -> None:
        """Take a report in: a wrong answer is quarantined before the 200 goes out."""
        principal = await tenant_of(exchange, self._authenticator, self._doorkeeper)
        tag, correct = _read(parse_object(await exchange.body(_BODY_BYTES, 30.0)))
        quarantined = await self._engine.feedback.report(principal.tenant_id, tag, correct=correct)
        await exchange.json(200, {"ok": True, "entry": tag, "quarantined": quarantined})


def _read(body: JsonObject) -> tuple[str, bool]:
    unknown = sorted(set(body) - set(_FIELDS))
    if unknown:
        raise InvalidRequest(f"Unknown field {unknown[0]!r}; known are {', '.join(_FIELDS)}.", param=unknown[0][:64])
    tag, correct = body.get("entry"), body.get("correct")
    if not isinstance(tag, str) or not 0 < len(tag) <= _MOST_TAG_LETTERS:
        raise InvalidRequest("entry must be the value of the X-Cache-Entry header of the answer.", param="entry")
    if not isinstance(correct, bool):
        raise InvalidRequest("correct must be true or false.", param="correct")
    return tag, correct
