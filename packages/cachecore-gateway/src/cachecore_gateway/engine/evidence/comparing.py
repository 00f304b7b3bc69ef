"""Do two answers to one question say the same?

Nobody can know that for sure; this is an estimate. Equal texts are the same. Otherwise the judge decides where there
is one. Where there is none, answers with conflicting numbers differ, and the cosine of their beginnings decides the
rest; a model that words every answer anew is then taken for wrong now and then.
"""

from __future__ import annotations

import math
import re
from array import array

from cachecore_gateway.core.errors import GatewayError, StoreUnavailable
from cachecore_gateway.core.ports import Embedder, Observer, Vector

from ..judging.judge import Judge, Opinion
from ..judging.prompts import ANSWERS, answers_material

__all__ = ["AnswerComparer", "numbers_conflict"]

_WINDOW_LETTERS = (1000, 500, 250, 120)
"""Beginnings that are tried until one fits the embedding model's window, which it never cuts by itself."""
_LIST_MARK = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")


class AnswerComparer:
    """Compares the texts of two answers.

    Args:
        embedder: of the semantic tier; ``None``: only equal texts and the judge's word count.
        judge: ``None``: nobody is asked.
        similarity: cosine from which differently worded answers count as the same.
    """

    def __init__(self, embedder: Embedder | None, judge: Judge | None, similarity: float, observer: Observer) -> None:
        self._embedder = embedder
        self._judge = judge
        self._similarity = similarity
        self._observer = observer

    async def same(self, question: str, stored: str, fresh: str) -> bool | None:
        """Do both answer ``question`` alike? ``None``: nobody can tell."""
        one, two = " ".join(stored.split()), " ".join(fresh.split())
        if not one or not two:
            return None
        if one == two:
            return True
        said = await self._judged(question, stored, fresh)
        return said if said is not None else await self._estimated(stored, fresh)

    async def _judged(self, question: str, stored: str, fresh: str) -> bool | None:
        if self._judge is None:
            return None
        try:
            opinion = await self._judge.opinion(ANSWERS, answers_material(question, stored, fresh))
        except GatewayError as error:
            self._observer.fault("judge", error)
            return None
        return {Opinion.SAME: True, Opinion.DIFFERENT: False}.get(opinion)

    async def _estimated(self, stored: str, fresh: str) -> bool | None:
        if numbers_conflict(stored, fresh):
            return False
        one, two = await self._vector(stored), await self._vector(fresh)
        return None if one is None or two is None else _cosine(one, two) >= self._similarity

    async def _vector(self, text: str) -> Vector | None:
        if self._embedder is None:
            return None
        for letters in _WINDOW_LETTERS:
            try:
                return await self._embedder.embed(text[:letters])
            except StoreUnavailable:
                continue
        return None


def numbers_conflict(one: str, two: str) -> bool:
    """Has each text a number that the other lacks? The marks of numbered lists do not count."""
    a, b = _numbers(one), _numbers(two)
    return bool(a - b) and bool(b - a)


def _numbers(text: str) -> set[str]:
    return {_THOUSANDS.sub("", number) for number in _NUMBER.findall(_LIST_MARK.sub("", text))}


def _cosine(one: Vector, two: Vector) -> float:
    """Both are unit rows."""
    return math.fsum(x * y for x, y in zip(array("f", one), array("f", two), strict=True))
