"""What a question asks for: a person, a time, a place, a reason, a way, an amount, yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..reading.units import UNITS

__all__ = ["NAMED", "asked_for"]

NAMED = "named"
"""Leads a kind that a noun says: `what is the best time` asks for a thing, and for a `named time`."""

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

_NAMED: Mapping[str, str] = {
    **dict.fromkeys(("time", "date", "day", "moment", "deadline", "hour", "hours"), "time"),
    **dict.fromkeys(("place", "location", "spot"), "place"),
    **dict.fromkeys(("reason", "cause"), "reason"),
    **dict.fromkeys(("duration", "length"), "length"),
    "frequency": "frequency",
    "distance": "distance",
    "size": "size",
    "height": "height",
}
"""What is asked where `what is the …` names it."""
_INTO = frozenset({"in", "into", "at", "on", "to", "from", "under"})
"""Before `which`, these ask where."""
_COPULAS = frozenset({"is", "are", "was", "were", "be"})
_BETWEEN = frozenset(
    [
        "the",
        "a",
        "your",
        "their",
        "open",
        "close",
        "best",
        "right",
        "ideal",
        "exact",
        "earliest",
        "latest",
        "good",
        "main",
        "optimal",
    ]
)
_LEADS_ON = frozenset({"to", "for", "of", "that", "why", "when", "where", "on", "by", ""})
"""What follows the noun where it is not part of another one: the time zone, the day rate."""
_MEASURED = frozenset(
    [
        "rate",
        "wage",
        "tax",
        "vat",
        "fee",
        "price",
        "cost",
        "charge",
        "point",
        "area",
        "sum",
        "total",
        "deviation",
        "temperature",
        "percentage",
        "salary",
        "rent",
        "limit",
        "interest",
        "volume",
        "average",
        "mean",
        "median",
        "fine",
        "deposit",
        "minimum",
        "maximum",
        "number",
        "population",
        "premium",
        "penalty",
        "allowance",
        "commission",
        "discount",
        "toll",
        "fare",
        "budget",
        "bill",
        "pension",
        "score",
        "speed",
        "risk",
        "chance",
        "dose",
    ]
)
"""What has an amount, so that `what is` asks for it as `how high is` does."""
_MEASURES = frozenset({"much", "big", "large", "high"})

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
    if word in _HOW and following in _MEASURES and _is_measured(words[index + 2 : index + 10]):
        return "thing"
    if word in _HOW and (following in _OF_HOW or index <= _EARLY or word not in _ALSO_LIKE):
        kind = _OF_HOW.get(following, "way")
        return "length" if kind in ("amount", "count") and _is_time(words[index + 2 : index + 3]) else kind
    if word in _WHAT and not (word == "was" and index):
        if index and words[index - 1] in _INTO and following not in _OF_WHAT:
            return f"{NAMED} place"
        if following in ("make", "makes"):
            return "reason"
        if following == "age":
            return "age"
        return _OF_WHAT.get(following) or _named(words[index + 1 : index + 7])
    return ""


def _named(words: Sequence[str]) -> str:
    """What a `what` before these words asks for: `is the best time to …`."""
    if not words or words[0] not in _COPULAS:
        return "thing"
    place = next((at for at, word in enumerate(words[1:], 1) if word not in _BETWEEN), 0)
    following = words[place + 1] if place + 1 < len(words) else ""
    named = _NAMED.get(words[place], "") if place and following in _LEADS_ON else ""
    return f"{NAMED} {named}" if named else "thing"


def _is_measured(words: Sequence[str]) -> bool:
    """Is asked how much something is that has an amount anyway: `is the fee for …`, `is 25 % of 360`?"""
    if not words or words[0] not in _COPULAS or len(words) < 2:
        return False
    return words[1][:1].isdigit() or not _MEASURED.isdisjoint(words[1:5])


def _is_time(words: Sequence[str]) -> bool:
    """`how many minutes` and `how much time` ask how long."""
    return any(word == "time" or UNITS.get(word.removesuffix("s"), ("",))[0] == "time" for word in words)
