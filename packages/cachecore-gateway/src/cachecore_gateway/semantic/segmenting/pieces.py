"""A user turn as a row of pieces: material by form or label, marked as the question, or open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from .cues import asks, commands_payload, label_of, names_question
from .lines import material_by_form
from .spans import Span, delimited_spans

__all__ = ["SENTINEL", "Kind", "Piece", "pieces_of"]

SENTINEL = "\x00"
"""Marks the place of a cut-out span; a text that holds it is not taken apart."""

_CUT = re.compile(f"{SENTINEL}(\\d+){SENTINEL}")


END_CHARS = 8000
"""Characters at either end of a long text in which the question is looked for."""

_FENCE = re.compile(r"^[ \t]{0,8}(?:```|~~~)", re.MULTILINE)
_ALSO_TEXTS = frozenset({"query", "question", "q", "request"})


class Kind(Enum):
    """What is known of a piece before prose is weighed."""

    MATERIAL = "material"
    ASKED = "asked"
    """Announced as the question by a label or tag."""
    OPEN = "open"
    BREAK = "break"
    """Blank line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One line, or several that belong together. `cut` holds the spans that stood inside the line, in order."""

    kind: Kind
    text: str
    cut: tuple[str, ...] = ()


def pieces_of(text: str) -> list[Piece]:
    """Pieces of `text` (line ends already `\\n`) in order.

    Of a long text only both ends are looked at: nothing inside is ever the question.
    """
    if len(text) <= 2 * END_CHARS:
        return _pieces_of_part(text)
    head_end = text.rfind("\n", 0, END_CHARS) + 1
    tail_start = _tail_start(text)
    middle = Piece(Kind.MATERIAL, text[head_end:tail_start].rstrip("\n"))
    return [*_pieces_of_part(text[:head_end].rstrip("\n")), middle, *_pieces_of_part(text[tail_start:])]


def _tail_start(text: str) -> int:
    """Where the last lines begin, outside of any fence."""
    start = text.find("\n", len(text) - END_CHARS) + 1 or len(text)
    if len(_FENCE.findall(text, 0, start)) % 2:
        closing = _FENCE.search(text, start)
        return len(text) if closing is None else closing.end()
    return start


def _pieces_of_part(text: str) -> list[Piece]:
    spans = delimited_spans(text)
    lines = _with_sentinels(text, spans).split("\n")
    formed = material_by_form(lines)
    pieces = [_line_piece(text, spans, line, form) for line, form in zip(lines, formed, strict=True)]
    several = sum(piece.kind is not Kind.BREAK for piece in pieces) > 1
    return list(_labelled(pieces, any(commands_payload(piece.text) for piece in pieces))) if several else pieces


def _with_sentinels(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    position = 0
    for index, span in enumerate(spans):
        parts += [text[position : span.start], f"{SENTINEL}{index}{SENTINEL}"]
        position = span.end
    return "".join([*parts, text[position:]])


def _line_piece(text: str, spans: list[Span], line: str, formed: bool) -> Piece:
    if not line.strip():
        return Piece(Kind.BREAK, "")
    inside = [spans[int(index)] for index in _CUT.findall(line)]
    if not inside:
        return Piece(Kind.MATERIAL if formed else Kind.OPEN, line)
    around = _CUT.sub("", line).strip()
    if len(inside) == 1 and not around and inside[0].asks:
        return Piece(Kind.ASKED, inside[0].asks)
    whole = _CUT.sub(lambda match: _original(text, spans[int(match[1])]), line)
    if not around or (around.endswith(":") and label_of(around)) or formed:
        return Piece(Kind.MATERIAL, whole)
    return Piece(Kind.OPEN, _CUT.sub(SENTINEL, line), tuple(_original(text, span) for span in inside))


def _original(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _labelled(pieces: list[Piece], task: bool) -> Iterator[Piece]:
    """Labels decide about their line and about what follows up to a blank line, another label or a question.

    Where a `task` is to be carried out on a text, `Query: …` is that text and not the question.
    """
    carried: Kind | None = None
    for piece in pieces:
        label = label_of(piece.text) if piece.kind is Kind.OPEN else None
        if piece.kind is not Kind.OPEN:
            carried = carried if piece.kind is Kind.BREAK and carried is Kind.ASKED else None
            yield piece
        elif label is None:
            keep = carried is None or (carried is Kind.MATERIAL and asks(piece.text))
            yield piece if keep else replace(piece, kind=carried or piece.kind)
            carried = None if carried is Kind.ASKED else carried
        elif names_question(label[0]) and not (task and label[0] in _ALSO_TEXTS):
            carried = None if label[1].strip() else Kind.ASKED
            if label[1].strip():
                yield replace(piece, kind=Kind.ASKED, text=label[1])
        elif _introduces_task(piece.text, label[0]):
            carried = None
            yield piece
        else:
            carried = Kind.MATERIAL
            yield replace(piece, kind=Kind.MATERIAL)


def _introduces_task(line: str, label: str) -> bool:
    """`Translate to French: …` and `Answer from the memo: who …?` are tasks, not labels."""
    return asks(label) or (asks(line.rstrip()) and line.rstrip().endswith("?") and len(label.split()) > 2)
