"""The chunks of a replayed stream of choices: the frame around them, the usage chunk, the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.request import Call

from .fields import object_of
from .sse import DONE, encoded_event
from .whole import choices_of

__all__ = ["replayed"]

_REPEATED = ("id", "created", "model", "system_fingerprint", "service_tier")


def replayed(
    answer: bytes, chunk_object: str, deltas_of: Callable[[JsonObject], Iterable[JsonObject]], call: Call
) -> Iterator[bytes]:
    """The events of a stored answer, whose choices ``deltas_of`` takes apart."""
    found = object_of(json.loads(answer))
    choices = choices_of(found)
    if choices is None:
        return _without_choices(found)
    return _chunk_events(found, chunk_object, (delta for choice in choices for delta in deltas_of(choice)), call)


def _chunk_events(answer: JsonObject, chunk_object: str, choices: Iterable[JsonObject], call: Call) -> Iterator[bytes]:
    """One event a choice delta, in the frame of the answer; then usage where the caller asked for it; then the end.

    Other members of the answer (sources of a search, figures of the provider) go with the first delta and with the
    last: accumulators keep the one, and who reads the stream by hand finds them where providers send them, at the end.
    """
    more = {name: value for name, value in answer.items() if name not in ("choices", "usage", "object")}
    frame: JsonObject = {name: more.pop(name) for name in _REPEATED if name in more}
    frame["object"] = chunk_object
    asked = object_of(call.delivery.get("stream_options")).get("include_usage") is True
    pending: JsonObject = {"usage": None} if asked else {}
    for choice, outermost in _marked(choices):
        yield encoded_event({**frame, **(more if outermost else {}), "choices": [choice], **pending})
    usage = answer.get("usage")
    if asked and usage is not None:
        yield encoded_event({**frame, "choices": [], "usage": usage})
    yield DONE


def _marked(choices: Iterable[JsonObject]) -> Iterator[tuple[JsonObject, bool]]:
    """Each delta, and whether it is the first or the last."""
    waiting, first = None, True
    for choice in choices:
        if waiting is not None:
            yield waiting, first
            first = False
        waiting = choice
    if waiting is not None:
        yield waiting, True


def _without_choices(answer: JsonObject) -> Iterator[bytes]:
    """A 200 answer of another shape, such as an error object: passed on as the only event."""
    yield encoded_event(answer)
    yield DONE
