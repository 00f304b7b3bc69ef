"""The sums in Prometheus' text form, through ``prometheus_client`` with a registry of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from .metrics import METRICS, SECONDS_BOUNDS, Kind, Metric
from .totals import Timing, Totals

__all__ = ["Exposition"]


class Exposition(Collector):
    """Exposes what ``totals`` says at the moment of asking."""

    def __init__(self, totals: Callable[[], Totals]) -> None:
        self._totals = totals
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self) -> tuple[bytes, str]:
        """The exposition and its content type."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4

    def describe(self) -> Iterable[Family]:
        """Nothing: the registry need not ask for all numbers to learn the names."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Every metric of the table; counters without labels are there from the start, at 0."""
        totals = self._totals()
        for metric in METRICS.values():
            if metric.kind is Kind.HISTOGRAM:
                yield _histogram(metric, totals.timings.get(metric.name, {}))
            else:
                yield _plain(metric, totals.of(metric.name))


def _plain(metric: Metric, numbers: Mapping[tuple[str, ...], float]) -> Family:
    kind = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    family = kind(metric.name, metric.meaning, labels=metric.labels)
    if not metric.labels and not numbers and metric.kind is Kind.COUNTER:
        numbers = {(): 0.0}
    for labels, number in sorted(numbers.items()):
        family.add_metric(labels, number)
    return family


def _histogram(metric: Metric, timings: Mapping[tuple[str, ...], Timing]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.meaning, labels=metric.labels)
    bounds = [*(str(bound) for bound in SECONDS_BOUNDS), "+Inf"]
    for labels, timing in sorted(timings.items()):
        cumulated = list(zip(bounds, accumulate(timing.counts), strict=True))
        family.add_metric(labels, cumulated, sum_value=timing.sum_seconds)
    return family
