"""Spans that carry their own delimiters: fences, triple quotes, tags, JSON values, quotations.

A span is cut out whole. One that stands on lines of its own is detached; one inside a sentence leaves `PLACEHOLDER`
behind, so that the sentence around it stays readable and its place in the sentence stays known.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["PLACEHOLDER", "QUOTED_WORDS", "Span", "delimited_spans", "quotations"]

PLACEHOLDER = "“…”"

QUOTED_WORDS = 4
"""A quotation of at least this many words is material; a shorter one is a name or a term inside the question."""

_TITLE_WORDS = 8
_LONGEST_ARTICLE = 4
"""Letters of a word that is not capitalised inside a title: of, and, with."""

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})(.*)$", re.MULTILINE)
_ONE_LINE_FENCE = re.compile(r"`{3}[^`\n]+`{3}")
_TRIPLES = (('"""', '"""'), ("'''", "'''"), ("<<<", ">>>"), ("[[[", "]]]"))
_OPENING_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,400})?>")
_CLOSING_TAG = re.compile(r"</([A-Za-z_][\w.:-]{0,60})\s{0,4}>")
_OPENING_BRACKET = re.compile(r"\[([A-Z][A-Z_ ]{1,30})\]")
_CLOSING_BRACKET = re.compile(r"\[/([A-Z][A-Z_ ]{1,30})\]")
_ASKING = re.compile(r"question|query|instructions?|task|user_?(?:question|query)", re.IGNORECASE)
_JSON_ATTEMPTS = 16
"""Openings of a JSON value that may turn out to be none, before the rest is taken for prose."""
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
    """Fences, triple quotes, tags and JSON values of `text`, in order and without overlap; the outermost wins.

    Takes time linear in the text, whatever it holds: a prompt must not be able to stall the gateway.
    """
    found = [*_fences(text), *_triples(text), *_json_values(text)]
    found += [Span(*match.span()) for match in _ONE_LINE_FENCE.finditer(text)]
    for start, end, name, inner in _enclosed(text, _OPENING_TAG, _CLOSING_TAG):
        if _ASKING.fullmatch(name):
            found.append(Span(start, end, inner.strip()))
        elif _stands_alone(text, start, end):
            found.append(Span(start, end))
    found += [Span(start, end) for start, end, _, _ in _enclosed(text, _OPENING_BRACKET, _CLOSING_BRACKET)]
    return _without_overlap(found)


def quotations(text: str) -> list[Span]:
    """Quotations of at least `QUOTED_WORDS` words and long code spans inside `text`."""
    if len(text) > _LONGEST_QUOTING_CHARS:
        return []
    found = [
        Span(*match.span())
        for match in _QUOTES.finditer(text)
        if _is_material(next(group for group in match.groups() if group).split())
    ]
    found += [Span(*match.span()) for match in _CODE.finditer(text) if len(match[2]) >= _LONG_CODE_CHARS]
    return _without_overlap(found)


def _is_material(words: Sequence[str]) -> bool:
    """Is a quotation of these words more than a term or the title of a work, which stay in the question?"""
    if len(words) < QUOTED_WORDS:
        return False
    title = all(word[:1].isupper() for word in words if len(word) > _LONGEST_ARTICLE)
    return not (title and words[0][:1].isupper() and len(words) <= _TITLE_WORDS)


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


def _fences(text: str) -> Iterator[Span]:
    """Fenced code; a fence that is never closed goes on to the end."""
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = None if match[1][0] in match[2] else match
        elif match[1].startswith(opened[1]) and not match[2].strip():
            yield Span(opened.start(), match.end())
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(text))


def _triples(text: str) -> Iterator[Span]:
    for opening, closing in _TRIPLES:
        start = text.find(opening)
        while start >= 0:
            end = text.find(closing, start + len(opening))
            end = len(text) if end < 0 else end + len(closing)
            yield Span(start, end)
            start = text.find(opening, end)


def _enclosed(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, name and inside of each pair of marks of one name, outermost first, without overlap."""
    closings: dict[str, list[re.Match[str]]] = {}
    for match in closing.finditer(text):
        closings.setdefault(match[1], []).append(match)
    after = 0
    for match in opening.finditer(text) if closings else ():
        ends = closings.get(match[1])
        if ends is None or match.start() < after:
            continue
        place = bisect_left(ends, match.end(), key=lambda end: end.start())
        if place < len(ends):
            after = ends[place].end()
            yield match.start(), after, match[1], text[match.end() : ends[place].start()]


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
