"""Two ASGI applications as small as they can be: the bare cache (the limit of a Python server) and a model."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

WORDS = 120


async def bare(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Looks the body's SHA-256 up in a dictionary; the first time it makes an answer."""
    body = await _body(receive)
    key = sha256(body).digest()
    answer = _STORED.get(key)
    if answer is None:
        answer = _STORED[key] = answer_to(body)
    await _send(send, answer)


_STORED: dict[bytes, bytes] = {}


async def model(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answers chat completions at once, plain and streamed; ``/v1/models`` too."""
    body = await _body(receive)
    if scope["method"] != "POST":
        await _send(send, b'{"object":"list","data":[]}')
        return
    if b'"stream": true' in body or b'"stream":true' in body:
        await _stream(send)
    else:
        await _send(send, answer_to(body))


def answer_to(body: bytes) -> bytes:
    """A whole chat completion; ``max_tokens`` words, or some."""
    words = int(json.loads(body)["max_tokens"]) if b'"max_tokens"' in body else WORDS
    message = {"role": "assistant", "content": "word " * words}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1700000000,
            "model": "gpt-4o-mini",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 200, "completion_tokens": 120, "total_tokens": 320},
        }
    ).encode()


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _stream(send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for index in range(8):
        finish = "stop" if index == 7 else None
        choice = {"index": 0, "delta": {"content": f"word {index} "}, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        await send({"type": "http.response.body", "body": f"data: {json.dumps(chunk)}\n\n".encode(), "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


if __name__ == "__main__":
    application = {"bare": bare, "model": model}[sys.argv[1]]
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_level="warning",
        server_header=False,
    )
