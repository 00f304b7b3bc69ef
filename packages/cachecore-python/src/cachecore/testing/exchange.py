"""What a double receives and gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """A request: path from ``/v1`` on without query, header names in lower case, body as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises ``ValueError`` where the body is not JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response. An upstream may return one in place of a JSON object; only status 200 is stored."""

    status_code: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, value: Any, status_code: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        kind = {"Content-Type": "application/json"}
        return cls(status_code, json.dumps(value).encode(), {**kind, **(headers or {})})

    @classmethod
    def of_error(cls, status_code: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
        """An error in OpenAI's shape."""
        error = {"message": message, "type": "cachecore_error", "code": str(status_code), "param": None}
        return cls.of_json({"error": error}, status_code, headers)
