"""A dependency, and the ``X-Cachecore-Deps`` header: base64url without padding (RFC 4648 §5) of a JSON array
``[{"dep_id": "table:products", "expected_hash": "v1"}, …]``."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cachecore.wire.jsonvalue import parsed

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class DepDeclaration:
    """Something an answer depends on: ``Dep("table:products")``, ``Dep("doc:42", hash="2024-05-01")``.

    Invalidating ``dep_id`` kills every answer that declared it. An answer is served only to requests that expect the
    same ``hash``, so a version put there separates answers without any invalidation.

    Raises ``TypeError`` for parts that are not strings, ``ValueError`` for an empty id and for text that UTF-8
    cannot carry (lone surrogates).
    """

    dep_id: str
    expected_hash: str

    def __init__(self, dep_id: str, hash: str = "v1") -> None:  # noqa: A002 - the public name of the parameter
        checked_text("dep_id", dep_id)
        checked_text("hash", hash)
        if not dep_id:
            raise ValueError("dep_id is empty; name what the answer depends on, such as 'table:products'")
        object.__setattr__(self, "dep_id", dep_id)
        object.__setattr__(self, "expected_hash", hash)

    def __repr__(self) -> str:
        return f"Dep({self.dep_id!r}, hash={self.expected_hash!r})"


Dep = DepDeclaration


def checked_text(what: str, value: object) -> None:
    """Raise ``TypeError`` unless the value is a string, ``ValueError`` unless UTF-8 can carry it."""
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a str, not {type(value).__name__}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} holds a lone surrogate, which UTF-8 cannot carry") from None


def encode_deps(deps: Iterable[DepDeclaration]) -> str:
    """The header value for these dependencies, in their order; ASCII."""
    items = [{"dep_id": dep.dep_id, "expected_hash": dep.expected_hash} for dep in deps]
    raw = json.dumps(items, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_deps(value: str) -> tuple[DepDeclaration, ...]:
    """The dependencies of a header value, in their order. Padding is allowed; ``expected_hash`` may be absent ("v1").

    Raises ``ValueError`` (``UnicodeError`` and ``json.JSONDecodeError`` among them) saying what is wrong.
    """
    items = parsed(_unpacked(value))
    if not isinstance(items, list):
        raise ValueError("deps must be a JSON array of objects")
    return tuple(_dependency(item) for item in items)


def _unpacked(value: str) -> bytes:
    bare = value.strip().rstrip("=")
    if not _BASE64URL.fullmatch(bare):
        raise ValueError("deps are not base64url: letters, digits, '-' and '_' only")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise ValueError(f"deps are not base64url: {error}") from None


def _dependency(item: object) -> DepDeclaration:
    if not isinstance(item, dict):
        raise ValueError("each dependency must be an object with dep_id and expected_hash")
    parts: dict[str, Any] = item
    if unknown := sorted(set(parts) - {"dep_id", "expected_hash"}):
        raise ValueError(f"a dependency has dep_id and expected_hash, not {str(unknown[0])[:40]!r}")
    try:
        return DepDeclaration(parts.get("dep_id", ""), parts.get("expected_hash", "v1"))
    except TypeError as error:
        raise ValueError(str(error)) from None
