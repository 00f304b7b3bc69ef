"""``POST /v1/invalidate``: the request we send, and when an answer to it counts as success."""

from __future__ import annotations

import json
import math
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from cachecore.errors import CachecoreAuthError, CachecoreError, CachecoreRateLimitError
from cachecore.wire.dependency import DepDeclaration
from cachecore.wire.headers import lowered
from cachecore.wire.jsonvalue import parsed

INVALIDATE_PATH: Final = "/v1/invalidate"
_QUOTED_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class InvalidateResult:
    """What became of one invalidation: ``ok``, or why not in ``error``. ``dep_id`` is the id or prefix it was for."""

    dep_id: str
    ok: bool
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Invalidation:
    """One dependency, or all whose ids begin with ``dep_id``, and the hash that replaces the one they had.

    ``of`` and ``of_prefix`` raise ``TypeError`` or ``ValueError`` for what cannot be a dependency, and make a random
    hash for None.
    """

    dep_id: str
    new_hash: str
    named_as: Literal["dep_id", "prefix"] = "dep_id"

    @classmethod
    def of(cls, dep_id: str, new_hash: str | None) -> Invalidation:
        declared = DepDeclaration(dep_id, uuid.uuid4().hex if new_hash is None else new_hash)
        return cls(declared.dep_id, declared.expected_hash)

    @classmethod
    def of_prefix(cls, prefix: str, new_hash: str | None) -> Invalidation:
        return replace(cls.of(prefix, new_hash), named_as="prefix")

    def body(self) -> bytes:
        return json.dumps({self.named_as: self.dep_id, "new_hash": self.new_hash}).encode()


def check_answer(status_code: int, headers: Mapping[str, str], body: bytes) -> None:
    """Return if the gateway's answer confirms the invalidation; raise the ``CachecoreError`` that fits otherwise."""
    found = lowered(headers)
    if 200 <= status_code < 300:
        _check_confirmed(body)
        return
    if 300 <= status_code < 400:
        where = found.get("location", "elsewhere")
        raise CachecoreError(f"the gateway redirected ({status_code}) to {where}; set gateway_url to its final address")
    message = f"the gateway answered {status_code}: {_reason(body)}"
    if status_code in (401, 403):
        raise CachecoreAuthError(message)
    if status_code == 429:
        raise CachecoreRateLimitError(message, retry_after_seconds(found.get("retry-after")))
    raise CachecoreError(message)


def retry_after_seconds(value: str | None) -> float | None:
    """``Retry-After`` (RFC 9110 §10.2.3: seconds or a date) as a wait in seconds, 0 or more; None if unreadable."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, OverflowError):
        return math.nan


def _check_confirmed(body: bytes) -> None:
    answer = _json_object(body)
    if answer is None:
        raise CachecoreError(f"the answer is not a JSON object; is this a CacheCore gateway? It said: {_quoted(body)}")
    if answer.get("ok") is not True:
        raise CachecoreError(f"the gateway did not confirm the invalidation: {_reason(body)}")


def _reason(body: bytes) -> str:
    """The ``message`` of an error in OpenAI's shape, else the beginning of the body."""
    answer = _json_object(body) or {}
    error = answer.get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return message[:_QUOTED_CHARACTERS] if isinstance(message, str) and message else _quoted(body)


def _quoted(body: bytes) -> str:
    text = " ".join(body[: 4 * _QUOTED_CHARACTERS].decode("utf-8", "replace").split())
    return text[:_QUOTED_CHARACTERS] or "(empty body)"


def _json_object(body: bytes) -> dict[str, object] | None:
    try:
        answer = parsed(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
