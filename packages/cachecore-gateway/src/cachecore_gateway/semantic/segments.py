"""The segmenter: what of a user turn must match exactly, and the short question that may be reworded (L2.md §2.2).

Theory: exact matching is always safe, matching by meaning is not. So everything is material unless it is recognisably
the question, and the question is short. A wrong guess costs a hit; it never lets two different documents meet, because
what is not compared by meaning is hashed, in order, with its place before or after the question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ..core.ports import Segments
from .declared_deps import needs_declared_deps
from .reading.courtesy import without_courtesy
from .reading.frames import asked_plainly
from .segmenting.cues import (
    asks,
    commands_payload,
    has_payload_verb,
    is_courtesy,
    label_of,
    names_question,
    speaks_of_oneself,
    split_sentences,
)
from .segmenting.pieces import SENTINEL, Kind, Piece, pieces_of
from .segmenting.selection import LONG_LINE_WORDS, chosen
from .segmenting.spans import PLACEHOLDER, quotations
from .segmenting.tasks import works_on_turn

__all__ = ["QUESTION_TOKENS", "TextSegmenter"]

QUESTION_TOKENS = 60
"""Longest question in wordpieces, special tokens not counted."""

QUESTION_MARK = "question"
"""Stands among the block hashes where the question stood."""

_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?")
_TRAILING_SPACE = re.compile(r"(?<![ \t])[ \t]++$", re.MULTILINE)
_COLON = re.compile(r"(?<=[^\W\d_])[)\]*”\"]*:\s+(?=\S)|(?<=[)\]]):\s+(?=\S)")
_OPTIONS = re.compile(r"^[^,.;:?!\n]{1,30}(?:(?:,| or| and| oder| ou| o|/|;) ?[^,.;:?!\n]{1,30})+(?=[.?!]|$)")
_QUOTATION = re.compile(r"\"[^\"]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»")
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Part:
    """Material to hash, or a stretch of the question."""

    text: str
    asked: bool


_QUOTED_WHOLE = re.compile(r"\s*[\"“](\w[^\"“”]+)[\"”]\s*")
"""A turn that is quoted from its first to its last letter."""
_WRAPPED = re.compile(
    r"(?<=[^\W\d_]|,) *\n *(?=[a-z]+\b)"
    r"(?!(?:what|why|how|when|where|who|which|is|are|do|does|did|can|could|should|will|would)\b)"
)
"""A line that ends, and one that begins, inside a sentence."""
_SIGNS = re.compile(r"[=(){}\[\]<>;|#*`_]|^ *(?:[-•]|\d+[.)]) |:\s*$", re.MULTILINE)
"""Where lines may mean something: code, lists, labels."""
_UNWRAPPED_WORDS = 40
"""Words of a turn up to which lines are joined; longer ones hold paragraphs."""


class TextSegmenter:
    """Implements :class:`~cachecore_gateway.core.ports.Segmenter`. Pure; safe from any thread."""

    def __init__(self, count_tokens: Callable[[str], int], limit: int = QUESTION_TOKENS) -> None:
        """`count_tokens` counts as the embedding model does; `limit` is the longest question by that count."""
        self._count_tokens = lru_cache(maxsize=64)(count_tokens)
        self._limit = limit

    def split(self, text: str, instructions: str = "", earlier: Sequence[str] = ()) -> Segments:
        """Blocks and question of `text`; the question is `None` with a reason where it cannot be told."""
        text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
        if works_on_turn(instructions, earlier):
            return Segments((_hash(text),), None, "the instructions or earlier turns work on the whole turn")
        if SENTINEL in text:
            return Segments((_hash(text),), None, "control characters")
        if (quoted := _QUOTED_WHOLE.fullmatch(text)) is not None:
            text = quoted[1]
        if _SIGNS.search(text) is None and len(text.split()) <= _UNWRAPPED_WORDS:
            text = _WRAPPED.sub(" ", text)
        pieces = pieces_of(text)
        parts = self._parts(pieces, chosen(pieces, self._fits))
        question = " ".join(part.text for part in parts if part.asked)
        question = _SPACE.sub(" ", question).strip()
        judged, reason = self._judged(question, text)
        return Segments(_blocks(parts), judged, reason, needs_declared_deps(judged) if judged else "")

    def _judged(self, question: str, text: str) -> tuple[str | None, str]:
        if not _WORDS.search(text):
            return None, "no words"
        if not _WORDS.search(question.replace(PLACEHOLDER, "")):
            return None, "no short question beside the material"
        if not self._fits(question):
            return None, "the question is too long to be compared by meaning"
        return asked_plainly(without_courtesy(question)), ""

    def _fits(self, text: str) -> bool:
        # A wordpiece is at least one character and tokenizing a book only to learn that it is long would cost
        # more than the look-up; 20 characters a token is beyond any natural text.
        return len(text) <= self._limit * 20 and self._count_tokens(text) <= self._limit

    def _parts(self, pieces: Sequence[Piece], question: set[int]) -> list[_Part]:
        material = any(index not in question and _is_text(piece) for index, piece in enumerate(pieces))
        parts: list[_Part] = []
        for index, piece in enumerate(pieces):
            if index in question:
                parts += self._question_parts(piece, material)
            elif piece.kind is Kind.BREAK:
                parts.append(_Part("", False))
            elif not is_courtesy(piece.text):
                parts += _material_parts(piece)
        if not question:
            parts = self._peeled(parts)
        return parts

    def _question_parts(self, piece: Piece, material: bool) -> list[_Part]:
        text = _without_question_label(piece.text)
        if piece.cut:
            filled = text.replace(SENTINEL, f" {PLACEHOLDER} ")
            return [_Part(filled, True), *(_Part(cut, False) for cut in piece.cut)]
        head, payload = _payload_after_colon(text, material)
        if payload:
            return [*_quotations_cut(head), _Part(payload, False)]
        if not material:
            return _sentences_apart(text)
        return _quotations_cut(text)

    def _peeled(self, parts: Sequence[_Part]) -> list[_Part]:
        """With no line to be the question: asking sentences at the end, else the start, of a long paragraph."""
        lines = [index for index, part in enumerate(parts) if part.text.strip()]
        for at_end, index in ((True, lines[-1]), (False, lines[0])) if lines else ():
            rest, asked = _peel(parts[index].text, at_end)
            if rest and asked and len(parts[index].text.split()) > LONG_LINE_WORDS / 2 and self._fits(asked):
                split = [_Part(rest, False), _Part(asked, True)]
                return [*parts[:index], *(split if at_end else reversed(split)), *parts[index + 1 :]]
        return list(parts)


def _is_text(piece: Piece) -> bool:
    return piece.kind is not Kind.BREAK and not is_courtesy(piece.text)


def _material_parts(piece: Piece) -> list[_Part]:
    return [_Part(piece.text.replace(SENTINEL, PLACEHOLDER), False), *(_Part(cut, False) for cut in piece.cut)]


def _without_question_label(text: str) -> str:
    label = label_of(text)
    return label[1] if label and names_question(label[0]) and label[1].strip() else text


def _payload_after_colon(text: str, material: bool) -> tuple[str, str]:
    """`Translate to French: good morning` → task and payload; no payload where the colon only leads to the question."""
    colon = _COLON.search(text)
    if colon is None:
        return text, ""
    head, tail = text[: colon.start()], text[colon.end() :]
    if has_payload_verb(head):
        inline = (material and _OPTIONS.match(tail)) or any(map(_is_quotation, (tail, without_courtesy(tail))))
        return (text, "") if inline else (text[: colon.end()].rstrip(), tail)
    return text, ""


def _is_quotation(tail: str) -> bool:
    return _QUOTATION.fullmatch(tail.strip()) is not None


def _sentences_apart(text: str) -> list[_Part]:
    """In a turn of one paragraph: what stands beside a task, or under a label before a question, is material."""
    sentences = split_sentences(text)
    task = any(commands_payload(sentence) for sentence in sentences)
    label = label_of(text)
    if len(sentences) < 2 or not (task or (label and len(label[0].split()) < 3 and asks(sentences[-1]))):
        return _quotations_cut(text)
    parts: list[_Part] = []
    for sentence in sentences:
        if asks(sentence) or speaks_of_oneself(sentence):
            parts += _quotations_cut(sentence)
        else:
            parts.append(_Part(sentence, False))
    return parts


def _quotations_cut(text: str) -> list[_Part]:
    spans = quotations(text)
    shown, position = "", 0
    for span in spans:
        shown += text[position : span.start] + PLACEHOLDER
        position = span.end
    cut = [_Part(_in_plain_quotes(text[span.start : span.end]), False) for span in spans]
    return [_Part(shown + text[position:], True), *cut]


def _in_plain_quotes(text: str) -> str:
    return text if text[0] == "`" else f'"{text[1:-1]}"'


def _peel(text: str, at_end: bool) -> tuple[str, str]:
    """Rest and the asking sentences at one end; only sentences with a question mark are taken."""
    sentences = split_sentences(text)
    asked: list[str] = []
    while len(sentences) > 1 and sentences[-1 if at_end else 0].rstrip(' "”»)').endswith(("?", "？")):
        asked.append(sentences.pop(-1 if at_end else 0))
    return " ".join(sentences), " ".join(reversed(asked) if at_end else asked)


def _blocks(parts: Sequence[_Part]) -> tuple[str, ...]:
    """Hashes of the material, neighbours joined, with the place of the question among them."""
    if not any(not part.asked and part.text.strip() for part in parts):
        return ()
    blocks: list[str] = []
    pending: list[str] = []
    for part in parts:
        if not part.asked:
            pending.append(part.text)
            continue
        blocks += _hashed(pending)
        pending = []
        if not blocks or blocks[-1] != QUESTION_MARK:
            blocks.append(QUESTION_MARK)
    return (*blocks, *_hashed(pending))


def _hashed(lines: Sequence[str]) -> list[str]:
    text = _TRAILING_SPACE.sub("", "\n".join(lines)).strip("\n")
    return [_hash(text)] if text.strip() else []


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
