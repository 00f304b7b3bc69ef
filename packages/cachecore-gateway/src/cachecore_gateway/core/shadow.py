"""Is the semantic tier serving, or does it only watch? One state for the gateway, shared by all workers.

Three things can put the tier into shadow: the configuration, the operator's word at run time, and evidence. Evidence
acts on one *subject*: a tenant, or the whole gateway (the empty subject). What evidence switched off comes back by the
operator's word or by a clean *run*: comparisons made in shadow since then whose 95 % upper bound is within the limit.

What was begun before a subject was switched back on proves nothing any more, however late it ends: the operator spoke,
or a clean run ended, with what came before in mind.

The operator's word outweighs the configuration it was spoken under; a gateway that is started with another
configuration follows that, because it is the newer will.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from .canonical import JsonObject, JsonValue
from .evidence import Tally, is_cleared

__all__ = ["GATEWAY", "SERVING", "ShadowCause", "ShadowState", "Trip", "Word"]

GATEWAY = ""
"""The subject that stands for all tenants."""

MOST_RESUMED = 1000
"""Subjects of which it is known when they were switched back on."""


class ShadowCause(Enum):
    """Why the tier only watches."""

    CONFIGURATION = "configuration"
    OPERATOR = "operator"
    EVIDENCE = "evidence"
    """Of the whole gateway."""
    TENANT_EVIDENCE = "tenant-evidence"


@dataclass(frozen=True, slots=True)
class Word:
    """What the operator said, and the setting that held then."""

    shadow: bool
    configured: bool


@dataclass(frozen=True, slots=True)
class Trip:
    """Evidence switched a subject to shadow at ``since`` (seconds since the epoch); ``run`` is what was seen there."""

    since: float
    run: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class ShadowState:
    """The word of the operator, if any, the trips by subject, and when subjects were last switched back on."""

    word: Word | None = None
    trips: Mapping[str, Trip] = field(default_factory=dict)
    resumed: Mapping[str, float] = field(default_factory=dict)
    """Seconds since the epoch by subject; of the last ``MOST_RESUMED`` subjects."""

    def cause(self, tenant_id: str, *, configured: bool) -> ShadowCause | None:
        """Why the tier does not serve this tenant; ``None``: it does."""
        word = self.word
        if word is not None and word.configured is configured:
            if word.shadow:
                return ShadowCause.OPERATOR
        elif configured:
            return ShadowCause.CONFIGURATION
        if GATEWAY in self.trips:
            return ShadowCause.EVIDENCE
        return ShadowCause.TENANT_EVIDENCE if tenant_id in self.trips else None

    def admits(self, tenant_id: str, begun_at: float) -> bool:
        """Does evidence on a lookup of this tenant at ``begun_at`` (seconds since the epoch) still count?"""
        return all(begun_at >= self.resumed.get(subject, 0.0) for subject in (GATEWAY, tenant_id))

    def spoken(self, *, shadow: bool, configured: bool, now: float) -> Self:
        """The operator switches the gateway; what evidence switched off comes back with it."""
        said = replace(self, word=Word(shadow, configured))
        return said if shadow else replace(said, trips={}, resumed={GATEWAY: now})

    def tripped(self, subject: str, now: float) -> Self:
        """Evidence speaks against ``subject``; nothing changes where it did before."""
        return self if subject in self.trips else replace(self, trips={**self.trips, subject: Trip(now)})

    def lifted(self, subject: str, now: float) -> Self:
        """``subject`` serves again."""
        others = [(name, at) for name, at in self.resumed.items() if name != subject]
        return replace(
            self,
            trips={name: trip for name, trip in self.trips.items() if name != subject},
            resumed=dict([*others[1 - MOST_RESUMED :], (subject, now)]),
        )

    def compared(self, tenant_id: str, limit: float, *, same: bool, now: float) -> Self:
        """A comparison in shadow for ``tenant_id``: it counts for each run that it belongs to, and may end them."""
        state = self
        for subject in (GATEWAY, tenant_id):
            trip = state.trips.get(subject)
            if trip is None:
                continue
            run = trip.run.plus(same=same)
            longer = replace(state, trips={**state.trips, subject: replace(trip, run=run)})
            state = state.lifted(subject, now) if is_cleared(run, limit) else longer
        return state

    def as_json(self) -> JsonObject:
        """The record."""
        word = self.word
        trips: JsonObject = {
            subject: {"since": trip.since, "trials": trip.run.trials, "errors": trip.run.errors}
            for subject, trip in self.trips.items()
        }
        said: JsonValue = None if word is None else {"shadow": word.shadow, "configured": word.configured}
        return {"word": said, "trips": trips, "resumed": dict(self.resumed)}

    @classmethod
    def of(cls, record: JsonObject | None) -> Self:
        """What a record says; what it does not say is not so."""
        found = record or {}
        word, trips, resumed = found.get("word"), found.get("trips"), found.get("resumed")
        said = Word(word.get("shadow") is True, word.get("configured") is True) if isinstance(word, dict) else None
        read = {name: _trip(trip) for name, trip in trips.items()} if isinstance(trips, dict) else {}
        return cls(said, read, _times(resumed) if isinstance(resumed, dict) else {})


SERVING = ShadowState()


def _times(record: JsonObject) -> dict[str, float]:
    return {name: float(at) for name, at in record.items() if isinstance(at, (int, float))}


def _trip(record: JsonValue) -> Trip:
    found = record if isinstance(record, dict) else {}
    since, trials, errors = (found.get(name) for name in ("since", "trials", "errors"))
    numbers = [value if isinstance(value, (int, float)) else 0 for value in (since, trials, errors)]
    return Trip(float(numbers[0]), Tally(int(numbers[1]), int(numbers[2])))
