"""What a question asks for: a person, a time, a place, a reason, a way, an amount, yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .units import UNITS

__all__ = ["asked_for"]

_PLAIN: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "reason": "why warum wieso weshalb pourquoi perché waarom",
        "time": "when wann quand cuándo quando wanneer",
        "place": "where wo woher wohin où dónde adónde dove onde waar",
        "person": "who whom whose wer wen wem wessen quién quiénes chi quem",
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

_AMOUNT: Mapping[str, str] = {
    **dict.fromkeys(("combien", "cuánto", "cuánta", "quanto", "quanta", "hoeveel"), "amount"),
    **dict.fromkeys(("cuántos", "cuántas", "quanti", "quantos", "quante", "quantas"), "count"),
}
_WITHOUT_ACCENT: Mapping[str, str] = {
    "donde": "dónde",
    "cuanto": "cuánto",
    "cuantos": "cuántos",
    "cuando": "cuándo",
    "cual": "cuál",
    "como": "cómo",
}
_ALSO_LIKE = frozenset({"come", "como", "wie", "comment"})
"""In the middle of a sentence these compare: wie immer, como siempre."""
_EARLY = 2


def asked_for(words: Sequence[str]) -> tuple[str, ...]:
    """Kinds of what is asked, in order: `way` for a bare how, `thing` for a bare what."""
    return tuple(kind for index in range(len(words)) if (kind := _kind_at(words, index)))


def _kind_at(words: Sequence[str], index: int) -> str:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if index == 0:
        word = _WITHOUT_ACCENT.get(word, word)
    if word in _PLAIN:
        return _PLAIN[word]
    if word in _AMOUNT:
        return _AMOUNT[word]
    if word in _HOW and (following in _OF_HOW or index <= _EARLY or word not in _ALSO_LIKE):
        kind = _OF_HOW.get(following, "way")
        return "length" if kind in ("amount", "count") and _is_time(words[index + 2 : index + 3]) else kind
    if word in _WHAT and not (word == "was" and index):
        return _OF_WHAT.get(following, "thing")
    return ""


def _is_time(words: Sequence[str]) -> bool:
    """`how many minutes` and `how much time` ask how long."""
    return any(word == "time" or UNITS.get(word.removesuffix("s"), ("",))[0] == "time" for word in words)
