from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.controls import NO_CONTROLS, Controls, Preset
from cachecore_gateway.core.flight import Landed, Landing, retry_for_follower
from cachecore_gateway.core.meaning import (
    Bar,
    Judgement,
    Memory,
    Neighbour,
    OperatingPoint,
    PairView,
    Verdict,
    bar_for,
    first_accepted,
    judge,
    with_probability,
)

POINTS = {Preset.BALANCED: OperatingPoint(0.8, 0.9), Preset.STRICT: OperatingPoint(0.85, 0.97)}
BAR = Bar(Preset.BALANCED, POINTS[Preset.BALANCED])


def verdict(similarity: float, memory: Memory, view: PairView | None) -> Verdict:
    return judge(Neighbour("k", similarity), "i", memory, view, BAR).verdict


@given(st.floats(-1, 1), st.sampled_from(Memory), st.floats(0, 1), st.sampled_from(["", "numbers"]))
def test_cosine_alone_decides_nothing(similarity: float, memory: Memory, probability: float, guard: str) -> None:
    said = verdict(similarity, memory, PairView(guard, probability))
    if said is Verdict.ACCEPTED:
        assert similarity >= 0.8
        assert probability >= 0.9
        assert not guard
        assert memory is Memory.UNKNOWN


def test_memory_outweighs_guards_and_verifier() -> None:
    assert verdict(0.9, Memory.DIFFERENT, PairView("", 1.0)) is Verdict.NEVER_MATCH
    assert verdict(0.9, Memory.SAME, PairView("numbers", 0.0)) is Verdict.PROMOTED
    assert verdict(0.7, Memory.SAME, None) is Verdict.PROMOTED, "a confirmed pair may lie below the model's gate"
    assert verdict(0.7, Memory.DIFFERENT, None) is Verdict.NEVER_MATCH
    assert verdict(0.7, Memory.UNKNOWN, None) is Verdict.BELOW_GATE


def test_nothing_is_served_below_the_floor_of_operator_and_caller() -> None:
    bar = bar_for(POINTS, Preset.BALANCED, Controls(min_similarity=0.75), 0.6)
    assert bar is not None
    assert (bar.floor, bar.point.gate) == (0.75, 0.8)
    assert judge(Neighbour("k", 0.74), "i", Memory.SAME, None, bar).verdict is Verdict.BELOW_GATE
    assert judge(Neighbour("k", 0.75), "i", Memory.SAME, None, bar).verdict is Verdict.PROMOTED


def test_what_was_not_looked_at_is_not_served() -> None:
    assert verdict(0.99, Memory.UNKNOWN, None) is Verdict.IMPROBABLE


@pytest.mark.parametrize(
    ("configured", "asked", "used"),
    [
        (Preset.BALANCED, None, Preset.BALANCED),
        (Preset.BALANCED, Preset.STRICT, Preset.STRICT),
        (Preset.STRICT, Preset.BALANCED, Preset.STRICT),
        (Preset.BALANCED, Preset.OFF, None),
        (Preset.OFF, Preset.BALANCED, None),
    ],
)
def test_a_caller_may_raise_the_bar_but_never_lower_it(
    configured: Preset, asked: Preset | None, used: Preset | None
) -> None:
    bar = bar_for(POINTS, configured, Controls(preset=asked), None)
    assert (bar.preset if bar else None) is used


def test_thresholds_only_raise_the_gate() -> None:
    def gate(floor: float | None, controls: Controls = NO_CONTROLS) -> float:
        bar = bar_for(POINTS, Preset.BALANCED, controls, floor)
        assert bar is not None
        return bar.point.gate

    assert gate(None) == 0.8
    assert gate(0.5) == 0.8
    assert gate(0.92) == 0.92
    assert gate(0.92, Controls(min_similarity=0.95)) == 0.95
    assert gate(0.92, Controls(min_similarity=0.1)) == 0.92


@given(st.floats(0.3, 1))
def test_the_operators_probability_is_that_of_balanced_and_lowers_no_stricter_one(probability: float) -> None:
    points = with_probability(POINTS, probability)
    assert points[Preset.BALANCED] == OperatingPoint(POINTS[Preset.BALANCED].gate, probability)
    assert points[Preset.STRICT].probability == max(POINTS[Preset.STRICT].probability, probability)
    assert points[Preset.STRICT].gate == POINTS[Preset.STRICT].gate
    assert with_probability(POINTS, None) is POINTS


def test_the_most_probable_accepted_candidate_is_served_and_a_promoted_one_first() -> None:
    def said(kind: Verdict, probability: float) -> Judgement:
        return Judgement("i", 0.9, kind, "", probability)

    assert first_accepted([]) is None
    assert first_accepted([said(Verdict.VETOED, 1.0), said(Verdict.IMPROBABLE, 0.5)]) is None
    assert first_accepted([said(Verdict.ACCEPTED, 0.91), said(Verdict.ACCEPTED, 0.95)]) == 1
    assert first_accepted([said(Verdict.ACCEPTED, 0.99), said(Verdict.PROMOTED, 0.0)]) == 1


def test_a_wave_makes_at_most_two_calls() -> None:
    assert retry_for_follower(Landed(Landing.FAILED), 1)
    assert retry_for_follower(Landed(Landing.LOST), 1)
    assert retry_for_follower(Landed(Landing.STREAM_ONLY), 1)
    assert not retry_for_follower(Landed(Landing.FAILED), 2)
    assert not retry_for_follower(Landed(Landing.REFUSED), 1)
    assert not retry_for_follower(Landed(Landing.WHOLE), 1)
