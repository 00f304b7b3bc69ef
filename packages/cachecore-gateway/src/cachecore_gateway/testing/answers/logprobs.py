"""Made-up log probabilities in OpenAI's two forms: deterministic, plausible, and one for each streamed piece."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from .answer import Answer, pieces
from .fields import whole

Json = dict[str, object]


def chat_logprobs(body: Mapping[str, object], answer: Answer) -> Json | None:
    """The `logprobs` member of a chat choice; None where the request did not ask for it."""
    if body.get("logprobs") is not True:
        return None
    top_count = whole(body.get("top_logprobs"), 0)
    return {
        "content": [_entry(token, top_count) for token in pieces(answer.text or "")],
        "refusal": [_entry(token, top_count) for token in pieces(answer.refusal)] if answer.refusal else None,
    }


def completion_logprobs(body: Mapping[str, object], said: str, offset: int) -> Json | None:
    """The `logprobs` member of a text completion, whose text starts at character `offset` of the whole answer."""
    if "logprobs" not in body or body["logprobs"] is None:
        return None
    tokens = pieces(said)
    starts = [offset + sum(len(token) for token in tokens[:place]) for place in range(len(tokens))]
    chances = [_logprob(token) for token in tokens]
    top = [{token: chance} for token, chance in zip(tokens, chances, strict=True)]
    return {"tokens": tokens, "token_logprobs": chances, "top_logprobs": top, "text_offset": starts}


def _logprob(token: str) -> float:
    return -(zlib.crc32(token.encode("utf-8", "surrogatepass")) % 4096) / 4096


def _entry(token: str, top_count: int) -> Json:
    own = _alternative(token)
    others = [_alternative(f"{token}~{place}") for place in range(1, top_count)]
    return {**own, "top_logprobs": [own, *others][:top_count]}


def _alternative(token: str) -> Json:
    return {"token": token, "logprob": _logprob(token), "bytes": list(token.encode("utf-8", "surrogatepass"))}
