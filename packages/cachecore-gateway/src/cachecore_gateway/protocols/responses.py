"""``POST /v1/responses``: OpenAI's.

The answer repeats most of the request, ``metadata`` and ``user`` included, so nearly every field counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.ports import StreamJoiner
from cachecore_gateway.core.request import Call

from .fields import looked_up, object_in, object_of, objects, present, require_model, require_stream, user_of
from .joining import EventJoiner
from .responses_joiner import ResponseAssembly
from .responses_replay import response_events
from .settings import DEFAULTS, ProtocolSettings
from .texts import response_text
from .turns import Turn, content_turn, surroundings
from .volatile import Aliases, mapped, parsed_paths, rewritten, without
from .whole import TRUNCATED, frame_flaw, tokens

__all__ = ["Responses"]

_STATEFUL = {"conversation": "conversation", "previous_response_id": "previous-response", "background": "background"}
_PART_REASONS = {
    "input_image": "image-in-question",
    "input_file": "file-in-question",
    "input_audio": "audio-in-question",
}
_INCOMPLETE = {"max_output_tokens": TRUNCATED, "content_filter": "filtered"}
_STATUSES = {"failed": "failed", "cancelled": "cancelled", "queued": "not-finished", "in_progress": "not-finished"}


class Responses:
    """Adapter of responses. The question is the input text, or the text of the last input item, if that is a user's."""

    name = "responses"
    path = "/v1/responses"
    neutral_fields = frozenset({"stream", "stream_options", "prompt_cache_key", "prompt_cache_retention"})
    """Fewer than for chat, because the answer repeats ``metadata``, ``user``, ``service_tier`` and the like. It repeats
    ``prompt_cache_key`` too, but that only sorts requests into the provider's prompt caches, and agents send a random
    one with every run: if it counted, they would never hit. A hit shows the key of the request that was answered."""
    replayed_headers = frozenset({b"x-request-id", b"openai-version"})

    def __init__(self, settings: ProtocolSettings = DEFAULTS) -> None:
        self._ignored = parsed_paths(settings.ignore_paths)
        self._store_truncated = settings.store_truncated

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: a model that is no name (none at all is fine: a prompt template or the provider chooses), an
                input that is neither text nor list, or ``stream`` is no boolean.
        """
        model, stream = "" if body.get("model") is None else require_model(body), require_stream(body)
        if not isinstance(body.get("input"), str | list | None):
            raise InvalidRequest("`input` must be a text or a list of input items.", param="input")
        keyed = self.keyed(body)
        turn, around = self._question(keyed)
        return Call(
            model=model,
            stream=stream,
            delivery=present(body, ("stream_options",)) or {},
            instructions=_instructions(keyed),
            tools=present(keyed, ("tools", "tool_choice")),
            user=user_of(body.get("user"), body.get("safety_identifier")),
            question=turn.text,
            surroundings=around,
            exact_only_reason=turn.reason,
            uncacheable_reason=_state_flaw(body),
        )

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body with call ids aliased and declared ignore paths taken out."""
        return without(_aliased(body), self._ignored)

    def unusable(self, answer: bytes) -> str:
        """Why this answer must not be stored; empty when it is whole and good."""
        found = object_in(answer)
        flaw = frame_flaw(found, "object", "response")
        if flaw or found is None:
            return flaw
        return _state_flaw(found) or self._status_flaw(found) or ("" if found.get("output") else "empty-answer")

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""
        return tokens(answer, ("input_tokens", "output_tokens"))

    def text_of(self, answer: bytes) -> str:
        """What a stored answer says; empty when it cannot be read."""
        return response_text(object_in(answer) or {})

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream."""
        return EventJoiner(ResponseAssembly())

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The typed events of a stored answer."""
        return response_events(object_of(json.loads(answer)))

    def _question(self, body: JsonObject) -> tuple[Turn, JsonObject | None]:
        turn, given = _last_turn(body), body.get("input")
        if turn.text is None:
            return turn, None
        if not isinstance(given, list):
            return turn, surroundings(body, self.neutral_fields, "input")
        last = len(given) - 1
        hollow: JsonObject = {**object_of(given[last]), "content": turn.hollow}
        return turn, surroundings(body, self.neutral_fields, "input", last, hollow)

    def _status_flaw(self, answer: JsonObject) -> str:
        status = answer.get("status")
        if status == "completed":
            return ""
        if status != "incomplete":
            return looked_up(status, _STATUSES, "unknown-status")
        flaw = looked_up(object_of(answer.get("incomplete_details")).get("reason"), _INCOMPLETE, "incomplete")
        return "" if flaw == TRUNCATED and self._store_truncated else flaw


def _state_flaw(form: JsonObject) -> str:
    """A request or answer that goes into the provider's conversation, or that runs on there, is nobody else's."""
    if form.get("conversation") is not None:
        return "conversation"
    return "background" if form.get("background") is True else ""


def _instructions(body: JsonObject) -> JsonValue:
    """The instructions, the prompt template, and the system and developer items of the input."""
    within: list[JsonValue] = [
        item for item in objects(body.get("input")) if item.get("role") in ("system", "developer")
    ]
    return [body.get("instructions"), body.get("prompt"), *within]


def _last_turn(body: JsonObject) -> Turn:
    for field, reason in _STATEFUL.items():
        if body.get(field) not in (None, False):
            return Turn(None, reason=reason)
    given = body.get("input")
    if isinstance(given, str):
        return content_turn(given, {"input_text"}, _PART_REASONS)
    items = objects(given)
    if not isinstance(given, list) or not items or len(items) != len(given):
        return Turn(None, reason="unknown-input")
    if any(item.get("type") == "item_reference" for item in items):
        return Turn(None, reason="item-reference")
    return _item_turn(items[-1])


def _item_turn(item: JsonObject) -> Turn:
    kind = item.get("type", "message")
    if isinstance(kind, str) and kind.endswith("_output"):
        return Turn(None, reason="tool-result-last")
    if kind != "message" or item.get("role") != "user":
        return Turn(None, reason="no-user-turn-last")
    return content_turn(item.get("content"), {"input_text"}, _PART_REASONS)


def _aliased(body: JsonObject) -> JsonObject:
    aliases = Aliases()

    def item(value: JsonObject) -> JsonObject:
        if "call_id" not in value:
            return value
        if str(value.get("type")).endswith("_output"):
            return rewritten(value, {"call_id": aliases.refer, "id": lambda given: given and "output"})
        return rewritten(value, {"call_id": aliases.define, "id": lambda given: given and "call"})

    return rewritten(body, {"input": lambda given: mapped(given, item)})
