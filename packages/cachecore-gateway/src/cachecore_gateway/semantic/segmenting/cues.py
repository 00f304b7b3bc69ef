"""Tells of a line or sentence whether it asks, sets a task, carries a label, greets or speaks of the asker."""

from __future__ import annotations

import re

from .vocabulary import (
    AMBIGUOUS_VERBS,
    ASKING_WORDS,
    COURTESY,
    FIRST_PERSON,
    LABEL,
    PAYLOAD_VERBS,
    POINTERS,
    QUESTION_LABELS,
    TASK_VERBS,
)

__all__ = [
    "asks",
    "commands_payload",
    "has_payload_verb",
    "is_courtesy",
    "label_of",
    "names_question",
    "points_at_text",
    "speaks_of_oneself",
    "split_sentences",
]

_WORD = re.compile(r"[^\W_]+(?:['’.;-][^\W_]+)*")
_QUESTION_MARK = re.compile(r"[^\W_][\"'”»)*_ ]*[?？؟](?=\W*(?:\s|$))")
_SENTENCE_END = re.compile(r"(?<=[.!?。？！…])[\"”»)]*\s+(?=[\"“„«(¿¡]*[^\W_])")


def asks(line: str) -> bool:
    """Does this line put a question or set a task: it holds a question mark or opens with a word that does so?"""
    if _QUESTION_MARK.search(line):
        return True
    words = [word.lower() for word in _WORD.findall(line[:120])[:3]]
    return bool(words) and (
        words[0] in ASKING_WORDS
        or any(word in TASK_VERBS or word in PAYLOAD_VERBS for word in words[: 2 if words[0] != "please" else 3])
    )


def has_payload_verb(head: str) -> bool:
    """Does `head` announce that a text follows which is to be worked on: “Translate to French”, “the text below”?"""
    words = {word.lower() for word in _WORD.findall(head)}
    return commands_payload(head) or not words.isdisjoint(PAYLOAD_VERBS - AMBIGUOUS_VERBS) or points_at_text(head)


def commands_payload(sentence: str) -> bool:
    """Does the sentence open with a verb that is carried out on a text?"""
    words = [word.lower() for word in _WORD.findall(sentence[:80])[:4]]
    polite = words[:1] in (["please"], ["can"], ["could"], ["bitte"])
    return not set(words[: 4 if polite else 1]).isdisjoint(PAYLOAD_VERBS)


def points_at_text(sentence: str) -> bool:
    """Does the sentence speak of a text that stands elsewhere in the turn: “the email below”?"""
    return POINTERS.search(sentence) is not None


def label_of(line: str) -> tuple[str, str] | None:
    """Label and rest of a line like `Context: …`; `None` for a line without one. At most four words make a label."""
    match = LABEL.match(line)
    if match is None or len(match[1].split()) > 4:
        return None
    return match[1].strip().lower(), line[match.end() :]


def names_question(label: str) -> bool:
    """Is it the question that this label announces?"""
    return re.sub(r"\s*\d+$", "", label) in QUESTION_LABELS


def is_courtesy(line: str) -> bool:
    """A line that only greets or thanks."""
    return COURTESY.match(line.strip()) is not None


def speaks_of_oneself(line: str) -> bool:
    """The asker's own story is part of the question; other statements are material."""
    return FIRST_PERSON.search(line) is not None


def split_sentences(paragraph: str) -> list[str]:
    """Sentences in order; joined with one space they are the paragraph again but for white space."""
    return _SENTENCE_END.split(paragraph)
