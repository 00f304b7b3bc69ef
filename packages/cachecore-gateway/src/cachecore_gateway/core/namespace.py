"""The namespace: everything that must be equal before two requests may even be compared (SPEC 3.2)."""

from __future__ import annotations

from hashlib import sha256

from .canonical import JsonValue, canonical_bytes
from .identity import Principal

__all__ = ["namespace_of"]


def namespace_of(principal: Principal, protocol: str, instructions: JsonValue, tools: JsonValue, user: str = "") -> str:
    """SHA-256 (64 hex) over tenant, project, policy version, permissions, instructions and tools.

    Args:
        principal: the verified caller.
        protocol: name of the API shape, so that two shapes never meet.
        instructions: all system and developer messages, as sent.
        tools: tool definitions (and whatever else the protocol counts as the assistant's set-up), as sent.
        user: the body's end-user id where ``isolate_by_user`` is on, else empty.

    The encoding is a JSON array, so no value can pose as a neighbour's part.
    """
    permissions = principal.permissions
    parts: JsonValue = [
        "cachecore-namespace-1",
        principal.tenant_id,
        principal.project_id,
        principal.policy_version,
        list(permissions.roles),
        list(permissions.scope),
        protocol,
        instructions,
        tools,
        user,
    ]
    return sha256(canonical_bytes(parts)).hexdigest()
