"""A model that answers chat completions with numbered answers, and chat completions as streams."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cachecore.testing.exchange import Received, Reply

Upstream = Callable[[Received], "Mapping[str, Any] | Reply"]
CHAT_PATH = "/v1/chat/completions"


def numbered_chat() -> Upstream:
    """An upstream whose answers are "answer 1", "answer 2" …, so that a second call is told from a cached one."""
    numbers = itertools.count(1)

    def answer(received: Received) -> Mapping[str, Any] | Reply:
        if received.path != CHAT_PATH:
            return Reply.of_error(404, f"the default upstream answers {CHAT_PATH} only; give GatewayDouble your own")
        return chat_completion(f"answer {next(numbers)}", model=str(received.json().get("model", "model")))

    return answer


def chat_completion(text: str, *, model: str = "model") -> dict[str, Any]:
    """A chat completion with this text; token counts are those of its words."""
    count = len(text.split())
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": f"chatcmpl-{text.replace(' ', '-')}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": count, "total_tokens": count + 1},
    }


def streamed(completion: Mapping[str, Any], *, with_usage: bool) -> bytes:
    """The completion as server-sent events: role, words, finish reason, usage if asked for, ``[DONE]``."""
    events = (json.dumps(chunk) for chunk in _chunks(completion, with_usage=with_usage))
    return "".join(f"data: {event}\n\n" for event in (*events, "[DONE]")).encode()


def _chunks(completion: Mapping[str, Any], *, with_usage: bool) -> Iterator[dict[str, Any]]:
    head = {name: completion[name] for name in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    for choice in completion["choices"]:
        for delta in ({"role": "assistant", "content": ""}, *_pieces(choice["message"])):
            yield head | {"choices": [{"index": choice["index"], "delta": delta, "finish_reason": None}]}
        yield head | {"choices": [{"index": choice["index"], "delta": {}, "finish_reason": choice["finish_reason"]}]}
    if with_usage:
        yield head | {"choices": [], "usage": completion["usage"]}


def _pieces(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for word in re.findall(r"\S+\s*|\s+", message.get("content") or ""):
        yield {"content": word}
    for index, call in enumerate(message.get("tool_calls") or ()):
        yield {"tool_calls": [{"index": index, **call}]}
