"""Labelled pairs: store an answer for a, ask b, count what is served."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import Judgement
from cachecore_gateway.core.statistics import upper_bound

from .laboratory import Laboratory, LookedUp
from .statistics import percentile
from .workload import Pair

__all__ = ["PairReport", "PairVerdict", "evaluate_pairs"]


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What happened to one pair, and why."""

    pair: Pair
    served: bool
    reason: str
    """``HIT_L1``, ``HIT_L2`` or what stood against it."""
    cpu_seconds: float
    judgement: Judgement | None = None

    def as_json(self) -> JsonObject:
        """One line of ``--explain``."""
        line: JsonObject = {
            "a": self.pair.a,
            "b": self.pair.b,
            "label": int(self.pair.same),
            "kind": self.pair.kind,
            "served": self.served,
            "reason": self.reason,
        }
        if self.judgement is not None:
            line["cosine"] = round(self.judgement.similarity, 4)
            line["guard"] = self.judgement.guard
            line["probability"] = self.judgement.probability
        return line


@dataclass(slots=True)
class _Tally:
    same: int = 0
    different: int = 0
    served_same: int = 0
    served_different: int = 0

    def add(self, verdict: PairVerdict) -> None:
        if verdict.pair.same:
            self.same += 1
            self.served_same += verdict.served
        else:
            self.different += 1
            self.served_different += verdict.served

    def as_json(self) -> JsonObject:
        served = self.served_same + self.served_different
        pairs = self.same + self.different
        return {
            "pairs": pairs,
            "same": self.same,
            "different": self.different,
            "served_same": self.served_same,
            "served_different": self.served_different,
            "hit_rate": _share(served, pairs),
            "served_same_share": _share(self.served_same, self.same),
            "served_different_share": _share(self.served_different, self.different),
            "false_hit_share": _share(self.served_different, served),
            "false_hit_upper95": round(upper_bound(self.served_different, served), 4),
        }


@dataclass(slots=True)
class PairReport:
    """Counts over all pairs.

    ``hit_rate`` is served ÷ pairs, ``false_hit_share`` served different ÷ served, ``false_hit_upper95`` its one-sided
    95 % Clopper-Pearson bound; ``served_same_share`` and ``served_different_share`` are by label.
    """

    total: _Tally = field(default_factory=_Tally)
    kinds: dict[str, _Tally] = field(default_factory=dict)
    cpu_seconds: list[float] = field(default_factory=list)

    def add(self, verdict: PairVerdict) -> None:
        """Count one pair."""
        self.total.add(verdict)
        self.kinds.setdefault(verdict.pair.kind, _Tally()).add(verdict)
        self.cpu_seconds.append(verdict.cpu_seconds)

    def as_json(self) -> JsonObject:
        """What ``evaluate pairs --json`` prints."""
        kinds = sorted(self.kinds.items(), key=lambda item: (-item[1].same - item[1].different, item[0]))
        return {
            **self.total.as_json(),
            "by_kind": {kind: tally.as_json() for kind, tally in kinds},
            "cpu_ms_p50": round(1000 * percentile(self.cpu_seconds, 0.5), 3),
            "cpu_ms_p95": round(1000 * percentile(self.cpu_seconds, 0.95), 3),
        }


async def evaluate_pairs(laboratory: Laboratory, pairs: Iterable[Pair]) -> AsyncIterator[PairVerdict]:
    """Verdict of each pair in order; each pair has a namespace of its own."""
    for number, pair in enumerate(pairs):
        room = f"pair-{number}"
        await laboratory.insert(laboratory.ask(pair.a, room), b"{}")
        yield _verdict(pair, await laboratory.look_up(pair.b, room))


def _verdict(pair: Pair, found: LookedUp) -> PairVerdict:
    judgement = found.judgements[0] if found.judgements else None
    if found.tier is not Tier.MISS:
        return PairVerdict(pair, True, found.tier.value, found.cpu_seconds, judgement)
    if judgement is not None:
        reason = f"{judgement.verdict.value}:{judgement.guard}" if judgement.guard else judgement.verdict.value
    else:
        reason = found.exact_only_reason or "other-scope-or-below-gate"
    return PairVerdict(pair, False, reason, found.cpu_seconds, judgement)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
