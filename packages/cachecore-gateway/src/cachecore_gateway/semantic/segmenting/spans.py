"""Spans that carry their own delimiters: fences, triple quotes, tags, JSON values, quotations.

A span is cut out whole. One that stands on lines of its own is detached; one inside a sentence leaves `PLACEHOLDER`
behind, so that the sentence around it stays readable and its place in the sentence stays known.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["PLACEHOLDER", "QUOTED_WORDS", "Span", "delimited_spans", "quotations"]

PLACEHOLDER = "“…”"

QUOTED_WORDS = 4
"""A quotation of at least this many words is material; a shorter one is a name or a term inside the question."""

_FENCE = re.compile(
    r"^[ \t]*+(`{3,}+|~{3,}+)[^\n]*+\n(?:.*?\n)??[ \t]*+\1[`~]*+[ \t]*+$|^[ \t]*+(?:`{3,}+|~{3,}+).*\Z",
    re.MULTILINE | re.DOTALL,
)
_ONE_LINE_FENCE = re.compile(r"`{3}[^`\n]+`{3}")
_TRIPLE = re.compile(r"\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|<{3}.*?(?:>{3}|\Z)|\[{3}.*?(?:\]{3}|\Z)", re.DOTALL)
_TAGS = (re.compile(r"<([A-Za-z_][\w.:-]*+)(?:\s[^<>]*+)?>"), re.compile(r"</([A-Za-z_][\w.:-]*+)\s*+>"))
_BRACKET_TAGS = (re.compile(r"\[([A-Z][A-Z_ ]++)\]"), re.compile(r"\[/([A-Z][A-Z_ ]++)\]"))
_ASKING_NAME = r"(question|query|instructions?|task|prompt|user_?(?:question|query))"
_ASKING_TAGS = (re.compile(f"<{_ASKING_NAME}>", re.IGNORECASE), re.compile(rf"</{_ASKING_NAME}\s*+>", re.IGNORECASE))
_JSON_START = re.compile(r"[\[{](?=\s*[\[{\"\]}\-0-9tfn])")
_QUOTES = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«|「([^」]+)」|(?<!\w)'([^'\n]+(?:'\w[^'\n]*)*)'(?!\w)"
    r"|(?<!\w)‘([^‘]+)’(?!\w)"
)
_CODE = re.compile(r"(`++)([^`\n]++)\1")
_LONG_CODE_CHARS = 40
_LONGEST_QUOTING_CHARS = 4000
"""A longer stretch is no question, with or without its quotations."""
_DECODER = json.JSONDecoder()
_WASTED_CHARS = 10_000
"""Characters, beside as many as the text has, that may be read in vain in search of JSON."""
_ATTEMPT_CHARS = 10
"""What an attempt costs at least."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive); `asks` holds the inner text of a tag that marks the question itself."""

    start: int
    end: int
    asks: str = ""


def delimited_spans(text: str) -> list[Span]:
    """Fences, triple quotes, tags and JSON values of `text`, in order and without overlap; the outermost wins."""
    found = [Span(start, end, text[inner:close].strip()) for start, inner, close, end in _pairs(text, *_ASKING_TAGS)]
    for pattern in (_FENCE, _ONE_LINE_FENCE, _TRIPLE):
        found += [Span(*match.span()) for match in pattern.finditer(text)]
    found += [Span(start, end) for start, _, _, end in _pairs(text, *_BRACKET_TAGS)]
    found += [Span(start, end) for start, _, _, end in _pairs(text, *_TAGS) if _stands_alone(text, start, end)]
    found += _json_values(text)
    return _without_overlap(found)


def quotations(text: str) -> list[Span]:
    """Quotations of at least `QUOTED_WORDS` words and long code spans inside `text`."""
    if len(text) > _LONGEST_QUOTING_CHARS:
        return []
    found = [
        Span(*match.span())
        for match in _QUOTES.finditer(text)
        if len(next(group for group in match.groups() if group).split()) >= QUOTED_WORDS
    ]
    found += [Span(*match.span()) for match in _CODE.finditer(text) if len(match[2]) >= _LONG_CODE_CHARS]
    return _without_overlap(found)


def _pairs(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int, int, int]]:
    """Start, end of the opening tag, start of its closing tag and end, for each outermost pair; in time linear in text.

    One expression with a back reference would look through the whole rest for each tag that is never closed.
    """
    closes: dict[str, list[tuple[int, int]]] = {}
    for match in closing.finditer(text):
        closes.setdefault(match[1].lower(), []).append(match.span())
    after = 0
    for match in opening.finditer(text):
        candidates = closes.get(match[1].lower(), [])
        place = bisect_left(candidates, (match.end(), 0))
        if match.start() >= after and place < len(candidates):
            close, after = candidates[place]
            yield match.start(), match.end(), close, after


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A tag inside a sentence is talked about; one over several lines or at the start of a line holds material."""
    before = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    return "\n" in text[start:end] or not before or before.endswith(":")


def _json_values(text: str) -> list[Span]:
    found: list[Span] = []
    after, patience = 0, _WASTED_CHARS + len(text)
    for match in _JSON_START.finditer(text):
        if match.start() < after:
            continue
        if patience < 0:
            break
        try:
            value, after = _DECODER.raw_decode(text, match.start())
        except RecursionError:
            break
        except ValueError as error:
            patience -= getattr(error, "pos", len(text)) - match.start() + _ATTEMPT_CHARS
            continue
        if value:
            found.append(Span(match.start(), after))
    return found


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, not span.asks)):
        if span.end > span.start and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept
