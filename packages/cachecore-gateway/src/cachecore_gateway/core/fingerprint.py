"""The exact key: which requests are the same request (SPEC 3.3)."""

from __future__ import annotations

from collections.abc import Set
from hashlib import sha256

from .canonical import JsonObject, canonical_bytes

__all__ = ["ANSWER_NEUTRAL_FIELDS", "fingerprint_of"]

ANSWER_NEUTRAL_FIELDS: frozenset[str] = frozenset(
    {
        "stream",
        "stream_options",
        "user",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "service_tier",
        "metadata",
    }
)
"""Top-level fields that cannot change the answer: delivery form, caller identity, billing. Every other field counts,
known or unknown."""


def fingerprint_of(namespace: str, body: JsonObject, neutral: Set[str] = ANSWER_NEUTRAL_FIELDS) -> str:
    """SHA-256 (64 hex) over the namespace and every field of the body but the ``neutral`` top-level ones."""
    counted: JsonObject = {name: value for name, value in body.items() if name not in neutral}
    return sha256(namespace.encode() + b"\x00" + canonical_bytes(counted)).hexdigest()
