"""POST /v1/embeddings: vectors made from a hash of the input. They carry no meaning, but never change."""

from __future__ import annotations

import base64
import hashlib
import math
import struct

from ..reply import Reply, encode, json_reply
from ..request import Request
from .fields import items, text, whole

DIMENSIONS = 1536
"""Length of a vector where the request names none: that of text-embedding-3-small."""

LARGEST_DIMENSIONS = 4096


def problem(request: Request) -> str | None:
    """What is wrong with the request, in a provider's words; None where nothing is."""
    body = request.fields
    if body.get("input") in (None, "", []):
        return "'input' cannot be an empty string or a missing parameter."
    if not 1 <= whole(body.get("dimensions"), DIMENSIONS) <= LARGEST_DIMENSIONS:
        return f"'dimensions' must be a whole number from 1 to {LARGEST_DIMENSIONS}."
    return None if isinstance(body.get("model"), str) else "you must provide a model parameter"


def reply(request: Request) -> Reply:
    """One vector for each input, as numbers or as base64 of little-endian float32."""
    body = request.fields
    dimensions = whole(body.get("dimensions"), DIMENSIONS)
    vectors = [vector(text_or_tokens, dimensions) for text_or_tokens in _inputs(body["input"])]
    packed = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": index, "embedding": _base64(values) if packed else values}
        for index, values in enumerate(vectors)
    ]
    tokens = max(1, len(request.body) // 4)
    model = text(body.get("model"))
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return json_reply({"object": "list", "data": data, "model": model, "usage": usage})


def vector(value: object, dimensions: int = DIMENSIONS) -> list[float]:
    """A unit vector of `dimensions` float32 values: the same for equal inputs, unlike for different ones."""
    size = dimensions * 2
    numbers = struct.unpack(f"<{dimensions}h", hashlib.shake_256(encode(value)).digest(size))
    length = math.sqrt(sum(number * number for number in numbers)) or 1.0
    single = struct.pack(f"<{dimensions}f", *(number / length for number in numbers))
    return list(struct.unpack(f"<{dimensions}f", single))


def _inputs(value: object) -> list[object]:
    """One text, several, one list of tokens, or several lists of tokens."""
    several = items(value)
    if not several or isinstance(several[0], int):
        return [value]
    return list(several)


def _base64(values: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode("ascii")
