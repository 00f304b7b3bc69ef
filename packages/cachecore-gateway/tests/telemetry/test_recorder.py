"""What is counted, seen through the exposition and the report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.meaning import Verdict
from cachecore_gateway.core.ports import Answered, UpstreamCalled
from cachecore_gateway.telemetry import Telemetry
from cachecore_gateway.telemetry.recorder import MOST_COMBINATIONS
from cachecore_gateway.testing.observations import hit, judged, judgement, miss, samples


def test_hits_and_misses_are_counted_by_tier_and_reason(telemetry: Telemetry) -> None:
    for event in (hit(), hit(), hit(Tier.HIT_L2), miss(), miss(Reason.EXPIRED)):
        telemetry.observer.answered(event)
    report = telemetry.report().as_json()
    assert report["requests"] == {"HIT_L1": 2, "HIT_L2": 1, "MISS": 2}
    assert report["misses"] == {"absent": 1, "expired": 1}
    assert report["hit_rate"] == 0.6
    labels = (("protocol", "chat_completions"), ("status", "2xx"), ("tier", "HIT_L1"))
    assert samples(telemetry.metrics()[0])["cachecore_requests_total", labels] == 2


def test_bypass_does_not_lower_the_hit_rate(telemetry: Telemetry) -> None:
    telemetry.observer.answered(hit())
    telemetry.observer.answered(Answered(Tier.BYPASS, Reason.ANONYMOUS, "bypass", "", "", 200, 0.1))
    assert telemetry.report().as_json()["hit_rate"] == 1.0


def test_there_is_no_hit_rate_before_the_first_request(telemetry: Telemetry) -> None:
    assert telemetry.report().as_json()["hit_rate"] is None


def test_saved_tokens_cost_what_the_configuration_says(telemetry: Telemetry) -> None:
    telemetry.observer.answered(hit(saved=Usage(1_000_000, 100_000)))
    telemetry.observer.answered(hit(model="family-mini", saved=Usage(500_000, 0)))
    saved = telemetry.report().as_json()["saved"]
    assert saved == {"input_tokens": 1_500_000, "output_tokens": 100_000, "usd": 3.0, "unpriced_tokens": 0}


def test_no_money_is_claimed_for_a_model_without_a_price(telemetry: Telemetry) -> None:
    telemetry.observer.answered(hit(model="unheard-of", saved=Usage(10, 20)))
    saved = telemetry.report().as_json()["saved"]
    assert saved == {"input_tokens": 10, "output_tokens": 20, "usd": 0.0, "unpriced_tokens": 30}


def test_a_collapsed_miss_is_counted_once_more_as_collapsed(telemetry: Telemetry) -> None:
    telemetry.observer.answered(miss())
    telemetry.observer.answered(miss(collapsed=True))
    assert telemetry.report().as_json()["collapsed"] == 1


def test_durations_fall_into_cumulated_buckets(telemetry: Telemetry) -> None:
    for seconds in (0.0001, 0.6, 90.0):
        telemetry.observer.answered(miss(seconds=seconds))
    found = samples(telemetry.metrics()[0])
    name, tier = "cachecore_request_duration_seconds", ("tier", "MISS")
    assert found[f"{name}_bucket", (("le", "0.0001"), tier)] == 1
    assert found[f"{name}_bucket", (("le", "1.0"), tier)] == 2
    assert found[f"{name}_bucket", (("le", "60.0"), tier)] == 2
    assert found[f"{name}_bucket", (("le", "+Inf"), tier)] == found[f"{name}_count", (tier,)] == 3
    assert found[f"{name}_sum", (tier,)] == pytest.approx(90.6001)


def test_quantiles_come_from_the_buckets(telemetry: Telemetry) -> None:
    for _ in range(98):
        telemetry.observer.answered(miss(seconds=0.3))
    for _ in range(2):
        telemetry.observer.answered(miss(seconds=3.0))
    milliseconds = telemetry.report().as_json()["milliseconds"]
    assert isinstance(milliseconds, dict)
    quantiles = milliseconds["MISS"]
    assert isinstance(quantiles, dict)
    p50, p99 = quantiles["p50"], quantiles["p99"]
    assert isinstance(p50, float)
    assert isinstance(p99, float)
    assert 250 <= p50 <= 500
    assert 2500 <= p99 <= 5000


def test_verdicts_are_counted_per_guard(telemetry: Telemetry) -> None:
    telemetry.observer.judged(
        judged(
            judgement(Verdict.VETOED, "numbers"),
            judgement(Verdict.VETOED, "negation"),
            judgement(Verdict.IMPROBABLE),
        )
    )
    telemetry.observer.judged(judged(judgement(Verdict.ACCEPTED), served=True))
    l2 = telemetry.report().as_json()["l2"]
    assert isinstance(l2, dict)
    assert l2["vetoes"] == {"negation": 1, "numbers": 1}
    assert l2["verdicts"] == {"accepted": 1, "improbable": 1, "vetoed": 2}
    assert l2["lookups"] == {"refused": 1, "served": 1}
    assert l2["near_misses"] == 1


def test_a_watched_hit_is_shadow_and_no_near_miss(telemetry: Telemetry) -> None:
    telemetry.observer.judged(judged(judgement(Verdict.ACCEPTED), shadow=True))
    l2 = telemetry.report().as_json()["l2"]
    assert isinstance(l2, dict)
    assert (l2["lookups"], l2["near_misses"]) == ({"shadow": 1}, 0)


def test_the_nearest_refused_candidate_is_kept_with_its_guard(telemetry: Telemetry) -> None:
    telemetry.observer.judged(
        judged(judgement(Verdict.VETOED, "units", 0.88), judgement(Verdict.VETOED, "numbers", 0.97))
    )
    (kept,) = telemetry.report().near_misses
    assert (kept["guard"], kept["similarity"], kept["tenant"]) == ("numbers", 0.97, "acme")


def test_calls_to_the_provider_are_counted_by_status_class_or_error(telemetry: Telemetry) -> None:
    for status, code in ((200, ""), (503, ""), (0, "no_connection"), (0, "")):
        telemetry.observer.upstream_called(UpstreamCalled("chat_completions", status, code, 0.1, "miss"))
    expected = {"miss": {"2xx": 1, "5xx": 1, "cancelled": 1, "no_connection": 1}}
    assert telemetry.report().as_json()["upstream"] == expected


def test_stored_refused_and_faults_are_counted(telemetry: Telemetry) -> None:
    telemetry.observer.stored("acme", "chat_completions", "")
    telemetry.observer.stored("acme", "chat_completions", "truncated")
    telemetry.observer.fault("index", StoreUnavailable("gone"))
    report = telemetry.report().as_json()
    assert (report["stored_answers"], report["not_stored"]) == ({"chat_completions": 1}, {"truncated": 1})
    assert report["faults"] == {"index": {"StoreUnavailable": 1}}


def test_tenants_and_models_are_never_labels(telemetry: Telemetry) -> None:
    telemetry.observer.answered(hit(model="priced", saved=Usage(1, 1)))
    telemetry.observer.judged(judged(judgement(Verdict.VETOED, "numbers")))
    telemetry.observer.stored("acme", "chat_completions", "")
    text, _ = telemetry.metrics()
    assert b"acme" not in text
    assert b"priced" not in text.replace(b"unpriced", b"")


def test_labels_that_the_world_chooses_stay_bounded(telemetry: Telemetry) -> None:
    for number in range(MOST_COMBINATIONS + 50):
        telemetry.observer.upstream_called(UpstreamCalled("chat_completions", 0, f"code-{number}", 0.1, "miss"))
    found = [key for key in samples(telemetry.metrics()[0]) if key[0] == "cachecore_upstream_requests_total"]
    assert len(found) == MOST_COMBINATIONS + 1
    other = (("outcome", "other"), ("purpose", "other"))
    assert samples(telemetry.metrics()[0])["cachecore_upstream_requests_total", other] == 50


async def test_requests_gathered_in_an_event_loop_reach_the_other_workers_by_themselves(
    tmp_path: Path, opened: Callable[[Path | None], Telemetry]
) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.observer.answered(hit())
    first.observer.answered(hit())
    async with asyncio.timeout(5):
        while second.report().as_json()["requests"] != {"HIT_L1": 2}:  # noqa: ASYNC110 - files have no events
            await asyncio.sleep(0.01)


async def test_who_is_asked_shows_what_it_has_gathered_at_once(telemetry: Telemetry) -> None:
    telemetry.observer.answered(hit())
    telemetry.observer.answered(hit())
    assert telemetry.report().as_json()["requests"] == {"HIT_L1": 2}


def test_many_models_do_not_grow_what_is_gathered(telemetry: Telemetry) -> None:
    for number in range(2000):
        telemetry.observer.answered(hit(model=f"m{number}"))
    assert telemetry.report().as_json()["requests"] == {"HIT_L1": 2000}
    assert len(telemetry._recorder._pending._rows) <= 513
