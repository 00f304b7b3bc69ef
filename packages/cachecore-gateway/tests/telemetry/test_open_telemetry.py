"""Spans, where the extra ``otel`` is installed."""

from __future__ import annotations

from typing import Any

import pytest

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.meaning import Verdict
from cachecore_gateway.core.ports import Observer, StoredCounts, UpstreamCalled
from cachecore_gateway.telemetry import Telemetry, TelemetrySettings
from cachecore_gateway.testing import FakeClock, UpstreamDouble
from cachecore_gateway.testing.observations import hit, judged, judgement, miss

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra otel")

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from cachecore_gateway.telemetry.open_telemetry import OpenTelemetry, exporting


class Spans:
    """An observer over an exporter in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.observer = OpenTelemetry(SimpleSpanProcessor(self._exporter), FakeClock(now=1_700_000_000.0))

    def one(self) -> Any:
        (span,) = self._exporter.get_finished_spans()
        return span


@pytest.fixture
def spans() -> Spans:
    return Spans()


def test_a_request_becomes_a_span_of_its_length(spans: Spans) -> None:
    spans.observer.answered(miss(seconds=0.5))
    span = spans.one()
    assert span.name == "cachecore.request"
    assert span.end_time - span.start_time == 500_000_000
    assert span.end_time == 1_700_000_000 * 10**9
    assert span.attributes["cachecore.tier"] == "MISS"
    assert span.attributes["cachecore.reason"] == "absent"
    assert "acme" not in str(dict(span.attributes))


def test_what_a_hit_saved_is_told(spans: Spans) -> None:
    spans.observer.answered(hit(saved=Usage(3, 4)))
    attributes = spans.one().attributes
    assert (attributes["cachecore.saved_input_tokens"], attributes["cachecore.saved_output_tokens"]) == (3, 4)


def test_the_nearest_candidate_tells_the_semantic_span(spans: Spans) -> None:
    spans.observer.judged(judged(judgement(Verdict.IMPROBABLE, "", 0.88), judgement(Verdict.VETOED, "numbers", 0.97)))
    attributes = spans.one().attributes
    assert (attributes["cachecore.guard"], attributes["cachecore.candidate_count"]) == ("numbers", 2)


@pytest.mark.parametrize(("status", "failed"), [(200, False), (404, True), (503, True), (0, True)])
def test_a_failed_call_is_an_error_span(spans: Spans, status: int, failed: bool) -> None:
    spans.observer.upstream_called(UpstreamCalled("chat_completions", status, "", 0.1, "miss"))
    assert (spans.one().status.status_code.name == "ERROR") is failed


def test_it_listens_beside_the_counters(spans: Spans) -> None:
    observer: Observer = spans.observer
    telemetry = Telemetry(TelemetrySettings(), FakeClock(), observer)
    telemetry.observer.answered(hit())
    telemetry.note_stored(StoredCounts(0, 0, 0, 0))
    telemetry.close()
    assert spans.one().name == "cachecore.request"


def test_spans_reach_a_collector() -> None:
    with UpstreamDouble.in_thread() as collector:
        observer = exporting(collector.origin + "/", FakeClock())
        observer.answered(hit())
        observer.close()
        assert collector.calls[0].request.path == "/v1/traces"
        assert b"cachecore.request" in collector.calls[0].request.body
