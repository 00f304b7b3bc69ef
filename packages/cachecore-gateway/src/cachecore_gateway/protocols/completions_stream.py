"""Streams of text completions: chunks to one answer, one answer to chunks."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .chat_joiner import ChunkFrame, choice_index
from .deltas import latest
from .fields import object_of
from .joining import Unjoinable
from .pieces import pieces, token_pieces
from .sse import Event

__all__ = ["CompletionAssembly", "choice_deltas"]

_OBJECT = "text_completion"
_OWN_MEMBERS = ("index", "text", "logprobs", "finish_reason")


class _Choice:
    def __init__(self) -> None:
        self._texts: list[str] = []
        self._logprobs: JsonObject | None = None
        self._fields: JsonObject = {}

    def take(self, choice: JsonObject) -> None:
        text = choice.get("text")
        if text is not None and not isinstance(text, str):
            raise Unjoinable("wrong-delta")
        self._texts.append(text or "")
        if isinstance(logprobs := choice.get("logprobs"), dict):
            self._logprobs = _continued(self._logprobs, logprobs)
        latest(self._fields, {name: value for name, value in choice.items() if name != "text"})

    def whole(self) -> JsonObject:
        fields = dict(self._fields)
        if self._logprobs is not None:
            fields["logprobs"] = self._logprobs
        return {"text": "".join(self._texts), **fields}


class CompletionAssembly:
    """The choices of one stream of ``text_completion`` chunks."""

    def __init__(self) -> None:
        self._frame = ChunkFrame(_OBJECT, _OBJECT)
        self._choices: dict[int, _Choice] = {}

    @property
    def ended(self) -> bool:
        """The last event was seen."""
        return self._frame.ended

    def take(self, event: Event) -> None:
        """The next event."""
        for choice in self._frame.choices_in(event):
            self._choices.setdefault(choice_index(choice), _Choice()).take(choice)

    def whole(self) -> JsonObject:
        """The plain form."""
        return self._frame.around([self._choices[index].whole() for index in sorted(self._choices)])


def choice_deltas(choice: JsonObject) -> Iterator[JsonObject]:
    """The choice in pieces, log probabilities with the tokens that they belong to, the finish reason last."""
    text, index = choice.get("text"), choice.get("index", 0)
    logprobs = object_of(choice.get("logprobs"))
    nothing: JsonObject = {"logprobs": None} if "logprobs" in choice else {}
    parts = _with_logprobs(text, logprobs) if isinstance(text, str) and logprobs else None
    if parts is None:
        parts = [(piece, nothing) for piece in pieces(text)] if isinstance(text, str) else []
        nothing = {"logprobs": choice["logprobs"]} if "logprobs" in choice else {}
    for piece, part in parts:
        yield {"text": piece, "index": index, **part, "finish_reason": None}
    more = {name: value for name, value in choice.items() if name not in _OWN_MEMBERS}
    yield {"text": "", "index": index, **nothing, **more, "finish_reason": choice.get("finish_reason")}


def _with_logprobs(text: str, logprobs: JsonObject) -> list[tuple[str, JsonObject]] | None:
    """Pieces with their share of the parallel lists; ``None`` where the lists are not parallel to the text's tokens."""
    columns = {name: value for name, value in logprobs.items() if isinstance(value, list)}
    spelt = [token for token in columns.get("tokens", []) if isinstance(token, str)]
    parallel = all(len(column) == len(spelt) for column in columns.values())
    shares = token_pieces(text, spelt) if parallel else None
    if shares is None:
        return None
    result: list[tuple[str, JsonObject]] = []
    start = 0
    for piece, count in shares:
        part = {name: _share(value, start, start + count) for name, value in logprobs.items()}
        result.append((piece, {"logprobs": part}))
        start += count
    return result


def _share(value: JsonValue, start: int, end: int) -> JsonValue:
    return value[start:end] if isinstance(value, list) else value


def _continued(known: JsonObject | None, news: JsonObject) -> JsonObject:
    if known is None:
        return dict(news)
    for name, value in news.items():
        before = known.get(name)
        if isinstance(before, list) and isinstance(value, list):
            before += value
        elif value is not None or name not in known:
            known[name] = value
    return known
