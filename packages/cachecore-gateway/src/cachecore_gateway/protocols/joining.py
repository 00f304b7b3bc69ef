"""The driver of every stream joiner: events in order, the first fault remembered, the plain form at the end."""

from __future__ import annotations

import json
from typing import NoReturn, Protocol

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.ports import JoinedStream

from .sse import Event, EventParser, encoded_json

__all__ = ["Assembly", "EventJoiner", "Unjoinable", "event_object"]


class Unjoinable(Exception):
    """The stream cannot become a plain answer; ``reason`` in kebab-case words. Never leaves this room."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Assembly(Protocol):
    """What differs between protocols."""

    @property
    def ended(self) -> bool:
        """The last event was seen, a good one or an error."""

    def take(self, event: Event) -> None:
        """The next event.

        Raises:
            Unjoinable: the stream is spoilt; later events may still end it.
        """

    def whole(self) -> JsonObject:
        """The plain form of a stream that ended.

        Raises:
            Unjoinable: something is missing.
        """


class EventJoiner:
    """A ``StreamJoiner`` over an assembly."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._parser = EventParser()
        self._fault = ""

    @property
    def ended(self) -> bool:
        """The protocol's last event was seen."""
        return self._assembly.ended

    def feed(self, data: bytes) -> None:
        """Next bytes of the body, cut anywhere."""
        if not self.ended:
            self._take_all(self._parser.feed(data))

    def finish(self) -> JoinedStream:
        """What the stream was."""
        cut = not self.ended and self._parser.inside_event
        if cut:
            self._take_all(self._parser.flush())
        if self._fault and self.ended:
            return JoinedStream(None, self._fault)
        if not self.ended:
            return JoinedStream(None, "cut-inside-event" if cut else self._fault or "no-end-event")
        try:
            return JoinedStream(encoded_json(self._assembly.whole()))
        except Unjoinable as flaw:
            return JoinedStream(None, flaw.reason)

    def _take_all(self, events: list[Event]) -> None:
        for event in events:
            try:
                self._assembly.take(event)
            except Unjoinable as flaw:
                self._fault = self._fault or flaw.reason
            if self.ended:
                return


def event_object(event: Event) -> JsonObject:
    """The JSON object that the event carries.

    A stream has an event a token, so this reads faster and less strictly than requests and whole answers are read; the
    joined answer is judged by ``unusable`` like any other.

    Raises:
        Unjoinable: it carries something else.
    """
    try:
        value: JsonValue = _DECODER.decode(event.data.decode())
    except (ValueError, RecursionError) as error:
        raise Unjoinable("malformed-event") from error
    if not isinstance(value, dict):
        raise Unjoinable("malformed-event")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
