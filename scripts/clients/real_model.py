"""A real model behind the gateway: all shapes that llama.cpp's server offers, plain and streamed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from environments import ROOT, prepare
from world import open_world

__all__ = ["real_model"]

_ANSWER_SECONDS = 120.0
_START_LINES = 2000
_QUESTIONS = ("Say hello.", "Name three colors.")
_LIMITS: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"max_tokens": 96, "stop": ["!", "."]},
    "/v1/responses": {"max_output_tokens": 96, "stop": ["!", "."]},
    "/v1/messages": {"max_tokens": 96, "stop_sequences": ["!", "."]},
    "/v1/completions": {"max_tokens": 96, "stop": ["."]},
}
"""By shape: short answers that end by themselves, because a truncated one is not stored."""


def real_model() -> list[str]:
    """What went wrong; prints what was seen."""
    with _server() as url, open_world(upstream_url=f"{url}/v1") as world:
        headers = {"authorization": f"Bearer {world.gateway.token()}"}
        with httpx.Client(
            base_url=world.gateway.url, headers=headers, timeout=_ANSWER_SECONDS, trust_env=False
        ) as http:
            return [problem for path in _LIMITS for problem in _problems(http, path)]


def _problems(http: httpx.Client, path: str) -> list[str]:
    """Plain miss, plain hit, streamed hit; then, asked anew as a stream, streamed miss and plain hit."""
    found, texts = [], []
    for question, forms in zip(_QUESTIONS, ((False, False, True), (True, False, True)), strict=True):
        for form, expected in zip(forms, ("MISS", "HIT_L1", "HIT_L1"), strict=True):
            answer = http.post(path, json=_body(path, question, stream=form))
            status, text = answer.headers.get("x-cache", ""), _text(answer, stream=form)
            print(f"  {path:<22} {'stream' if form else 'plain':<7}{status:<7}{text[:60]!r}", flush=True)
            texts.append(text)
            if (answer.status_code, status) != (200, expected):
                why = answer.headers.get("cache-status")
                found.append(f"{path}: {answer.status_code} {status}, not {expected}: {why} {answer.text[:300]}")
    if len(set(texts[:3])) != 1 or len(set(texts[3:])) != 1 or not all(texts):
        found.append(f"{path}: texts differ: {texts}")
    return found


def _body(path: str, question: str, *, stream: bool) -> dict[str, Any]:
    asked: dict[str, Any] = {"messages": [{"role": "user", "content": question}]}
    if path == "/v1/responses":
        asked = {"input": question}
    elif path == "/v1/completions":
        asked = {"prompt": "The capital of France is" if question == _QUESTIONS[0] else "The capital of Italy is"}
    form: dict[str, Any] = {"stream": True} if stream else {}
    if stream and path.endswith("/completions"):
        form["stream_options"] = {"include_usage": True}  # stored without it, the answer would not do for a plain call
    return {"model": "smollm2", "temperature": 0, **asked, **_LIMITS[path], **form}


def _text(answer: httpx.Response, *, stream: bool) -> str:
    if not stream:
        return "".join(_strings(answer.json()))
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    return "".join(text for event in events for text in _deltas(event))


def _strings(answer: dict[str, Any]) -> Iterator[str]:
    for choice in answer.get("choices", ()):
        yield choice["text"] if "text" in choice else choice["message"]["content"]
    for block in answer.get("content", ()):
        yield block["text"]
    for item in answer.get("output", ()):
        yield from (part["text"] for part in item.get("content", ()))


def _deltas(event: dict[str, Any]) -> Iterator[str]:
    for choice in event.get("choices", ()):
        yield choice.get("text") or choice.get("delta", {}).get("content") or ""
    if event.get("type") == "response.output_text.delta":
        yield event["delta"]
    if event.get("type") == "content_block_delta":
        yield event["delta"].get("text", "")


@contextmanager
def _server() -> Iterator[str]:
    """URL of the model's server, which ends with the block."""
    python = prepare("real-model") / "bin" / "python"
    script = ROOT / "scripts" / "clients" / "checks" / "llama_server.py"
    with subprocess.Popen(
        ["nice", "-n", "10", str(python), str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            for _, line in zip(range(_START_LINES), process.stdout, strict=False):
                if line.startswith("listening "):
                    yield line.split()[1]
                    return
            raise RuntimeError("the model's server did not start")
        finally:
            process.stdin.close()
            process.wait(30)
