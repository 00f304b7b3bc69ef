"""Traces for an OpenTelemetry collector; needs the extra ``cachecore-gateway[otel]`` and is imported only with it.

Spans: ``cachecore.request``, ``cachecore.l2`` and ``cachecore.upstream``, each made when its event is known, with the
time it took. Sampling, batching and further resource attributes follow the ``OTEL_*`` variables of the SDK.
"""

from __future__ import annotations

from collections.abc import Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

from cachecore_gateway import __version__
from cachecore_gateway.core.ports import Answered, Clock, Judged, UpstreamCalled

from .fan_out import ignored

__all__ = ["OpenTelemetry", "exporting"]

_NANO = 1_000_000_000
_MODEL_CHARACTERS = 100


class OpenTelemetry:
    """Turns events into spans. Implements ``Observer``; ``close`` sends what waits."""

    def __init__(self, processor: SpanProcessor, clock: Clock) -> None:
        resource = Resource.create({"service.name": "cachecore", "service.version": __version__})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("cachecore_gateway", __version__)
        self._now = clock.now

    def answered(self, event: Answered) -> None:
        """A request was answered."""
        attributes: dict[str, str | bool | int | float] = {
            "cachecore.tier": event.tier.value,
            "cachecore.protocol": event.protocol,
            "cachecore.similarity": event.similarity,
            "cachecore.collapsed": event.collapsed,
            "cachecore.stream": event.stream,
            "gen_ai.request.model": event.model[:_MODEL_CHARACTERS],
            "http.response.status_code": event.status,
        }
        if event.reason is not None:
            attributes["cachecore.reason"] = event.reason.value
        if event.saved.input_tokens or event.saved.output_tokens:
            attributes["cachecore.saved_input_tokens"] = event.saved.input_tokens
            attributes["cachecore.saved_output_tokens"] = event.saved.output_tokens
        self._span("cachecore.request", event.seconds, attributes, SpanKind.SERVER, failed=event.status >= 500)

    def judged(self, event: Judged) -> None:
        """Candidates were judged."""
        best = max(event.judgements, key=lambda one: one.similarity, default=None)
        attributes: dict[str, str | bool | int | float] = {
            "cachecore.served": event.served,
            "cachecore.shadow": event.shadow,
            "cachecore.candidate_count": len(event.judgements),
        }
        if best is not None:
            attributes["cachecore.similarity"] = best.similarity
            attributes["cachecore.verdict"] = best.verdict.value
            attributes["cachecore.guard"] = best.guard
        self._span("cachecore.l2", event.seconds, attributes, SpanKind.INTERNAL)

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A provider answered or failed."""
        attributes: dict[str, str | bool | int | float] = {
            "cachecore.protocol": event.protocol,
            "cachecore.purpose": event.purpose,
            "http.response.status_code": event.status,
        }
        if event.error_code:
            attributes["error.type"] = event.error_code
        failed = event.status == 0 or event.status >= 400
        self._span("cachecore.upstream", event.seconds, attributes, SpanKind.CLIENT, failed=failed)

    @ignored
    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """Nothing: the counters say it."""

    @ignored
    def fault(self, part: str, error: Exception) -> None:
        """Nothing: the log and the counters say it."""

    def close(self) -> None:
        """Send what waits and end."""
        self._provider.shutdown()

    def _span(
        self,
        name: str,
        seconds: float,
        attributes: Mapping[str, str | bool | int | float],
        kind: SpanKind,
        *,
        failed: bool = False,
    ) -> None:
        end = int(self._now() * _NANO)
        span = self._tracer.start_span(name, kind=kind, attributes=attributes, start_time=end - int(seconds * _NANO))
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(end)


def exporting(endpoint: str, clock: Clock) -> OpenTelemetry:
    """Spans to the collector at ``endpoint`` (base URL, OTLP over HTTP), in batches, from a thread of the SDK."""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    return OpenTelemetry(BatchSpanProcessor(exporter), clock)
