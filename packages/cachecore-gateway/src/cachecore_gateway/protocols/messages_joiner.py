"""From the events of one message to the message."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .deltas import Deltas, latest
from .fields import object_in, object_of
from .joining import Unjoinable, event_object
from .sse import Event

__all__ = ["MessageAssembly"]


class _Block:
    """One content block under way. Most deltas continue the fields of the block that they name."""

    def __init__(self, start: JsonObject) -> None:
        self._fields = Deltas()
        self._fields.add(start)
        self._input: list[str] = []

    def take(self, delta: JsonObject) -> None:
        fields = {name: value for name, value in delta.items() if name != "type"}
        if isinstance(text := fields.pop("partial_json", None), str):
            self._input.append(text)
        if (citation := fields.pop("citation", None)) is not None:
            fields["citations"] = [citation]
        self._fields.add(fields)

    def whole(self) -> JsonObject:
        block = self._fields.whole()
        if text := "".join(self._input):
            block["input"] = object_in(text.encode("utf-8", "surrogatepass"))
            if block["input"] is None:
                raise Unjoinable("malformed-tool-input")
        return block


class MessageAssembly:
    """The message of one stream. An event of an unknown type spoils it: nobody knows what it would have added."""

    def __init__(self) -> None:
        self.ended = False
        self._message: JsonObject | None = None
        self._blocks: dict[int, _Block] = {}

    def take(self, event: Event) -> None:
        """The next event."""
        value = event_object(event)
        match value.get("type"):
            case "message_start":
                self._message = dict(object_of(value.get("message")))
            case "content_block_start":
                self._blocks[_index(value)] = _Block(object_of(value.get("content_block")))
            case "content_block_delta":
                self._block(value).take(object_of(value.get("delta")))
            case "message_delta":
                self._take_message_delta(value)
            case "message_stop":
                self.ended = True
            case "error":
                self.ended = True
                raise Unjoinable("error-event")
            case "ping" | "content_block_stop":
                pass
            case _:
                raise Unjoinable("unknown-event")

    def whole(self) -> JsonObject:
        """The plain form."""
        message = self._started()
        if message.get("type") != "message":
            raise Unjoinable("wrong-object")
        if message.get("stop_reason") is None:
            raise Unjoinable("no-finish-reason")
        content: list[JsonValue] = [self._blocks[index].whole() for index in sorted(self._blocks)]
        return {**message, "content": content}

    def _take_message_delta(self, value: JsonObject) -> None:
        message = self._started()
        usage = dict(object_of(message.get("usage")))
        latest(usage, object_of(value.get("usage")))
        latest(message, {name: field for name, field in value.items() if name not in ("type", "delta", "usage")})
        latest(message, object_of(value.get("delta")))
        if usage:
            message["usage"] = usage

    def _started(self) -> JsonObject:
        if self._message is None:
            raise Unjoinable("no-message-start")
        return self._message

    def _block(self, value: JsonObject) -> _Block:
        block = self._blocks.get(_index(value))
        if block is None:
            raise Unjoinable("no-block-start")
        return block


def _index(value: JsonObject) -> int:
    index = value.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        raise Unjoinable("wrong-index")
    return index
