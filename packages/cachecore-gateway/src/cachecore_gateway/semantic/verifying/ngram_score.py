"""Words and pairs of words that speak for chatter or for a fact: a linear model beside the reader.

Theory: the reader understands what a sentence says to a question, yet misses what single words give away (`vegan`,
`on Monday`, `hope you`). A bag of n-grams sees nothing else. So the two are wrong in different places, and the sum of
their logits is better than either. It costs some microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from ...core.errors import SettingError

__all__ = ["NgramScore", "ngrams_of"]

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]")
_BEGIN, _END, _NUMBER = "<", ">", "0"


def ngrams_of(text: str) -> frozenset[str]:
    """Words, marks and pairs of neighbours of `text`, ends included; every number is one word."""
    return frozenset(_ngrams(text))


def _ngrams(text: str) -> Iterator[str]:
    found = _TOKEN.findall(text.casefold().replace("’", "'"))
    tokens = [_BEGIN, *(_NUMBER if token.isdigit() else token for token in found), _END]
    yield from tokens
    yield from map(" ".join, pairwise(tokens))


@dataclass(frozen=True, slots=True)
class NgramScore:
    """A logistic regression over n-grams."""

    bias: float
    weights: Mapping[str, float]

    @classmethod
    def parse(cls, record: Mapping[str, object]) -> Self:
        """From the JSON object ``ngrams.json``.

        Raises:
            SettingError: a field is missing or no number.
        """
        try:
            weights = record["weights"]
            if not isinstance(weights, dict):
                raise TypeError("weights must be an object")
            return cls(float(record["bias"]), {str(name): float(value) for name, value in weights.items()})  # type: ignore[arg-type]
        except (KeyError, TypeError, ValueError) as error:
            raise SettingError(f"verifier: ngrams.json cannot be read: {error!r}") from error

    def log_odds(self, text: str) -> float:
        """Of `text` being chatter."""
        return self.bias + sum(self.weights.get(ngram, 0.0) for ngram in ngrams_of(text))
