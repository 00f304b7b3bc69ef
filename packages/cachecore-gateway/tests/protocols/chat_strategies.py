"""Generated chat completions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .strategies import Json, long_texts, names, texts, unknown

_functions = st.fixed_dictionaries({"name": names, "arguments": st.one_of(st.just("{}"), long_texts)})
_function_calls = st.builds(
    lambda name, function, more: {"id": name, "type": "function", "function": function, **more},
    names,
    _functions,
    unknown,
)
_custom_calls = st.builds(
    lambda name, text: {"id": name, "type": "custom", "custom": {"name": "tool", "input": text}}, names, long_texts
)
_calls = st.lists(st.one_of(_function_calls, _custom_calls), min_size=1, max_size=3)
_citation = st.fixed_dictionaries(
    {"type": st.just("url_citation"), "url_citation": st.just({"start_index": 0, "url": "u"})}
)


@st.composite
def messages(draw: st.DrawFn) -> Json:
    """An assistant's message: any mix of text, refusal, reasoning, calls, annotations and unknown fields."""
    message: Json = {"role": "assistant", "content": draw(st.one_of(st.none(), texts, long_texts))}
    if draw(st.booleans()):
        message["refusal"] = draw(st.one_of(st.none(), texts))
    for name, strategy in (
        ("reasoning_content", long_texts),
        ("reasoning", texts),
        ("annotations", st.lists(_citation, max_size=2)),
        ("tool_calls", _calls),
        ("function_call", _functions),
    ):
        if draw(st.integers(0, 3)) == 0:
            message[name] = draw(strategy)
    if message["content"] == "" and any(message.get(name) for name in ("refusal", "tool_calls", "function_call")):
        message["content"] = None  # a stream says the same of both
    return {**message, **draw(unknown)}


def _token(token: str) -> Json:
    return {"token": token, "logprob": -0.25, "bytes": [*token.encode()], "top_logprobs": []}


@st.composite
def logprobs(draw: st.DrawFn, content: Any) -> Any:
    """Log probabilities whose tokens mostly join to the text."""
    if not isinstance(content, str) or draw(st.booleans()):
        return None
    size = draw(st.integers(1, 9))
    tokens = [content[start : start + size] for start in range(0, len(content), size)]
    if draw(st.integers(0, 4)) == 0:
        tokens.append("\\xe2\\x80")
    return {"content": [_token(token) for token in tokens], "refusal": None}


@st.composite
def choices(draw: st.DrawFn, index: int) -> Json:
    """One choice."""
    message = draw(messages())
    choice: Json = {"index": index, "message": message}
    if draw(st.booleans()):
        choice["logprobs"] = draw(logprobs(message["content"]))
    reason = draw(st.sampled_from(["stop", "tool_calls", "length", "content_filter"]))
    return {**choice, **draw(unknown), "finish_reason": reason}


@st.composite
def answers(draw: st.DrawFn) -> Json:
    """A whole chat completion of one to three choices."""
    counted: Json = {
        "prompt_tokens": draw(st.integers(0, 9)),
        "completion_tokens": 2,
        "total_tokens": 2,
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    answer: Json = {
        "id": draw(names),
        "object": "chat.completion",
        "created": draw(st.integers(1, 2**40)),
        "model": draw(names),
        "choices": [draw(choices(index)) for index in range(draw(st.integers(1, 3)))],
        "usage": counted,
    }
    if draw(st.booleans()):
        answer |= {"system_fingerprint": draw(st.one_of(st.none(), names)), "service_tier": "default"}
    return {**answer, **draw(unknown)}
