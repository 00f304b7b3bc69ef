"""The table of metrics: names by Prometheus' conventions, all of them exposed, all of them documented."""

from __future__ import annotations

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cachecore_gateway.core.ports import StoredCounts
from cachecore_gateway.telemetry import METRICS, Metric, Telemetry
from cachecore_gateway.telemetry.metrics import SECONDS_BOUNDS, Kind

NAMES = sorted(METRICS)


@pytest.mark.parametrize("metric", METRICS.values(), ids=NAMES)
def test_names_follow_the_conventions(metric: Metric) -> None:
    assert re.fullmatch(r"cachecore_[a-z0-9_]+", metric.name)
    assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
    if metric.kind is Kind.HISTOGRAM:
        assert metric.name.endswith("_seconds")
    assert metric.meaning.endswith(".")


def test_no_label_can_hold_what_a_caller_chose() -> None:
    labels = {label for metric in METRICS.values() for label in metric.labels}
    assert labels.isdisjoint({"tenant", "model", "dep", "project", "user", "address", "path"})


def test_every_metric_is_exposed_from_the_start(telemetry: Telemetry) -> None:
    text, content_type = telemetry.metrics()
    assert content_type.startswith("text/plain; version=0.0.4")
    exposed = {family.name for family in text_string_to_metric_families(text.decode())}
    assert exposed == {name.removesuffix("_total") for name in METRICS}


def test_the_size_of_the_store_is_shown_as_it_was_told(telemetry: Telemetry) -> None:
    telemetry.note_stored(StoredCounts(5, 4, 300, 2))
    text = telemetry.metrics()[0].decode()
    for line in (
        "cachecore_entries 5.0",
        "cachecore_vectors 4.0",
        "cachecore_stored_bytes 300.0",
        "cachecore_deps 2.0",
    ):
        assert line in text


def test_bounds_rise() -> None:
    assert list(SECONDS_BOUNDS) == sorted(set(SECONDS_BOUNDS))
