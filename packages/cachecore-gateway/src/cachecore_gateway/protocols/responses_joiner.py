"""From typed events to one response."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .fields import object_of
from .joining import Unjoinable, event_object
from .sse import Event

__all__ = ["ResponseAssembly"]

_LAST = ("response.completed", "response.incomplete")
_FAILED = {"response.failed": "response-failed", "response.cancelled": "response-failed", "error": "error-event"}


class ResponseAssembly:
    """The last event carries the whole response. Finished items are kept for providers that leave its output empty."""

    def __init__(self) -> None:
        self.ended = False
        self._response: JsonObject = {}
        self._items: dict[int, JsonObject] = {}

    def take(self, event: Event) -> None:
        """The next event."""
        value = event_object(event)
        kind = value.get("type")
        if not isinstance(kind, str):
            self.ended = value.get("error") is not None
            raise Unjoinable("error-event" if self.ended else "wrong-object")
        if kind in _FAILED:
            self.ended = True
            raise Unjoinable(_FAILED[kind])
        if kind in _LAST:
            self.ended = True
            self._response = object_of(value.get("response"))
        elif kind == "response.output_item.done":
            self._keep(value)

    def whole(self) -> JsonObject:
        """The plain form."""
        if self._response.get("object") != "response":
            raise Unjoinable("wrong-object")
        if self._response.get("output"):
            return self._response
        kept: list[JsonValue] = [self._items[index] for index in sorted(self._items)]
        return {**self._response, "output": kept}

    def _keep(self, value: JsonObject) -> None:
        # Items finish in order, so servers that number none of their events (llama.cpp) can be joined all the same.
        index, item = value.get("output_index", len(self._items)), value.get("item")
        if not isinstance(index, int) or not isinstance(item, dict):
            raise Unjoinable("wrong-item")
        self._items[index] = item
