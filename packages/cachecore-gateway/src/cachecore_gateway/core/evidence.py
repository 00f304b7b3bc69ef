"""How often the semantic tier is wrong, as far as anybody can tell, and what follows from it.

Evidence has three sources. *Re-checks* put served hits to the provider again, and *shadow* lookups compare what would
have been served with what the provider said; both are drawn from the traffic and so estimate the false-hit share.
*Reports* come from users: nobody reports a good answer, so they are held against the number of hits served, which gives
a share that is too low rather than too high.

When is the tier switched to shadow? The 95 % *upper* bound is above any limit until a few hundred trials are in (with
no trials it is 1), so it cannot be what switches a new gateway off. ``is_refuted`` therefore asks for the *lower* bound
to pass the limit: we are 95 % sure that the share is above it. That is quick where things are bad (at a limit of 1 %,
two errors in 10 trials) and slow where they are nearly good (9 in 400). The way back is stricter: ``is_cleared`` wants
the *upper* bound at or under the limit, over comparisons made in shadow alone. Between the two nothing changes.

Old evidence is forgotten by halving, so that years of good hits cannot outvote a bad week.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Self

from .canonical import JsonObject
from .statistics import chance_at_least, chance_at_most, upper_bound

__all__ = ["NO_EVIDENCE", "Evidence", "Source", "Tally", "is_cleared", "is_refuted"]

_DOUBT = 0.05
_SAMPLED_WINDOW = 2_000
_SERVED_WINDOW = 100_000


class Source(Enum):
    """Where a piece of evidence comes from."""

    REPORT = "report"
    RECHECK = "recheck"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Tally:
    """``errors`` among ``trials``; 0 <= errors <= trials."""

    trials: int = 0
    errors: int = 0

    @property
    def share(self) -> float | None:
        """Observed share of errors, 0…1; ``None`` without trials."""
        return self.errors / self.trials if self.trials else None

    @property
    def upper95(self) -> float:
        """Upper bound on the share, one-sided, at 95 %."""
        return upper_bound(self.errors, self.trials)

    def plus(self, *, same: bool) -> Tally:
        """One trial more."""
        return Tally(self.trials + 1, self.errors + (not same))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.trials + other.trials, self.errors + other.errors)

    def __sub__(self, other: Tally) -> Tally:
        trials = max(0, self.trials - other.trials)
        return Tally(trials, min(trials, max(0, self.errors - other.errors)))


def is_refuted(tally: Tally, limit: float, least_trials: int) -> bool:
    """Are we 95 % sure, from ``least_trials`` or more, that the share of errors is above ``limit``?"""
    if tally.trials < least_trials or (tally.share or 0.0) <= limit:
        return False
    return chance_at_least(tally.errors, tally.trials, limit) < _DOUBT


def is_cleared(tally: Tally, limit: float) -> bool:
    """Are we 95 % sure that the share of errors is at most ``limit``?"""
    if not tally.trials or (tally.share or 0.0) > limit:
        return False
    return chance_at_most(tally.errors, tally.trials, limit) <= _DOUBT


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of one tenant, or of all; the fields are those of the stored record."""

    served: int = 0
    """Semantic hits served."""
    report_trials: int = 0
    report_errors: int = 0
    recheck_trials: int = 0
    recheck_errors: int = 0
    shadow_trials: int = 0
    shadow_errors: int = 0

    @classmethod
    def of(cls, record: JsonObject | None) -> Self:
        """What a stored record says; whatever is not a number >= 0 counts as 0."""
        return cls(*(_count((record or {}).get(one.name)) for one in fields(cls)))

    def as_json(self) -> JsonObject:
        """The record."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def tally(self, source: Source) -> Tally:
        """Trials and errors of one source."""
        return Tally(getattr(self, f"{source.value}_trials"), getattr(self, f"{source.value}_errors"))

    @property
    def sampled(self) -> Tally:
        """Evidence drawn from the traffic: an estimate of the false-hit share."""
        return self.tally(Source.RECHECK) + self.tally(Source.SHADOW)

    @property
    def reported(self) -> Tally:
        """Reported errors among the hits served: at least this share was wrong."""
        return Tally(max(self.served, self.report_trials), self.report_errors)

    def plus(self, source: Source, *, same: bool) -> Self:
        """With one trial more, and the oldest forgotten."""
        grown = self.tally(source).plus(same=same)
        names = (f"{source.value}_trials", f"{source.value}_errors")
        return replace(self, **dict(zip(names, (grown.trials, grown.errors), strict=True)))._aged()

    def _aged(self) -> Self:
        old = self
        if old.sampled.trials > _SAMPLED_WINDOW:
            old = old._halved("recheck_trials", "recheck_errors", "shadow_trials", "shadow_errors")
        if old.reported.trials > _SERVED_WINDOW:
            old = old._halved("served", "report_trials", "report_errors")
        return old

    def _halved(self, *names: str) -> Self:
        return replace(self, **{name: getattr(self, name) // 2 for name in names})


NO_EVIDENCE = Evidence()


def _count(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 else 0
