"""The linear model beside the reader of stories."""

from __future__ import annotations

import json

import pytest

import cachecore_minilm
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.semantic.verifying.calibration import Aside
from cachecore_gateway.semantic.verifying.ngram_score import NgramScore, ngrams_of


def test_numbers_are_one_word_and_the_ends_are_told() -> None:
    found = ngrams_of("It’s 14, or 15!")
    assert {"<", ">", "0", "it's", "< it's", "it's 0", "0 ,", ", or", "0 !", "! >"} <= found
    assert "14" not in found


def test_each_ngram_counts_once() -> None:
    score = NgramScore.parse({"bias": 0.5, "weights": {"thanks": 2.0, "< thanks": 0.25, "vegan": -3}})
    assert score.log_odds("thanks, thanks") == pytest.approx(2.75)
    assert score.log_odds("I am vegan") == pytest.approx(-2.5)
    assert score.log_odds("") == pytest.approx(0.5)


@pytest.mark.parametrize("record", [{}, {"bias": 1.0}, {"bias": 1.0, "weights": []}, {"bias": "x", "weights": {}}])
def test_a_damaged_model_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(SettingError, match=r"ngrams\.json"):
        NgramScore.parse(record)


def test_its_weight_moves_the_probability() -> None:
    aside = Aside(1.0, 0.0, 0.5)
    assert aside.probability(1.0, -2.0) == pytest.approx(0.5)
    assert aside.probability(1.0, 2.0) > aside.probability(1.0, 0.0) > 0.5


@pytest.mark.parametrize(
    ("chatter", "fact"),
    [
        ("Hope you had a lovely weekend!", "We are both vegan."),
        ("Sorry if that is a silly one.", "I am on Windows 11."),
        ("My sister laughs at me.", "My sister is three months old."),
    ],
)
def test_the_packaged_one_tells_chatter_from_facts(chatter: str, fact: str) -> None:
    path = cachecore_minilm.directory() / "verifier" / "ngrams.json"
    score = NgramScore.parse(json.loads(path.read_text(encoding="utf-8")))
    assert score.log_odds(chatter) > 0 > score.log_odds(fact)
