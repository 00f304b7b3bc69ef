"""What is remembered, and for how long."""

from __future__ import annotations

import numpy as np

from cachecore_gateway.semantic.remembered import Remembered
from cachecore_gateway.semantic.text_states import States, TextStates


def test_the_least_recently_used_is_forgotten_first() -> None:
    kept = Remembered[str, int](limit_count=2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_what_is_put_again_is_replaced_and_takes_no_more_room() -> None:
    kept = Remembered[str, int](limit_count=2)
    kept.put("b", 2)
    for value in range(5):
        kept.put("a", value)
    assert (kept.get("a"), kept.get("b")) == (4, 2)


def test_a_memory_of_no_size_keeps_nothing() -> None:
    kept = Remembered[str, int](limit_count=0)
    kept.put("a", 1)
    assert kept.get("a") is None


def test_a_value_that_counts_as_false_is_remembered() -> None:
    kept = Remembered[str, str](limit_count=1)
    kept.put("no guard vetoes", "")
    assert kept.get("no guard vetoes") == ""


def test_states_are_kept_by_text() -> None:
    kept = TextStates(limit_count=1)
    states: States = np.full((2, 3), 1, np.float16)
    kept.put("a", states)
    assert kept.get("a") is states
