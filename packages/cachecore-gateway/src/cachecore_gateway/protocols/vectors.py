"""Answers with vectors in them, read without the numbers.

A batch holds millions of digits, and reading and writing them again would stop the gateway for seconds. So each array
below a member ``embedding`` is lifted out as the bytes that it is, ``[place]`` stands in for it while the rest is
handled as JSON, and the bytes are put back at the end, unchanged. Inside a JSON text every quotation mark is escaped,
so neither pattern can match there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cachecore_gateway.core.canonical import JsonObject

from .fields import object_in
from .sse import encoded_json

__all__ = ["filled", "lifted"]

_VECTOR = re.compile(rb'"embedding"\s*:\s*(\[\s*-?[0-9][-+0-9.eE,\s]*\])')
_PLACE = re.compile(rb'"embedding":\[([0-9]+)\]')


def lifted(answer: bytes, vectors: list[bytes]) -> JsonObject | None:
    """The object that ``answer`` holds, its vectors moved to the end of ``vectors``; ``None`` where it is no object.

    The digits are not checked: whoever got the answer from a provider has seen that it is JSON.
    """

    def lift(found: re.Match[bytes]) -> bytes:
        vectors.append(found[1])
        return b'"embedding":[%d]' % (len(vectors) - 1)

    return object_in(_VECTOR.sub(lift, answer))


def filled(answer: JsonObject, vectors: Sequence[bytes]) -> bytes:
    """Compact JSON of ``answer`` with each vector back in its place."""
    return _PLACE.sub(lambda place: b'"embedding":' + vectors[int(place[1])], encoded_json(answer))
