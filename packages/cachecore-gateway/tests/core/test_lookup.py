from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.controls import NO_CONTROLS, Controls
from cachecore_gateway.core.dependencies import Dep, DepState, Snapshot, Tag, dep_state, effective_deps, tags_of
from cachecore_gateway.core.entry import Answer, Entry
from cachecore_gateway.core.freshness import CLOCK_SKEW_SECONDS, Freshness, Lifetime, age_seconds, freshness
from cachecore_gateway.core.lookup import (
    EXACT_TABLE,
    ExactAction,
    Fetch,
    LookExact,
    LookMeaning,
    Reason,
    Refuse,
    Serve,
    Tier,
    after_exact,
    after_meaning,
    begin,
    serves_by_meaning,
)

T0 = 1_000_000.0
LIFE = Lifetime(100.0, 10.0, 5.0)
DEPS = effective_deps([Dep("a")], "1")
NOW = Snapshot("e", {})


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "key": "k", "entry_id": "i", "tenant_id": "t", "namespace": "n", "protocol": "chat", "model": "m",
        "window": LIFE.starting_at(T0), "tags": tags_of(DEPS, NOW), "epoch": "e", "answer": Answer(b"{}"),
    }  # fmt: skip
    return Entry(**{**fields, **changes})


def test_the_table_covers_every_state_once() -> None:
    assert set(EXACT_TABLE) == set(itertools.product(Freshness, DepState))


def test_nothing_invalid_or_uncovered_or_dead_is_ever_served() -> None:
    serving = {state for state, (action, _) in EXACT_TABLE.items() if action is not ExactAction.MISS}
    assert serving == {(age, DepState.VALID) for age in (Freshness.FRESH, Freshness.STALE, Freshness.EXPIRED)}


def test_every_miss_of_the_table_says_why() -> None:
    for action, reason in EXACT_TABLE.values():
        assert (reason is not None) == (action in (ExactAction.MISS, ExactAction.KEEP_FOR_ERROR))


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0.0, Serve(Tier.HIT_L1, entry(), 0)),
        (99.9, Serve(Tier.HIT_L1, entry(), 99)),
        (100.0, Serve(Tier.HIT_L1_STALE, entry(), 100, refresh=True)),
        (109.9, Serve(Tier.HIT_L1_STALE, entry(), 109, refresh=True)),
        (110.0, LookMeaning(Reason.EXPIRED, entry())),
        (115.0, LookMeaning(Reason.EXPIRED)),
    ],
)
def test_an_entry_ages_from_fresh_over_stale_to_gone(age: float, expected: object) -> None:
    assert after_exact(entry(), DEPS, NOW, NO_CONTROLS, T0 + age) == expected


def test_no_entry_and_no_store_answer_are_different_misses() -> None:
    assert after_exact(None, DEPS, NOW, NO_CONTROLS, T0) == LookMeaning(Reason.ABSENT)
    assert after_exact(entry(), DEPS, None, NO_CONTROLS, T0) == Fetch(Reason.STORE_DOWN)


@given(st.floats(-7200, 7200), st.floats(0, 1e6))
def test_a_shifted_clock_never_makes_a_negative_age_or_an_immortal_entry(shift: float, later: float) -> None:
    now = T0 + shift + later
    assert age_seconds(entry().window, now) >= 0
    state = freshness(entry().window, now)
    if now < T0 - CLOCK_SKEW_SECONDS or now >= T0 + 115:
        assert state is Freshness.DEAD


@pytest.mark.parametrize(
    ("controls", "age", "served"),
    [
        (Controls(max_age_seconds=50), 50, True),
        (Controls(max_age_seconds=50), 51, False),
        (Controls(max_age_seconds=0), 1, False),
        (Controls(min_fresh_seconds=20), 80, True),
        (Controls(min_fresh_seconds=20), 81, False),
        (Controls(max_stale_seconds=3), 103, True),
        (Controls(max_stale_seconds=3), 104, False),
    ],
)
def test_request_directives_can_only_make_an_entry_less_useful(controls: Controls, age: float, served: bool) -> None:
    state = after_exact(entry(), DEPS, NOW, controls, T0 + age)
    assert isinstance(state, Serve) == served
    if not served:
        assert state == LookMeaning(Reason.TOO_OLD)


def test_no_cache_and_only_if_cached() -> None:
    assert begin(NO_CONTROLS) == LookExact()
    assert begin(Controls(no_cache=True)) == Fetch(Reason.NO_CACHE)
    assert begin(Controls(no_cache=True, only_if_cached=True)) == Refuse(Reason.NO_CACHE)
    missed = LookMeaning(Reason.ABSENT)
    assert after_meaning(missed, None, Controls(only_if_cached=True), T0) == Refuse(Reason.ABSENT)
    assert after_meaning(missed, None, NO_CONTROLS, T0) == Fetch(Reason.ABSENT)


def test_a_semantic_hit_carries_its_cosine_and_age() -> None:
    state = after_meaning(LookMeaning(Reason.ABSENT), (entry(), 0.93), NO_CONTROLS, T0 + 7.5)
    assert state == Serve(Tier.HIT_L2, entry(), 7, 0.93)


def test_the_semantic_tier_serves_fresh_entries_only() -> None:
    assert serves_by_meaning(entry(), DEPS, NOW, NO_CONTROLS, T0 + 99)
    assert not serves_by_meaning(entry(), DEPS, NOW, NO_CONTROLS, T0 + 100)
    assert not serves_by_meaning(entry(), DEPS, Snapshot("e", {"a": 1}), NO_CONTROLS, T0)


def test_an_entry_is_valid_while_all_its_generations_are_current() -> None:
    tags = (Tag("a", "v1", 3), Tag("b", "v1", 0))
    assert dep_state(tags, "e", [], Snapshot("e", {"a": 3})) is DepState.VALID
    assert dep_state(tags, "e", [], Snapshot("e", {"a": 4})) is DepState.INVALIDATED
    assert dep_state(tags, "e", [], Snapshot("e", {"a": 3, "b": 1})) is DepState.INVALIDATED
    assert dep_state(tags, "f", [], Snapshot("e", {"a": 3})) is DepState.INVALIDATED


def test_an_entry_covers_a_request_only_with_equal_hashes() -> None:
    tags = (Tag("a", "v1", 0), Tag("b", "v1", 0))
    assert dep_state(tags, "e", [Dep("a")], NOW) is DepState.VALID
    assert dep_state(tags, "e", [Dep("a", "v2")], NOW) is DepState.UNCOVERED
    assert dep_state(tags, "e", [Dep("a"), Dep("c")], NOW) is DepState.UNCOVERED


def test_the_policy_dep_is_the_gateways_own() -> None:
    assert effective_deps([Dep("cc:policy-version", "forged"), Dep("a")], "7") == (
        Dep("a"),
        Dep("cc:policy-version", "7"),
    )


def test_an_invalidation_between_start_and_store_makes_the_entry_worthless() -> None:
    started = Snapshot("e", {"a": 1})
    assert dep_state(tags_of(DEPS, started), "e", DEPS, Snapshot("e", {"a": 2})) is DepState.INVALIDATED
