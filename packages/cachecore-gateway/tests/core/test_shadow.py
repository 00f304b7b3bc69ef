"""The shadow state by itself."""

from __future__ import annotations

from cachecore_gateway.core.shadow import GATEWAY, MOST_RESUMED, SERVING, ShadowState


def test_the_operators_word_ends_what_was_begun_before_for_all() -> None:
    state = SERVING.tripped("t", 5.0).spoken(shadow=False, configured=False, now=10.0)
    assert not state.trips
    assert [state.admits(tenant, at) for tenant in ("t", "u") for at in (9.9, 10.0)] == [False, True] * 2


def test_a_word_for_shadow_ends_nothing() -> None:
    assert SERVING.spoken(shadow=True, configured=False, now=10.0).admits("t", 1.0)


def test_a_lifted_tenant_begins_anew_and_the_others_go_on() -> None:
    state = SERVING.tripped("t", 5.0).lifted("t", 10.0)
    assert not state.admits("t", 9.9)
    assert state.admits("t", 10.0)
    assert state.admits("u", 9.9)


def test_a_lifted_gateway_begins_anew_for_all() -> None:
    assert not SERVING.tripped(GATEWAY, 5.0).lifted(GATEWAY, 10.0).admits("t", 9.9)


def test_the_record_says_it_all() -> None:
    state = SERVING.tripped("t", 5.0).tripped("u", 6.0).lifted("t", 10.0)
    state = state.compared("u", 0.01, same=True, now=11.0)
    assert ShadowState.of(state.as_json()) == state
    assert ShadowState.of({"word": None, "trips": {}}) == SERVING


def test_the_oldest_of_too_many_is_forgotten() -> None:
    state = SERVING
    for number in range(MOST_RESUMED + 1):
        state = state.lifted(f"t{number}", 10.0)
    assert len(state.resumed) == MOST_RESUMED
    assert state.admits("t0", 1.0)
    assert not state.admits("t1", 1.0)
