"""What tests at the front door share: requests, headers, a look at the gauges."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

__all__ = ["PATH", "Seen", "ask", "bearer", "body", "deps", "metric", "until"]

PATH = "/v1/chat/completions"
_WAIT_SECONDS = 5.0


@dataclass(frozen=True)
class Seen:
    """An answer as far as it came; ``cut``: the connection ended before the message did."""

    status: int
    headers: httpx.Headers
    content: bytes
    cut: bool

    @property
    def tier(self) -> str:
        """``X-Cache``; empty where there is none."""
        return str(self.headers.get("x-cache", ""))

    @property
    def error(self) -> Any:
        """The error object of a JSON body."""
        return json.loads(self.content)["error"]


def body(text: str = "hi", **more: Any) -> dict[str, Any]:
    """A chat request with one user message."""
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"authorization": f"Bearer {token}"}


def deps(*names: str, value: str = "v1") -> dict[str, str]:
    """The header that declares dependencies."""
    raw = json.dumps([{"dep_id": name, "expected_hash": value} for name in names]).encode()
    return {"x-cachecore-deps": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


def ask(http: httpx.Client, request: dict[str, Any], headers: dict[str, str] | None = None) -> Seen:
    """Ask and read on until the answer ends or breaks."""
    received, cut = b"", False
    with http.stream("POST", PATH, json=request, headers=headers) as answer:
        try:
            for data in answer.iter_raw():
                received += data
        except httpx.RemoteProtocolError:
            cut = True
    return Seen(answer.status_code, answer.headers, received, cut)


def metric(http: httpx.Client, name: str) -> float:
    """The value of a metric without labels; 0 where it is not shown."""
    lines = http.get("/metrics").text.splitlines()
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


def until(http: httpx.Client, name: str, value: float) -> None:
    """Wait until a metric has this value; each look is a request, so this does not spin."""
    end = time.monotonic() + _WAIT_SECONDS
    while (seen := metric(http, name)) != value:
        assert time.monotonic() < end, f"{name} is {seen}, not {value}"
