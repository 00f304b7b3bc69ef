"""Bounds on the false-hit share, and what is concluded from them."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.evidence import NO_EVIDENCE, Evidence, Source, Tally, is_cleared, is_refuted
from cachecore_gateway.core.statistics import chance_at_least, chance_at_most, lower_bound, upper_bound

COUNTS = st.integers(1, 300).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


def test_known_bounds() -> None:
    assert upper_bound(0, 299) < 0.01 < upper_bound(0, 298)
    assert upper_bound(0, 0) == upper_bound(5, 5) == 1.0
    assert lower_bound(0, 50) == lower_bound(0, 0) == 0.0
    assert lower_bound(10, 10) == pytest.approx(0.05 ** (1 / 10))
    assert upper_bound(1, 10) == pytest.approx(0.39416, abs=1e-5)
    assert lower_bound(1, 10) == pytest.approx(0.005116, abs=1e-6)


@given(COUNTS)
def test_the_bounds_enclose_the_observed_share(counts: tuple[int, int]) -> None:
    errors, trials = counts
    assert lower_bound(errors, trials) <= errors / trials <= upper_bound(errors, trials)


@given(COUNTS, st.floats(0.001, 0.999))
def test_chances_are_those_of_the_binomial(counts: tuple[int, int], share: float) -> None:
    errors, trials = counts
    exact = sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(errors + 1))
    assert chance_at_most(errors, trials, share) == pytest.approx(exact, abs=1e-9)
    assert chance_at_least(errors + 1, trials, share) == pytest.approx(1 - exact, abs=1e-9)


@given(COUNTS, st.sampled_from([0.0, 0.005, 0.01, 0.05, 0.5, 1.0]))
def test_the_rules_are_the_bounds(counts: tuple[int, int], limit: float) -> None:
    tally = Tally(counts[1], counts[0])
    assert is_refuted(tally, limit, 1) is (lower_bound(*counts) > limit)
    assert is_cleared(tally, limit) is (upper_bound(*counts) <= limit)


def test_few_trials_prove_nothing() -> None:
    assert not is_refuted(Tally(), 0.01, 10)
    assert not is_refuted(Tally(9, 9), 0.01, 10)
    assert is_refuted(Tally(10, 2), 0.01, 10)
    assert not is_refuted(Tally(10, 1), 0.01, 10)
    assert not is_cleared(Tally(), 0.01)
    assert is_cleared(Tally(299), 0.01)
    assert not is_cleared(Tally(298), 0.01)


def test_a_record_survives_its_json_and_junk_counts_nothing() -> None:
    evidence = NO_EVIDENCE.plus(Source.RECHECK, same=False).plus(Source.SHADOW, same=True)
    assert Evidence.of(evidence.as_json()) == evidence
    assert evidence.sampled == Tally(2, 1)
    assert Evidence.of({"served": "x", "report_trials": -3, "recheck_errors": True}) == NO_EVIDENCE
    assert Evidence.of(None) == NO_EVIDENCE


def test_reports_are_held_against_the_hits_served() -> None:
    evidence = Evidence(served=1000).plus(Source.REPORT, same=False)
    assert evidence.reported == Tally(1000, 1)
    assert evidence.sampled == Tally()


def test_a_bad_week_is_not_outvoted_by_good_years() -> None:
    evidence = NO_EVIDENCE
    for _ in range(20_000):
        evidence = evidence.plus(Source.RECHECK, same=True)
    for number in range(1000):
        evidence = evidence.plus(Source.RECHECK, same=number % 20 > 0)
    assert is_refuted(evidence.sampled, 0.01, 10)
