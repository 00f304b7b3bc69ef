"""From chunks to one chat completion."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .deltas import Deltas, latest, merged_by_index
from .fields import objects
from .joining import Unjoinable, event_object
from .sse import Event

__all__ = ["ChatAssembly", "ChunkFrame", "choice_index"]


_INSTEAD_OF_TEXT = ("tool_calls", "function_call", "refusal")
"""Streams open with an empty text that never comes when one of these does; the plain form then has null."""


class ChunkFrame:
    """What every chunk of a stream of choices repeats around them, and the end that all such streams share.

    ``obfuscation`` is random padding; a ``null`` usage only says that it will come.
    """

    def __init__(self, chunk_object: str, plain_object: str) -> None:
        self._accepted = (None, "", chunk_object)
        self._plain_object = plain_object
        self._fields: JsonObject = {}
        self.ended = False

    def choices_in(self, event: Event) -> list[JsonObject]:
        """The choices of the event's chunk; none for the end of the stream.

        Raises:
            Unjoinable: an error, or no chunk of this protocol.
        """
        if event.data.strip() == b"[DONE]":
            self.ended = True
            return []
        chunk = event_object(event)
        if chunk.get("error") is not None or event.name == "error":
            self.ended = True
            raise Unjoinable("error-event")
        if chunk.get("object") not in self._accepted:
            raise Unjoinable("wrong-object")
        unwanted = ("choices", "object", "obfuscation")
        latest(self._fields, {k: v for k, v in chunk.items() if k not in unwanted and (k, v) != ("usage", None)})
        return _choices(chunk.get("choices"))

    def around(self, choices: list[JsonObject]) -> JsonObject:
        """The plain answer with these choices.

        Raises:
            Unjoinable: there are none, or one of them has not finished.
        """
        if not choices:
            raise Unjoinable("no-choices")
        if any(choice.get("finish_reason") is None for choice in choices):
            raise Unjoinable("no-finish-reason")
        fields = dict(self._fields)
        usage = {"usage": fields.pop("usage")} if "usage" in fields else {}
        identity = {"id": fields.pop("id")} if "id" in fields else {}
        listed: list[JsonValue] = [*choices]
        return {**identity, "object": self._plain_object, **fields, "choices": listed, **usage}


class _Choice:
    """One choice under way."""

    def __init__(self) -> None:
        self._message = Deltas()
        self._calls: list[JsonObject] = []
        self._has_calls = False
        self._logprobs = Deltas()
        self._fields: JsonObject = {}

    def take(self, choice: JsonObject) -> None:
        fields = dict(choice)
        self._take_delta(fields.pop("delta", None))
        if "logprobs" in fields:
            self._take_logprobs(fields["logprobs"])
        latest(self._fields, {**fields, "logprobs": None} if "logprobs" in fields else fields)

    def whole(self, index: int) -> JsonObject:
        message: JsonObject = {"role": "assistant", "content": None, **self._message.whole()}
        if self._has_calls:
            message["tool_calls"] = [*merged_by_index(self._calls)]
        if message["content"] == "" and any(message.get(name) for name in _INSTEAD_OF_TEXT):
            message["content"] = None
        fields = {**self._fields, "index": index}
        if logprobs := self._logprobs.whole():
            fields["logprobs"] = logprobs["logprobs"]
        finish = fields.pop("finish_reason", None)
        return {"index": fields.pop("index"), "message": message, **fields, "finish_reason": finish}

    def _take_delta(self, delta: JsonValue) -> None:
        if delta is None:
            return
        if not isinstance(delta, dict):
            raise Unjoinable("wrong-delta")
        if delta.get("audio") is not None:  # its pieces are encoded one by one: joined they would not be one recording
            raise Unjoinable("audio-stream")
        if isinstance(calls := delta.get("tool_calls"), list):
            self._has_calls = True
            self._calls += objects(calls)
            delta = {name: value for name, value in delta.items() if name != "tool_calls"}
        self._message.add(delta)

    def _take_logprobs(self, logprobs: JsonValue) -> None:
        if logprobs is not None:
            self._logprobs.add({"logprobs": logprobs})


class ChatAssembly:
    """The choices of one stream of ``chat.completion.chunk``."""

    def __init__(self) -> None:
        self._frame = ChunkFrame("chat.completion.chunk", "chat.completion")
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
        return self._frame.around([self._choices[index].whole(index) for index in sorted(self._choices)])


def _choices(value: JsonValue) -> list[JsonObject]:
    if value is None:
        return []
    found = list(objects(value))
    if not isinstance(value, list) or len(found) != len(value):
        raise Unjoinable("wrong-choices")
    return found


def choice_index(choice: JsonObject) -> int:
    """Where the choice stands; 0 where the chunk does not say.

    Raises:
        Unjoinable: it says something else.
    """
    index = choice.get("index", 0)
    if not isinstance(index, int) or isinstance(index, bool):
        raise Unjoinable("wrong-choices")
    return index
