"""The numbers on false hits, wherever they are shown."""

from __future__ import annotations

from cachecore_gateway.core.evidence import Evidence
from cachecore_gateway.core.shadow import ShadowCause
from cachecore_gateway.engine.evidence import Summary
from cachecore_gateway.telemetry import METRICS, Telemetry, TelemetrySettings
from cachecore_gateway.testing import FakeClock

SUMMARY = Summary(
    evidence=Evidence(served=1000, report_trials=5, report_errors=4, recheck_trials=200, recheck_errors=1),
    ever={"recheck_trials": 4000, "recheck_errors": 3, "judge_same": 7, "shadow_saved_input_tokens": 90},
    limit=0.01,
    cause=ShadowCause.OPERATOR,
    shadow_tenant_count=2,
    recheck_left=58,
    judge_on=True,
    judge_waiting_count=12,
    judge_left=33,
)


def test_every_number_is_a_declared_metric_with_its_labels() -> None:
    for name, rows in SUMMARY.numbers().items():
        assert {len(labels) for labels in rows} <= {len(METRICS[name].labels)}, name
    shown = {name for name in METRICS if name.startswith("cachecore_l2_")} - set(SUMMARY.numbers())
    assert {name for name in shown if "judge_" in name or "evidence" in name or "shadow" in name} == set()


def test_the_exposition_shows_them() -> None:
    telemetry = Telemetry(TelemetrySettings(), FakeClock())
    telemetry.note(SUMMARY.numbers())
    text = telemetry.metrics()[0].decode()
    telemetry.close()
    for line in (
        'cachecore_l2_evidence_trials_total{source="recheck"} 4000.0',
        'cachecore_l2_evidence_errors_total{source="recheck"} 3.0',
        "cachecore_l2_false_hit_share 0.005",
        "cachecore_l2_shadow 1.0",
        "cachecore_l2_shadow_tenants 2.0",
        "cachecore_l2_judge_waiting 12.0",
        'cachecore_l2_judge_verdicts_total{verdict="same"} 7.0',
        'cachecore_l2_shadow_saved_tokens_total{direction="input"} 90.0',
    ):
        assert line in text.splitlines()


def test_the_report_tells_the_estimate_from_what_was_reported() -> None:
    found = SUMMARY.as_json()
    assert (found["trials"], found["errors"], found["estimated_share"]) == (200, 1, 0.005)
    assert found["reported_share"] == 0.004
    upper = found["upper95"]
    assert isinstance(upper, float)
    assert 0.02 < upper < 0.03
    assert (found["shadow"], found["shadow_cause"]) == (True, "operator")


def test_before_the_first_comparison_nothing_is_claimed() -> None:
    blank = Summary(Evidence(), {}, 0.01, None, 0, 0, judge_on=False, judge_waiting_count=0, judge_left=0)
    found = blank.as_json()
    assert (found["estimated_share"], found["upper95"], found["shadow"]) == (None, 1.0, False)
    assert "cachecore_l2_false_hit_share" not in {name for name, rows in blank.numbers().items() if rows}
