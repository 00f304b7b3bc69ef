"""What a text counts, measures and dates, in a form in which equal quantities are equal.

`90 minutes` = `1.5 hours`, `2pm` = `14:00`, `1,000` = `1k` = `one thousand`, `3 May` = `May 3rd`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .calendar_words import DAY_PARTS, MONTHS, WEEKDAYS, ZONES
from .number_words import ORDINALS, WEAK, number_word, roman, written_number
from .tokens import Form, Token
from .units import CURRENCIES, UNITS, WEAK_UNITS

__all__ = ["Quantity", "Stretch", "stretches_of"]

_ARTICLES = frozenset(
    [
        "a",
        "an",
        "one",
        "per",
        "each",
        "every",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "un",
        "une",
        "una",
        "uno",
        "um",
        "uma",
        "een",
    ]
)
_SUFFIXES = frozenset(["st", "nd", "rd", "th", "er", "ème", "e", "º", "ª"])
_SCALE = {
    "k": 1e3,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "hundred": 1e2,
    "grand": 1e3,
    "dozen": 12.0,
}
_MONTH_COMPANY = frozenset(
    [
        "in",
        "of",
        "by",
        "until",
        "till",
        "since",
        "from",
        "to",
        "before",
        "after",
        "this",
        "next",
        "last",
        "every",
        "late",
        "early",
        "mid",
        "through",
        "during",
        "beginning",
        "end",
        "im",
        "en",
        "de",
        "del",
        "di",
        "do",
        "between",
    ]
)
_ALSO_WORDS = frozenset(
    {"may", "march", "mar", "mai", "mon", "est", "ist", "art", "sept", "dec", "jan", "mart", "bst", "wed"}
)
_IDIOMS = frozenset({"day", "minute", "second", "time"})
"""One of these may count nothing: one day I shall."""
_RHYTHMS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
"""Words that say `a day`, `a week`."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in the base unit of `kind`; `raw` is the number as written, before units."""

    kind: str
    value: float
    raw: float
    weak: bool = False
    """It may count nothing (`this one`, `a day`): it can match, but its absence elsewhere says nothing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The tokens from `start` up to `end` and the quantities that they say."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]

    def canonical(self, tokens: Sequence[Token]) -> str:
        """One word that is equal for equal quantities however they are written; empty where that is not sure."""
        if len(self.quantities) != 1 or self.quantities[0].weak:
            return ""
        (one,) = self.quantities
        said = tokens[self.start : self.end]
        order = "th" if any(token.low in _SUFFIXES or token.low in ORDINALS for token in said) else ""
        if one.kind == "clock":  # half past six is morning or evening, unless it says
            sure = one.raw >= 13 or one.raw < 1 or len(said) > 1 or said[0].form is Form.WORD
            return f"clock {one.value:g} {'' if sure else '?'}"
        return f"{one.kind} {one.value:.9g} {order}"


def stretches_of(tokens: Sequence[Token], language: str) -> tuple[Stretch, ...]:
    """Where quantities stand, in the order of the text."""
    return tuple(_Reader(tokens, language).read())


class _Reader:
    def __init__(self, tokens: Sequence[Token], language: str) -> None:
        self._tokens = tokens
        self._low = [token.low for token in tokens]
        self._language = language
        self._position = 0

    def read(self) -> Iterator[Stretch]:
        while self._position < len(self._tokens):
            start = self._position
            found = tuple(self._from(self._tokens[start]))
            self._position = max(self._position, start + 1)
            if found:
                signed = found[0].kind.startswith("money:") and start > 0 and self._low[start - 1] in CURRENCIES
                sign = signed and not self._low[start - 1].isalpha()
                yield Stretch(start - sign, self._position, found)

    def _from(self, token: Token) -> Iterator[Quantity]:
        if token.form is Form.DATE:
            yield from _date(token.low)
        elif token.form is Form.CLOCK:
            yield self._clock(token.low)
        elif token.form is Form.NUMBER:
            value = _decimal(token.low)
            self._position += 1
            yield self._measured(value, weak=False)
        elif token.form is Form.WORD:
            yield from self._from_word(token)

    def _from_word(self, token: Token) -> Iterator[Quantity]:
        spoken = self._spoken_clock()
        if spoken is not None:
            yield spoken
            return
        day = self._calendar(token)
        if day is not None:
            yield day
            return
        if token.low in _ARTICLES or token.low in ("half", "quarter"):
            quantity = self._single_unit(token.low)
            if quantity is not None:
                yield quantity
                return
        if token.low in _RHYTHMS:
            yield Quantity("time", UNITS[_RHYTHMS[token.low]][1], 1.0, weak=True)
            return
        value, used = written_number(self._low[self._position : self._position + 8], self._language)
        if used:
            weak = used == 1 and token.low in WEAK
            self._position += used
            yield self._measured(value, weak)
        elif token.shouted and (numeral := roman(token.low)) is not None:
            yield Quantity("number", numeral, numeral, weak=True)

    def _measured(self, value: float, weak: bool) -> Quantity:
        """A number just read: what follows (or a sign before it) says what it measures."""
        value = (value + self._half_more(1.0)) * self._scale()
        if self._at(0) in _SUFFIXES:
            self._position += 1
        before = self._low[self._position - 2] if self._position > 1 else ""
        if before in CURRENCIES and not before.isalpha():
            return Quantity(f"money:{CURRENCIES[before]}", value, value)
        following = self._at(0)
        currency = None if following in UNITS else _currency(following)
        if currency:
            self._position += 1
            return Quantity(f"money:{currency}", value, value)
        if following in ("pound", "pounds"):
            self._position += 1
            return Quantity("pound", value, value)
        return (
            self._timed(value)
            or self._with_unit(value, following)
            or Quantity("number", value, value, weak or value == 1)
        )

    def _scale(self) -> float:
        scale = _SCALE.get(self._at(0))
        if scale is None:
            return 1.0
        self._position += 1
        return scale

    def _timed(self, value: float) -> Quantity | None:
        """`6 am`, `6 uhr`, `six in the morning`; only whole hours of the day."""
        if not (0 <= value <= 24 and value == int(value)):
            return None
        part = self._day_part()
        if part is None and self._at(0) not in ("o'clock", "uhr"):
            return None
        return Quantity("clock", _minutes(int(value), 0, part), value)

    def _clock(self, low: str) -> Quantity:
        self._position += 1
        hour, minute = (int(part) for part in low.replace(".", ":").replace("h", ":").split(":")[:2])
        return Quantity("clock", _minutes(hour, minute, self._day_part()), hour + minute / 100)

    def _day_part(self) -> str | None:
        """`am`, `pm` or a part of the day right behind a time."""
        for skip, words in (
            (0, ()),
            (1, ("at", "am")),
            (2, ("in", "the")),
            (2, ("de", "la")),
            (2, ("du",)),
            (1, ("du",)),
        ):
            if list(words) == self._low[self._position : self._position + len(words)]:
                part = DAY_PARTS.get(self._at(max(skip, len(words))))
                if part:
                    self._position += len(words) + 1
                    return part
        return None

    def _spoken_clock(self) -> Quantity | None:
        """`half past six`, `quarter to six`, `twenty to eight`, `noon`."""
        low = self._low[self._position : self._position + 4]
        if low[0] in (
            "noon",
            "midday",
            "midnight",
            "mittag",
            "mitternacht",
            "midi",
            "minuit",
            "mediodía",
            "medianoche",
        ):
            late = low[0] in ("midnight", "mitternacht", "minuit", "medianoche")
            return Quantity("clock", 0.0 if late else 720.0, 0.0 if late else 12.0)
        if len(low) < 3 or low[1] not in ("past", "to"):
            return None
        minutes = {"half": 30.0, "quarter": 15.0}.get(low[0]) or number_word(low[0], "en")
        hour = number_word(low[2], "en")
        if hour is None and low[2].isdigit():
            hour = float(low[2])
        if minutes is None or hour is None or not (minutes <= 30 and 1 <= hour <= 12) or minutes == hour == 1:
            return None
        if low[1] == "to" and minutes not in (15.0, 5.0, 10.0, 20.0, 25.0):
            return None
        if low[1] == "to" and low[0] != "quarter" and minutes < hour and self._at(3) not in DAY_PARTS:
            return None  # `five to ten` is a range
        self._position += 3
        part = self._day_part()
        total = _minutes(int(hour), 0, part) + (minutes if low[1] == "past" else -minutes)
        return Quantity("clock", total % 1440, hour + minutes / 100)

    def _single_unit(self, low: str) -> Quantity | None:
        """`a week`, `half an hour`, `half a day`."""
        skip = 1
        factor = 1.0
        if low == "half":
            factor = 0.5
            skip = 2 if self._at(1) in ("a", "an") else 1
        if low == "quarter":
            factor = 0.25
            skip = 3 if self._at(1) == "of" and self._at(2) in ("a", "an") else 1
        name = _singular(self._at(skip))
        if name == "dozen" and low == "half":
            self._position += skip + 1
            return Quantity("number", 6.0, 6.0)
        unit = UNITS.get(name)
        if unit is None or name in WEAK_UNITS or (low in ("half", "quarter") and unit[0] != "time"):
            return None
        self._position += skip + 1
        if self._low[self._position : self._position + 3] == ["and", "a", "half"]:
            self._position += 3
            factor += 0.5
        counted = low == "one" and name not in _IDIOMS
        return Quantity(unit[0], unit[1] * factor, factor, weak=factor == 1.0 and not counted)

    def _with_unit(self, value: float, following: str) -> Quantity | None:
        position = 1
        if following == "°" or (following in ("degree", "degrees", "grad", "degrés", "grados")):
            scale = self._at(1)
            position = 2 if scale in ("c", "f", "celsius", "fahrenheit") else 1
            following = scale if position == 2 else "degree"
        name = _singular(following)
        unit = UNITS.get(following) or UNITS.get(name)
        if unit is None or (following == "an" and self._language != "fr"):
            return None
        self._position += position
        more = self._half_more(unit[1])  # `an hour and a half`
        if (
            unit[0] == "length"
            and self._at(0) in ("h", "per", "/")
            and name in ("km", "mile", "kilometre", "kilometer", "mi")
        ):
            return Quantity("speed", value * unit[1] / 3600, value)
        return Quantity(unit[0], value * unit[1] + more, value)

    def _half_more(self, factor: float) -> float:
        if self._low[self._position : self._position + 3] == ["and", "a", "half"]:
            self._position += 3
            return factor / 2
        return 0.0

    def _calendar(self, token: Token) -> Quantity | None:
        low = token.low
        if low in _ALSO_WORDS and not self._dated(token):
            return None
        for kind, names in (("weekday", WEEKDAYS), ("month", MONTHS)):
            number = names.get(low) or names.get(low.removesuffix("s"))
            if number:
                return Quantity(kind, float(number), float(number))
        if low in ZONES and token.shouted:
            return Quantity("zone:" + low, 0.0, 0.0)
        return None

    def _dated(self, token: Token) -> bool:
        """Is a word like `may` a month here: a day stands beside it, or it is a name after a preposition?"""
        if token.shouted and token.low in ZONES:
            return True
        before = self._tokens[self._position - 1] if self._position else None
        beside = self._tokens[self._position + 1] if self._position + 1 < len(self._tokens) else None
        if any(near is not None and near.form is Form.NUMBER for near in (before, beside)):
            return True
        return before is not None and (before.low in _MONTH_COMPANY or before.low in _SUFFIXES) and token.low != "est"

    def _at(self, ahead: int) -> str:
        index = self._position + ahead
        return self._low[index] if index < len(self._low) else ""


def _currency(word: str) -> str | None:
    return CURRENCIES.get(word) or CURRENCIES.get(word.removesuffix("s"))


def _singular(word: str) -> str:
    for ending in ("s", "en", "n", "e"):
        if word.endswith(ending) and word.removesuffix(ending) in UNITS:
            return word.removesuffix(ending)
    return {"feet": "foot", "inches": "inch", "centuries": "century"}.get(word, word)


def _decimal(text: str) -> float:
    """`1,000` and `1.000` are a thousand; `1.5` and `1,5` one and a half; `1.234,56` and `1,234.56` are equal."""
    text = text.replace(" ", "").replace("'", "").replace("’", "").replace("\u202f", "").replace("\u00a0", "")
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return float(text)
    last = marks[-1]
    whole, _, fraction = text.rpartition(last)
    grouped = len(fraction) == 3 and (last == "," or marks.count(last) > 1) and whole.lstrip("0") != ""
    digits = whole.replace(",", "").replace(".", "")
    return float(digits + fraction) if grouped else float(f"{digits or 0}.{fraction}")


def _minutes(hour: int, minute: int, part: str | None) -> float:
    if part == "pm" and hour < 12:
        hour += 12
    elif part == "am" and hour == 12:
        hour = 0
    return float(hour % 24 * 60 + minute)


def _date(text: str) -> Iterator[Quantity]:
    if "/" in text:
        yield Quantity("date:" + text, 0.0, 0.0)
        return
    year, month, day = text.split("-") if "-" in text else reversed(text.split("."))
    yield Quantity("number", float(year), float(year))
    yield Quantity("month", float(month), float(month))
    yield Quantity("number", float(day), float(day))
