"""Numbers in words: English in full, the common ones of six other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = ["ORDINALS", "WEAK", "number_word", "roman", "written_number"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES: Mapping[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "hundert": 1e2,
    "tausend": 1e3,
    "cent": 1e2,
    "cien": 1e2,
    "mille": 1e3,
    "mil": 1e3,
}
_OTHERS = {
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
        " sechzehn siebzehn achtzehn neunzehn zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60"
        " siebzig=70 achtzig=80 neunzig=90"
    ),
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
        " dix-sept dix-huit dix-neuf vingt=20 trente=30 quarante=40 cinquante=50 soixante=60"
    ),
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
        " diecisiete dieciocho diecinueve veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70"
        " ochenta=80 noventa=90"
    ),
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici"
        " sedici diciassette diciotto diciannove venti=20 trenta=30 quaranta=40 cinquanta=50"
    ),
    "pt": (
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis"
        " dezessete dezoito dezenove vinte=20 trinta=30 quarenta=40 cinquenta=50"
    ),
    "nl": (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
        " zeventien achttien negentien twintig=20 dertig=30 veertig=40 vijftig=50"
    ),
}
_AMBIGUOUS = frozenset({"un", "um", "een", "uno", "sei", "once"})
"""Articles and verbs that are spelled like a number: not read as one outside their own language, and weak inside."""

WEAK = frozenset(
    {
        "one",
        "first",
        "once",
        "single",
        "second",
        "pair",
        "double",
        "score",
        "half",
        "a",
        "eins",
        "erste",
        "ersten",
        "un",
        "um",
        "een",
        "uno",
    }
)
"""Words that often count nothing: `this one`, `first of all`."""

_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth"
)
_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_COUNTED = "twice=2 thrice=3 double=2 triple=3 pair=2 trio=3 dozen=12 score=20"
_FOREIGN_ORDINALS = (
    "zweite=2 zweiten=2 zweiter=2 dritte=3 dritten=3 deuxième=2 troisième=3 segundo=2 segunda=2 tercero=3 tercera=3"
    " duas=2 secondo=2 terzo=3 tweede=2 derde=3"
)


def _valued(text: str) -> dict[str, float]:
    return {word: float(value) for word, _, value in (pair.partition("=") for pair in text.split())}


ORDINALS: Mapping[str, float] = {
    **{word: float(value) for value, word in enumerate(_ORDINAL_WORDS.split(), 1)},
    **{word: float(10 * value) for value, word in enumerate(_ORDINAL_TENS.split(), 2)},
    **_valued(_COUNTED),
    **_valued(_FOREIGN_ORDINALS),
}

_GERMAN_COMPOUND = re.compile(r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(\w+zig|dreissig)")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")


def _small() -> dict[str, float]:
    values = {word: float(value) for value, word in enumerate(_UNITS.split())}
    return values | {word: float(10 * value) for value, word in enumerate(_TENS.split(), 2)}


_ENGLISH = _small()


def _foreign(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for value, word in enumerate(text.split()):
        name, mark, explicit = word.partition("=")
        found[name.casefold()] = float(explicit) if mark else float(value)
    return found


_FOREIGN = {language: _foreign(text) for language, text in _OTHERS.items()}
_ANY = {word: value for values in _FOREIGN.values() for word, value in values.items() if word not in _AMBIGUOUS}


def number_word(word: str, language: str) -> float | None:
    """Value of a single cardinal or ordinal word, `None` when it is none in this language or English.

    With no `language` given, any of the languages will do.
    """
    value = (_FOREIGN.get(language, {}) if language else _ANY).get(word)
    if value is None and word not in _AMBIGUOUS:
        value = _ENGLISH.get(word, ORDINALS.get(word))
    if value is None and language == "de" and (match := _GERMAN_COMPOUND.fullmatch(word)):
        ones, tens = _FOREIGN["de"].get(match[1], 1.0), _FOREIGN["de"].get(match[2])
        return None if tens is None else tens + ones
    return value


def written_number(words: Sequence[str], language: str) -> tuple[float, int]:
    """Value of the longest number at the start of `words` and how many words it takes; 0 words for no number.

    `twenty five`, `three hundred and ten`, `two and a half`, `ten thousand`, `a hundred`.
    """
    total, current, used, index = 0.0, None, 0, 0
    if words[:1] in (["a"], ["an"]):
        if words[1:2] not in (["hundred"], ["thousand"], ["million"], ["billion"]):
            return 0.0, 0
        current, index = 1.0, 1
    while index < len(words):
        word = words[index]
        value = number_word(word, language)
        if value is not None and (current is None or _continues(current, value)):
            current = (current or 0.0) + value
        elif word in _SCALES and current is not None:
            current *= _SCALES[word]
            if _SCALES[word] > 100:
                total, current = total + current, 0.0
        elif word == "and" and current is not None and words[index + 1 : index + 3] == ["a", "half"]:
            return total + current + 0.5, index + 3
        elif not (word == "and" and used and words[index - 1] in _SCALES):
            break
        index += 1
        used = index if word != "and" else used
    return total + (current or 0.0), used


def roman(word: str) -> float | None:
    """Value of a capital Roman numeral up to 39, but for the single letters; `None` for any other word."""
    if len(word) < 2 or not (match := _ROMAN.fullmatch(word)):
        return None
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return float(10 * len(match[1]) + ones[match[2]])


def _continues(current: float, value: float) -> bool:
    """`twenty` goes on with `five`, `hundred` with anything below."""
    return (20 <= current < 100 and current % 10 == 0 and 0 < value < 10) or (
        current >= 100 and current % 100 == 0 > value - 100
    )
