"""``POST /v1/chat/completions``: OpenAI's and everybody's."""

from __future__ import annotations

from collections.abc import Iterable

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.fingerprint import ANSWER_NEUTRAL_FIELDS
from cachecore_gateway.core.ports import StreamJoiner
from cachecore_gateway.core.request import Call

from .chat_joiner import ChatAssembly
from .chat_replay import choice_deltas
from .chunks import replayed
from .fields import looked_up, object_in, object_of, objects, present, require_model, require_stream, user_of
from .joining import EventJoiner
from .settings import DEFAULTS, ProtocolSettings
from .texts import chat_text
from .turns import Turn, content_turn, surroundings
from .volatile import Aliases, mapped, parsed_paths, rewritten, without
from .whole import TRUNCATED, ending_flaw, flaw_of_choices, tokens

__all__ = ["ChatCompletions"]

_SETUP_FIELDS = ("tools", "tool_choice", "functions", "function_call")
_PART_REASONS = {"image_url": "image-in-question", "input_audio": "audio-in-question", "file": "file-in-question"}
_LAST_ROLES = {"tool": "tool-result-last", "function": "tool-result-last", "assistant": "assistant-turn-last"}
_ENDINGS = {
    "stop": "",
    "tool_calls": "",
    "function_call": "",
    "eos": "",
    "length": TRUNCATED,
    "content_filter": "filtered",
}
"""``eos`` is what some servers of open models send for ``stop``."""


class ChatCompletions:
    """Adapter of chat completions. The question is the text of the last message, if that is a user's."""

    name = "chat_completions"
    path = "/v1/chat/completions"
    neutral_fields = ANSWER_NEUTRAL_FIELDS
    replayed_headers = frozenset({b"x-request-id", b"openai-version"})

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
            delivery=present(body, ("stream_options",)) or {},
            instructions=_instructions(keyed),
            tools=present(keyed, _SETUP_FIELDS),
            user=user_of(body.get("user"), body.get("safety_identifier")),
            question=turn.text,
            surroundings=around,
            exact_only_reason=turn.reason,
        )

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body with tool-call ids aliased and declared ignore paths taken out."""
        return without(_aliased(body), self._ignored)

    def unusable(self, answer: bytes) -> str:
        """Why this answer must not be stored; empty when it is whole and good."""
        return flaw_of_choices(answer, "chat.completion", self._choice_flaw)

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""
        return tokens(answer, ("prompt_tokens", "completion_tokens"))

    def text_of(self, answer: bytes) -> str:
        """What a stored answer says; empty when it cannot be read."""
        return chat_text(object_in(answer) or {})

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream."""
        return EventJoiner(ChatAssembly())

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The chunks of a stored answer."""
        return replayed(answer, "chat.completion.chunk", choice_deltas, call)

    def _question(self, body: JsonObject) -> tuple[Turn, JsonObject | None]:
        turn = _last_turn(body)
        messages = body["messages"]
        if turn.text is None or not isinstance(messages, list):
            return turn, None
        last = len(messages) - 1
        hollow: JsonObject = {**object_of(messages[last]), "content": turn.hollow}
        return turn, surroundings(body, self.neutral_fields, "messages", last, hollow)

    def _choice_flaw(self, choice: JsonObject) -> str:
        message = choice.get("message")
        if not isinstance(message, dict):
            return "no-message"
        flaw = ending_flaw(choice.get("finish_reason"), _ENDINGS, store_truncated=self._store_truncated)
        if flaw:
            return flaw
        says_something = any(value for name, value in message.items() if name != "role")
        return "" if says_something else "empty-answer"


def _instructions(body: JsonObject) -> JsonValue:
    return [message for message in objects(body["messages"]) if message.get("role") in ("system", "developer")]


def _last_turn(body: JsonObject) -> Turn:
    if body.get("prediction") is not None:
        return Turn(None, reason="prediction")
    modalities = body.get("modalities")
    if body.get("audio") is not None or (isinstance(modalities, list) and "audio" in modalities):
        return Turn(None, reason="audio-output")
    messages = body["messages"]
    if not isinstance(messages, list) or not messages or len(objects(messages)) != len(messages):
        return Turn(None, reason="unknown-messages")
    last = object_of(messages[-1])
    role = last.get("role")
    if role != "user":
        return Turn(None, reason=looked_up(role, _LAST_ROLES, "no-user-turn-last"))
    return content_turn(last.get("content"), {"text"}, _PART_REASONS)


def _aliased(body: JsonObject) -> JsonObject:
    aliases = Aliases()

    def message(item: JsonObject) -> JsonObject:
        item = rewritten(item, {"tool_calls": lambda calls: mapped(calls, defined)})
        return rewritten(item, {"tool_call_id": aliases.refer})

    def defined(call: JsonObject) -> JsonObject:
        return rewritten(call, {"id": aliases.define})

    return rewritten(body, {"messages": lambda messages: mapped(messages, message)})
