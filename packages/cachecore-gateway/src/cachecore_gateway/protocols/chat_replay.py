"""From one chat completion to the chunks in which it would have been streamed."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .fields import object_of, objects
from .pieces import pieces, token_pieces

__all__ = ["choice_deltas"]

_STREAMED_TEXTS = ("reasoning_content", "reasoning", "content", "refusal")
_WHOLE_LISTS = ("reasoning_details", "annotations")
_IN_ORDER = ("reasoning_content", "reasoning", "reasoning_details", "content", "refusal", "annotations")
"""In the order in which a model produces them. Any other field is short and travels in the first chunk."""
_OWN_MEMBERS = ("index", "message", "logprobs", "finish_reason")


def choice_deltas(choice: JsonObject) -> Iterator[JsonObject]:
    """The choice in pieces: role first, then texts, then tool calls, the finish reason last.

    Unknown members of the choice go with the first and with the last: accumulators keep the one or the other.
    """
    index = choice.get("index", 0)
    message = object_of(choice.get("message"))
    logprobs = _LogprobParts(choice, message)
    more = {name: value for name, value in choice.items() if name not in _OWN_MEMBERS}
    yield {**_delta(index, _opening(message), logprobs.nothing), **more}
    if rest := logprobs.rest():
        yield _delta(index, {}, {"logprobs": rest})
    for name in _IN_ORDER:
        if _follows_whole(name, message.get(name)):
            yield _delta(index, {name: message[name]}, logprobs.nothing)
        elif isinstance(message.get(name), str):
            for piece, part in logprobs.text(name, str(message[name])):
                yield _delta(index, {name: piece}, part)
    for delta in _call_deltas(message):
        yield _delta(index, delta, logprobs.nothing)
    yield {**_delta(index, {}, logprobs.nothing), **more, "finish_reason": choice.get("finish_reason")}


def _delta(index: JsonValue, delta: JsonObject, logprobs: JsonObject) -> JsonObject:
    return {"index": index, "delta": delta, **logprobs, "finish_reason": None}


def _opening(message: JsonObject) -> JsonObject:
    """The first delta: every field of the message, those that follow in pieces still empty."""
    return {name: _opened(name, value) for name, value in message.items() if not _follows_whole(name, value)}


def _opened(name: str, value: JsonValue) -> JsonValue:
    return "" if name in _STREAMED_TEXTS and isinstance(value, str) else value


def _follows_whole(name: str, value: JsonValue) -> bool:
    if name == "tool_calls" or name in _WHOLE_LISTS:
        return isinstance(value, list) and bool(value) and len(objects(value)) == len(value)
    return name == "function_call" and isinstance(value, dict)


def _call_deltas(message: JsonObject) -> Iterator[JsonObject]:
    calls = message.get("tool_calls")
    if _follows_whole("tool_calls", calls):
        for place, tool_call in enumerate(objects(calls)):
            for delta in _tool_call_deltas(place, tool_call):
                yield {"tool_calls": [delta]}
    function = message.get("function_call")
    if isinstance(function, dict):
        for part in _texted(function, "arguments"):
            yield {"function_call": part}


def _tool_call_deltas(place: int, tool_call: JsonObject) -> Iterator[JsonObject]:
    """Id, type and name first, then the long text (arguments of a function, input of a custom tool) in pieces."""
    holder, text = ("custom", "input") if isinstance(tool_call.get("custom"), dict) else ("function", "arguments")
    inner = tool_call.get(holder)
    if not isinstance(inner, dict):
        yield {**tool_call, "index": place}
        return
    first, *others = _texted(inner, text)
    yield {**tool_call, "index": place, holder: first}
    for other in others:
        yield {"index": place, holder: other}


def _texted(value: JsonObject, name: str) -> Iterator[JsonObject]:
    text = value.get(name)
    if not isinstance(text, str):
        yield value
        return
    yield {**value, name: ""}
    for piece in pieces(text):
        yield {name: piece}


class _LogprobParts:
    """Deals the log probabilities of a choice out to the deltas whose tokens they are.

    Where tokens and text cannot be brought together, all go with one delta.
    """

    def __init__(self, choice: JsonObject, message: JsonObject) -> None:
        self._given = object_of(choice.get("logprobs"))
        self.nothing: JsonObject = {"logprobs": None} if "logprobs" in choice else {}
        self._shares = {name: self._share(name, message.get(name)) for name in ("content", "refusal")}

    def rest(self) -> JsonObject:
        """What goes with no text. A delta of its own: the vendor's accumulator doubles what comes with the first."""
        rest: JsonObject = {name: [] if self._shares.get(name) else value for name, value in self._given.items()}
        dealt_out = any(self._shares.values()) and not any(value is not None for value in self._left(rest))
        return {} if dealt_out else rest

    def text(self, name: str, text: str) -> Iterator[tuple[str, JsonObject]]:
        """Pieces of a text, each with what goes with it."""
        share = self._shares.get(name)
        if not share:
            yield from ((piece, self.nothing) for piece in pieces(text))
            return
        tokens, start = self._tokens(name), 0
        for piece, count in share:
            part: JsonObject = {other: None for other in ("content", "refusal") if other in self._given}
            yield piece, {"logprobs": {**part, name: tokens[start : start + count]}}
            start += count

    def _left(self, rest: JsonObject) -> list[JsonValue]:
        return [value for name, value in rest.items() if not self._shares.get(name)]

    def _share(self, name: str, text: JsonValue) -> list[tuple[str, int]] | None:
        spelt = [row.get("token") for row in objects(self._tokens(name))]
        tokens = [token for token in spelt if isinstance(token, str)]
        if not isinstance(text, str) or len(tokens) != len(self._tokens(name)):
            return None
        return token_pieces(text, tokens)

    def _tokens(self, name: str) -> list[JsonValue]:
        tokens = self._given.get(name)
        return tokens if isinstance(tokens, list) else []
