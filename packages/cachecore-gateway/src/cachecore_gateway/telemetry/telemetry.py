"""All of telemetry, opened and closed together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cachecore_gateway import __version__
from cachecore_gateway.core.ports import Clock, Observer, StoredCounts

from .exposition import Exposition
from .fan_out import FanOut
from .prices import PriceTable
from .recent import recent_minutes
from .recorder import Recorder
from .report import Report, report_of
from .request_log import FaultLog, RequestLog
from .ring import Ring, read_rings
from .settings import TelemetrySettings
from .sheet import Key, Sheet, read_sheets
from .totals import Totals, summed

__all__ = ["Telemetry"]


class Telemetry:
    """What this worker counts and what all workers have counted.

    Args:
        more: further observers, such as the one for OpenTelemetry.
    """

    def __init__(self, settings: TelemetrySettings, clock: Clock, *more: Observer) -> None:
        directory = settings.counters_directory
        self._directory = directory
        self._clock = clock
        self._sheet = Sheet(directory)
        self._sheet.reset(["cachecore_requests_in_flight"])
        path = None if directory is None else directory / f"near-{self._sheet.number}.ring"
        self._near_misses = Ring(path, settings.near_miss_count)
        self._recorder = Recorder(self._sheet, PriceTable(settings.prices), clock, self._near_misses)
        self._started_at = self._begin()
        self._stored = StoredCounts(0, 0, 0, 0)
        self._noted: Mapping[str, Mapping[tuple[str, ...], float]] = {}
        self._exposition = Exposition(self._totals)
        log = RequestLog(clock) if settings.log_requests else FaultLog(clock)
        self.observer: Observer = FanOut(self._recorder, log, *more)
        """To be told what happens; from one thread."""

    def in_flight(self, change: int) -> None:
        """A request began (1) or ended (-1)."""
        self._recorder.in_flight(change)

    def note_stored(self, counts: StoredCounts) -> None:
        """Size of the whole store, shown from now on; it is shared by the workers, so it is not summed."""
        self._stored = counts

    def note(self, numbers: Mapping[str, Mapping[tuple[str, ...], float]]) -> None:
        """Numbers that the store keeps for all workers, by metric name and label values; shown as they are."""
        self._noted = numbers

    def metrics(self) -> tuple[bytes, str]:
        """``/metrics``: the Prometheus exposition and its content type, summed over all workers."""
        self._recorder.flush()
        return self._exposition.text()

    def report(self) -> Report:
        """What ``cachecore stats`` and the dashboard show, summed over all workers."""
        self._recorder.flush()
        records = self._near_misses.records() if self._directory is None else read_rings(self._directory)
        minutes = recent_minutes([rows for _, rows in self._sheets()], self._clock.now())
        return report_of(self._totals(), self._started(), minutes, list(records))

    def close(self) -> None:
        """Let go of the files. Nothing may be counted afterwards."""
        self._recorder.flush()
        self._near_misses.close()
        self._sheet.close()

    def _begin(self) -> int:
        place = self._sheet.place("started-at", ())
        self._sheet.values[place] = self._sheet.values[place] or self._clock.now()
        return place

    def _started(self) -> float:
        started = [rows.get(("started-at", ()), (0.0,))[0] for _, rows in self._sheets()]
        return min((at for at in started if at), default=self._clock.now())

    def _sheets(self) -> Iterator[tuple[bool, Mapping[Key, tuple[float, ...]]]]:
        if self._directory is None:
            yield True, dict(self._sheet.rows())
        else:
            yield from read_sheets(self._directory)

    def _totals(self) -> Totals:
        totals = summed(self._sheets())
        stored = self._stored
        gauges: dict[str, dict[tuple[str, ...], float]] = {
            "cachecore_workers": {(): totals.workers},
            "cachecore_info": {(__version__,): 1.0},
            "cachecore_start_time_seconds": {(): self._started()},
            "cachecore_entries": {(): stored.entry_count},
            "cachecore_vectors": {(): stored.vector_count},
            "cachecore_stored_bytes": {(): stored.body_bytes},
            "cachecore_deps": {(): stored.dep_count},
        }
        return Totals({**totals.numbers, **gauges, **self._noted}, totals.timings, totals.workers)
