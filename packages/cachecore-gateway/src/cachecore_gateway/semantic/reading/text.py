"""A question analysed once: what every guard looks at. Texts are compared by identity; build them with `analyse`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .calendar_words import DAY_PARTS, MONTHS, RELATIVE, WEEKDAYS
from .courtesy import without_courtesy
from .language import language_of
from .lexicon import lexicon
from .number_words import ORDINALS, number_word, roman
from .quantities import Quantity, Stretch, stretches_of
from .tokens import Form, Token, tokens_of
from .units import CURRENCIES, UNITS
from .words import FUNCTION_WORDS, PLEASE

__all__ = ["Text", "analyse"]

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|`([^`]+)`|(?<!\w)'([^'\n]+)'(?!\w)"
    r"|(?<!\w)‘([^’]+)’(?!\w)"
)
_OF_WORDS = re.compile(
    r":\s*\S*[^\W\d_]|[\"“”«»]|\b(?:words?|texts?|messages?|labels?|signs?|posters?|placeholders?|buttons?|phrases?|sentences?"
    r"|songs?|sang|sings?|sung|translat\w+|polite\w*|spell\w*|letters?|morse|base64|md5|sha\d*|encod\w+|revers\w+|called)\b",
    re.IGNORECASE,
)
_CACHED_TEXTS = 8192


@dataclass(frozen=True, eq=False)
class Text:
    """One question. Properties are worked out when first asked for and kept."""

    raw: str

    @cached_property
    def plain(self) -> str:
        """The text without greetings and thanks."""
        return without_courtesy(self.raw)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, numbers, identifiers and marks in order, without greetings and thanks."""
        return tokens_of(self.plain)

    @cached_property
    def language(self) -> str:
        """`en`, `de` … or a script; empty when the text is too short to tell."""
        return language_of(self.raw, (token.low for token in self.tokens))

    @cached_property
    def is_english(self) -> bool:
        """English, or too short to tell and known to the English lexicon."""
        return self.language == "en" or (not self.language and self._mostly_known)

    @cached_property
    def speaks_of_words(self) -> bool:
        """Is a text worked on or words spoken of, so that a `please` may be the matter?"""
        return _OF_WORDS.search(self.raw) is not None

    @cached_property
    def flow(self) -> tuple[str, ...]:
        """Tokens as they are aligned: base forms of content words, function words as written, courtesy left out."""
        return self._flow(self.tokens)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The flow with each quantity in one form: `90 minutes` and `an hour and a half` are the same token."""
        parts: list[str] = []
        end = 0
        for stretch in self.stretches:
            if canonical := stretch.canonical(self.tokens):
                parts += [*self._flow(self.tokens[end : stretch.start]), canonical]
                end = stretch.end
        return (*parts, *self._flow(self.tokens[end:]))

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Base forms of content words in order; numbers, units and dates are in `quantities` instead."""
        return tuple(self._base(token) for token in self.tokens if self._is_content(token))

    @cached_property
    def content_set(self) -> frozenset[str]:
        """The content words without order."""
        return frozenset(self.content)

    @cached_property
    def forms(self) -> Mapping[str, frozenset[str]]:
        """Base form → the forms in which it is written here."""
        written: dict[str, set[str]] = {}
        for token in self.tokens:
            if token.form is Form.WORD:
                written.setdefault(self._base(token), set()).add(token.low)
        return {base: frozenset(forms) for base, forms in written.items()}

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers, measures, money, times and dates."""
        return tuple(quantity for stretch in self.stretches for quantity in stretch.quantities)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Where the quantities stand, in order."""
        return stretches_of(self.tokens, self.language)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words as written, lower case."""
        return frozenset(token.low for token in self.tokens if token.form is Form.WORD)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Versions, paths, addresses, flags, names in code; upper-case labels."""
        return frozenset(token.low for token in self.tokens if token.form is Form.IDENTIFIER)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Operators in order, without currency signs and per cent."""
        return tuple(token.low for token in self.tokens if token.form is Form.MARK and token.low not in "$€£¥₹%°§&")

    @cached_property
    def quotes(self) -> frozenset[str]:
        """Quoted strings and code spans, spaces and case folded."""
        return frozenset(text.casefold() for text in self.quotes_as_written)

    @cached_property
    def quotes_as_written(self) -> frozenset[str]:
        """The same in their own case."""
        found = (next(group for group in match.groups() if group) for match in _QUOTED.finditer(self.raw))
        return frozenset(" ".join(text.split()).rstrip(".,") for text in found) - {"…"}

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that name one person, place, organisation or product: capitalised, known as names, or unknown."""
        return frozenset(token.low for token in self.tokens if token.form is Form.WORD and self._is_name(token))

    @property
    def _mostly_known(self) -> bool:
        words = [token.low for token in self.tokens if token.form is Form.WORD]
        return bool(words) and sum(
            lexicon().knows(lexicon().base(word)) or word in FUNCTION_WORDS for word in words
        ) * 3 >= 2 * len(words)

    def _flow(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        return tuple(
            self._aligned(token) if token.form is Form.WORD else token.low
            for token in tokens
            if token.low not in PLEASE or self.speaks_of_words or (token.capital and not token.shouted)
        )

    def _aligned(self, token: Token) -> str:
        """Base form; a cardinal number in digits."""
        counts = self.language in ("", "en") and len(token.low) > 2 and token.low not in ORDINALS
        value = number_word(token.low, "en") if counts else None
        return self._base(token) if value is None else f"{value:g}"

    def _base(self, token: Token) -> str:
        if token.low in FUNCTION_WORDS:
            return token.low
        return lexicon().base(token.low) if self.is_english else token.low

    def _is_content(self, token: Token) -> bool:
        low = token.low
        return (
            token.form is Form.WORD
            and len(low) > 1
            and low not in FUNCTION_WORDS
            and low not in PLEASE
            and not _counts_or_dates(low, self.language)
            and not (token.shouted and roman(low) is not None)
        )

    def _is_name(self, token: Token) -> bool:
        if not self._is_content(token):
            return False
        known = lexicon().base(token.low)
        if token.capital and self.language != "de" and not token.shouted:
            return True
        return self.is_english and len(token.low) > 2 and (lexicon().is_name(token.low) or not lexicon().knows(known))


@lru_cache(maxsize=_CACHED_TEXTS)
def analyse(question: str) -> Text:
    """The analysed text of `question`; stored questions come back from memory."""
    return Text(question)


@lru_cache(maxsize=4096)
def _counts_or_dates(low: str, language: str) -> bool:
    singular = low.removesuffix("s")
    return (
        number_word(low, language) is not None
        or any(word in UNITS or word in CURRENCIES for word in (singular, low))
        or any(low in names or singular in names for names in (WEEKDAYS, MONTHS, DAY_PARTS, RELATIVE))
    )
