"""What a question asks for: a person, a time, a place, a reason, a way, an amount, yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["asked_for"]

_PLAIN: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "reason": "why warum wieso weshalb pourquoi perché waarom",
        "time": "when wann quand cuándo quando wanneer",
        "place": "where wo woher wohin où dónde adónde dove onde waar",
        "person": "who whom whose wer wen wem wessen quién quiénes chi quem wie?",
    }.items()
    for word in words.split()
}
_HOW = frozenset(["how", "wie", "comment", "cómo", "come", "como", "hoe"])
_WHAT = frozenset(
    [
        "what",
        "which",
        "was",
        "welche",
        "welcher",
        "welches",
        "welchen",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "qué",
        "cuál",
        "cuáles",
        "quale",
        "quali",
        "qual",
        "wat",
        "welke",
    ]
)
_OF_HOW: Mapping[str, str] = {
    "much": "amount",
    "many": "count",
    "long": "length",
    "often": "frequency",
    "far": "distance",
    "old": "age",
    "soon": "time",
    "late": "time",
    "early": "time",
    "big": "size",
    "large": "size",
    "tall": "height",
    "high": "height",
    "deep": "depth",
    "fast": "speed",
    "quickly": "speed",
    "hot": "temperature",
    "come": "reason",
    "lange": "length",
    "viel": "amount",
    "viele": "count",
    "oft": "frequency",
    "weit": "distance",
    "alt": "age",
}
_OF_WHAT: Mapping[str, str] = {
    "time": "time",
    "day": "time",
    "date": "time",
    "year": "time",
    "hour": "time",
    "month": "time",
    "place": "place",
    "city": "place",
    "country": "place",
    "reason": "reason",
    "person": "person",
    "many": "count",
}


def asked_for(words: Sequence[str]) -> str:
    """Kind of the first question word, empty when there is none: `way` for a bare how, `thing` for a bare what."""
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word in _PLAIN and not (word == "who" and index > 2):
            return _PLAIN[word]
        if word in ("combien", "cuánto", "cuánta", "quanto", "quanta", "hoeveel"):
            return "amount"
        if word in ("cuántos", "cuántas", "quanti", "quantos"):
            return "count"
        if word in _HOW and not (word in ("come", "como", "wie") and index > 2):
            return _OF_HOW.get(following, "way")
        if word in _WHAT and not (word == "was" and index):
            return _OF_WHAT.get(following, "thing")
    return ""
