"""Which of the open lines are the question. What is not chosen is material, so a doubtful choice can only lose a hit.

The question stands at an edge of the turn: before the material, after it, or on both sides. Inside, nothing is a
question. With no material about, a short turn is a question as a whole, but for statements that are not the asker's own
story and for what a task is to be carried out on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .cues import asks, commands_payload, is_courtesy, speaks_of_oneself
from .pieces import Kind, Piece

__all__ = ["LONG_LINE_WORDS", "chosen"]

LONG_LINE_WORDS = 40
"""A line of more words is a paragraph of a document, not a question."""


def chosen(pieces: Sequence[Piece], fits: Callable[[str], bool]) -> set[int]:
    """Indices of the pieces that are the question; empty when none can be told.

    Args:
        pieces: the turn, in order.
        fits: is this text short enough to be a question?
    """
    asked = {index for index, piece in enumerate(pieces) if piece.kind is Kind.ASKED}
    if asked:
        return asked
    lines = [index for index, piece in enumerate(pieces) if piece.kind is Kind.OPEN]
    total = "\n".join(pieces[index].text for index in lines)
    if all(piece.kind is not Kind.MATERIAL for piece in pieces) and fits(total):
        return _of_short_turn(pieces, lines)
    return _at_edges(pieces, fits) or _alone(pieces)


def _of_short_turn(pieces: Sequence[Piece], lines: Sequence[int]) -> set[int]:
    if len(lines) == 1:
        return set(lines)
    tasks = {index for index in lines if commands_payload(pieces[index].text)}
    if tasks:
        return tasks | {index for index in lines if pieces[index].text.rstrip().endswith(("?", "？"))}
    asking = {index for index in lines if asks(pieces[index].text)}
    if not asking:
        return set(lines)
    return asking | {index for index in lines if speaks_of_oneself(pieces[index].text)}


def _at_edges(pieces: Sequence[Piece], fits: Callable[[str], bool]) -> set[int]:
    order = range(len(pieces))
    return _edge(pieces, order, fits) | _edge(pieces, list(reversed(order)), fits)


def _edge(pieces: Sequence[Piece], order: Sequence[int], fits: Callable[[str], bool]) -> set[int]:
    """Lines from this edge to the innermost one that asks; the whole paragraph when a blank line sets it off."""
    run, end = _outer_paragraph(pieces, order)
    asking = [place for place, index in enumerate(run) if asks(pieces[index].text)]
    if not asking:
        return set()
    if end is not Kind.BREAK or not fits("\n".join(pieces[index].text for index in run)):
        run = run[: asking[-1] + 1]
    return set(run)


def _outer_paragraph(pieces: Sequence[Piece], order: Sequence[int]) -> tuple[list[int], Kind]:
    """Short open lines from this edge inwards, and what ends them; a long line counts as open."""
    run: list[int] = []
    for index in order:
        piece = pieces[index]
        if piece.kind is Kind.MATERIAL or (piece.kind is Kind.BREAK and run):
            return run, piece.kind
        if len(piece.text.split()) > LONG_LINE_WORDS:
            break
        if piece.kind is Kind.OPEN and not is_courtesy(piece.text):
            run.append(index)
    return run, Kind.OPEN


def _alone(pieces: Sequence[Piece]) -> set[int]:
    """A single short line set off from the material at one edge, such as `deadline for claims`."""
    order = range(len(pieces))
    runs = [_outer_paragraph(pieces, order), _outer_paragraph(pieces, list(reversed(order)))]
    lone = [run for run, end in runs if end is not Kind.OPEN and run]
    return set(lone[0]) if len(lone) == 1 and len(lone[0]) == 1 else set()
