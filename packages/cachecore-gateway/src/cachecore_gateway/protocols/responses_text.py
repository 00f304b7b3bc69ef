"""The deltas of an output text: pieces with the log probabilities of their tokens, annotations where they end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .fields import object_of, objects
from .pieces import is_boundary, pieces, token_pieces

__all__ = ["logprobs_of", "text_events"]

_NAME = "response.output_text"


def text_events(part: JsonObject, text: str, where: JsonObject) -> Iterator[JsonObject]:
    """Everything between the opening of the part and the end of its text. ``where`` names the part in each event."""
    tokens = _Tokens(part, text)
    start = 0
    for index, annotation in enumerate(objects(part.get("annotations"))):
        end = tokens.border(max(start, _place(annotation, text)))
        yield from tokens.deltas(start, end, where)
        numbered: JsonObject = {"annotation_index": index, "annotation": annotation}
        yield {"type": f"{_NAME}.annotation.added", **where, **numbered}
        start = end
    yield from tokens.deltas(start, len(text), where)


def logprobs_of(part: JsonObject) -> list[JsonValue]:
    """The log probabilities of the text's tokens; empty where there are none."""
    logprobs = part.get("logprobs")
    return logprobs if isinstance(logprobs, list) else []


def _place(annotation: JsonObject, text: str) -> int:
    """Characters of the text before the annotation: up to its ``end_index``, else all of them."""
    end = annotation.get("end_index")
    known = isinstance(end, int) and not isinstance(end, bool) and 0 <= end <= len(text)
    return end if known and isinstance(end, int) else len(text)


class _Tokens:
    """The text and its tokens. Where these do not join to the text, deltas go without log probabilities."""

    def __init__(self, part: JsonObject, text: str) -> None:
        self._text = text
        self._rows = logprobs_of(part)
        self._tokens = [str(object_of(row).get("token")) for row in self._rows]
        if "".join(self._tokens) != text:
            self._tokens = []
        self._ends = [*accumulate(len(token) for token in self._tokens)]

    def border(self, place: int) -> int:
        """The first place from ``place`` on where the text may be cut."""
        if self._ends and place:
            return self._ends[bisect_left(self._ends, place)]
        while not is_boundary(self._text, place):
            place += 1
        return place

    def deltas(self, start: int, end: int, where: JsonObject) -> Iterator[JsonObject]:
        """The text between two borders in pieces; nothing where they are one."""
        if start == end:
            return
        for piece, share in self._dealt_out(start, end):
            yield {"type": f"{_NAME}.delta", **where, "delta": piece, "logprobs": share}

    def _dealt_out(self, start: int, end: int) -> Iterator[tuple[str, list[JsonValue]]]:
        text = self._text[start:end]
        first, last = (bisect_left(self._ends, place + 1) if place else 0 for place in (start, end))
        shares = token_pieces(text, self._tokens[first:last])
        if shares is None:
            yield from ((piece, []) for piece in pieces(text))
            return
        for piece, count in shares:
            yield piece, self._rows[first : first + count]
            first += count
