"""``POST /v1/messages``: Anthropic's."""

from __future__ import annotations

import json
from collections.abc import Iterable

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.ports import StreamJoiner
from cachecore_gateway.core.request import Call

from .fields import count, looked_up, object_in, object_of, objects, present, require_model, require_stream, user_of
from .joining import EventJoiner
from .messages_joiner import MessageAssembly
from .messages_replay import message_events
from .settings import DEFAULTS, ProtocolSettings
from .texts import message_text
from .turns import Turn, content_turn, surroundings
from .volatile import Aliases, mapped, parsed_paths, rewritten, without
from .whole import TRUNCATED, ending_flaw, frame_flaw

__all__ = ["Messages"]

_PART_REASONS = {
    "tool_result": "tool-result-last",
    "image": "image-in-question",
    "document": "file-in-question",
    "container_upload": "file-in-question",
    "search_result": "search-result-in-question",
}
_ENDINGS = {
    "end_turn": "",
    "stop_sequence": "",
    "tool_use": "",
    "max_tokens": TRUNCATED,
    "model_context_window_exceeded": "context-exceeded",
    "pause_turn": "paused",
    "refusal": "filtered",
}
_INPUT_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class Messages:
    """Adapter of messages. The question is the text of the last message, if that is a user's."""

    name = "messages"
    path = "/v1/messages"
    neutral_fields = frozenset({"stream", "metadata", "service_tier"})
    replayed_headers = frozenset({b"request-id"})

    def __init__(self, settings: ProtocolSettings = DEFAULTS) -> None:
        self._ignored = parsed_paths(settings.ignore_paths)
        self._store_truncated = settings.store_truncated

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: no model, no list of messages, or ``stream`` is no boolean.
        """
        model, stream = require_model(body), require_stream(body)
        if not isinstance(body.get("messages"), list):
            raise InvalidRequest("`messages` must be a list of messages.", param="messages")
        keyed = self.keyed(body)
        turn, around = self._question(keyed)
        return Call(
            model=model,
            stream=stream,
            instructions=_instructions(keyed),
            tools=present(keyed, ("tools", "tool_choice", "mcp_servers")),
            user=user_of(object_of(body.get("metadata")).get("user_id")),
            question=turn.text,
            surroundings=around,
            exact_only_reason=turn.reason,
        )

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body with tool-use ids aliased and declared ignore paths taken out."""
        return without(_aliased(body), self._ignored)

    def unusable(self, answer: bytes) -> str:
        """Why this answer must not be stored; empty when it is whole and good."""
        found = object_in(answer)
        flaw = frame_flaw(found, "type", "message")
        if flaw or found is None:
            return flaw
        flaw = ending_flaw(found.get("stop_reason"), _ENDINGS, store_truncated=self._store_truncated)
        content = found.get("content")
        return flaw or ("" if content and isinstance(content, list) else "empty-answer")

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer; those written to and read from the provider's prompt cache count as input."""
        usage = object_of((object_in(answer) or {}).get("usage"))
        return Usage(sum(count(usage.get(name)) for name in _INPUT_COUNTS), count(usage.get("output_tokens")))

    def text_of(self, answer: bytes) -> str:
        """What a stored answer says; empty when it cannot be read."""
        return message_text(object_in(answer) or {})

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream."""
        return EventJoiner(MessageAssembly())

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The events of a stored answer."""
        return message_events(object_of(json.loads(answer)))

    def _question(self, body: JsonObject) -> tuple[Turn, JsonObject | None]:
        turn = _last_turn(body)
        messages = body.get("messages")
        if turn.text is None or not isinstance(messages, list):
            return turn, None
        last = len(messages) - 1
        hollow: JsonObject = {**object_of(messages[last]), "content": turn.hollow}
        return turn, surroundings(body, self.neutral_fields, "messages", last, hollow)


def _instructions(body: JsonObject) -> JsonValue:
    """The system prompt, and system messages among the others where a provider allows them."""
    within: list[JsonValue] = [
        message for message in objects(body.get("messages")) if message.get("role") in ("system", "developer")
    ]
    return [body.get("system"), *within]


def _last_turn(body: JsonObject) -> Turn:
    if body.get("container") is not None:
        return Turn(None, reason="container")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or len(objects(messages)) != len(messages):
        return Turn(None, reason="unknown-messages")
    last = object_of(messages[-1])
    role = last.get("role")
    if role != "user":
        return Turn(None, reason=looked_up(role, {"assistant": "assistant-turn-last"}, "no-user-turn-last"))
    return content_turn(last.get("content"), {"text"}, _PART_REASONS)


def _aliased(body: JsonObject) -> JsonObject:
    aliases = Aliases()

    def block(item: JsonObject) -> JsonObject:
        kind = item.get("type")
        if isinstance(kind, str) and kind.endswith("tool_use"):
            item = rewritten(item, {"id": aliases.define})
        return rewritten(item, {"tool_use_id": aliases.refer})

    def message(item: JsonObject) -> JsonObject:
        return rewritten(item, {"content": lambda content: mapped(content, block)})

    return rewritten(body, {"messages": lambda messages: mapped(messages, message)})
