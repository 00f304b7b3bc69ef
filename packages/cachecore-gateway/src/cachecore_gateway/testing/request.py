"""What the double received: one HTTP request, kept as it came."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order of the wire, names in the letter case of the sender."""


def first_header(headers: Headers, name: str) -> str | None:
    """The value of the first field called `name` (letter case does not matter), or None."""
    wanted = name.lower()
    return next((value for field, value in headers if field.lower() == wanted), None)


@dataclass(frozen=True)
class Request:
    """One request. `number` counts the calls of a double from 1 on; 0 means not counted yet."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    http_version: str = "1.1"
    number: int = 0

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the question mark; empty when there is none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The value of the first field called `name`, whatever the letter case; None when absent."""
        return first_header(self.headers, name)

    @cached_property
    def body_fingerprint(self) -> str:
        """SHA-256 of the raw body, 64 hex digits: equal for equal bytes, and only for those."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def fields(self) -> Mapping[str, object]:
        """The JSON object in the body.

        Raises ValueError where the body is no JSON object or is nested too deeply to be read.
        """
        try:
            value: object = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the body is nested too deeply") from error
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")
        return value

    @property
    def wants_stream(self) -> bool:
        """Whether the body asks for `stream: true`; False for a body that is no JSON object."""
        try:
            return self.fields.get("stream") is True
        except ValueError:
            return False
