"""Which states are kept, and for how long."""

from __future__ import annotations

import numpy as np

from cachecore_gateway.semantic.text_states import States, TextStates


def states(value: int) -> States:
    return np.full((2, 3), value, np.float16)


def test_the_least_recently_used_is_forgotten_first() -> None:
    kept = TextStates(limit_count=2)
    kept.put("a", states(1))
    kept.put("b", states(2))
    assert kept.get("a") is not None
    kept.put("c", states(3))
    assert kept.get("b") is None
    found = kept.get("a")
    assert found is not None
    np.testing.assert_array_equal(found, states(1))


def test_states_put_again_take_no_more_room() -> None:
    kept = TextStates(limit_count=2)
    for _ in range(5):
        kept.put("a", states(1))
    kept.put("b", states(2))
    assert kept.get("a") is not None
