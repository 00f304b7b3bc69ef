"""``POST /v1/completions``: a text continued.

The exact tier only: which continuation is right depends on the very last characters of the prompt, so two prompts of
one meaning do not have one answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.fingerprint import ANSWER_NEUTRAL_FIELDS
from cachecore_gateway.core.ports import StreamJoiner
from cachecore_gateway.core.request import Call

from .chunks import replayed
from .completions_stream import CompletionAssembly, choice_deltas
from .fields import object_in, present, require_model, require_stream, user_of
from .joining import EventJoiner
from .settings import DEFAULTS, ProtocolSettings
from .texts import completion_text
from .volatile import parsed_paths, without
from .whole import TRUNCATED, ending_flaw, flaw_of_choices, tokens

__all__ = ["Completions"]

_ENDINGS = {"stop": "", "eos": "", "length": TRUNCATED, "content_filter": "filtered"}


class Completions:
    """Adapter of text completions."""

    name = "completions"
    path = "/v1/completions"
    neutral_fields = ANSWER_NEUTRAL_FIELDS
    replayed_headers = frozenset({b"x-request-id", b"openai-version"})

    def __init__(self, settings: ProtocolSettings = DEFAULTS) -> None:
        self._ignored = parsed_paths(settings.ignore_paths)
        self._store_truncated = settings.store_truncated

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: no model, or ``stream`` is no boolean.
        """
        return Call(
            model=require_model(body),
            stream=require_stream(body),
            delivery=present(body, ("stream_options",)) or {},
            user=user_of(body.get("user"), body.get("safety_identifier")),
            exact_only_reason="continuation",
        )

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body with declared ignore paths taken out."""
        return without(body, self._ignored)

    def unusable(self, answer: bytes) -> str:
        """Why this answer must not be stored; empty when it is whole and good."""
        return flaw_of_choices(answer, "text_completion", self._choice_flaw)

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""
        return tokens(answer, ("prompt_tokens", "completion_tokens"))

    def text_of(self, answer: bytes) -> str:
        """What a stored answer says; empty when it cannot be read."""
        return completion_text(object_in(answer) or {})

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream."""
        return EventJoiner(CompletionAssembly())

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The chunks of a stored answer."""
        return replayed(answer, "text_completion", choice_deltas, call)

    def _choice_flaw(self, choice: JsonObject) -> str:
        if not isinstance(choice.get("text"), str):
            return "no-text"
        return ending_flaw(choice.get("finish_reason"), _ENDINGS, store_truncated=self._store_truncated)
