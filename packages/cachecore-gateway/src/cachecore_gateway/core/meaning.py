"""The semantic decision: may the answer stored for question A be served for question B? (L2.md §2)

Cosine proposes, guards veto, the verifier decides. This module holds the records of that decision and the decision
itself; embedding, guards and verifier are behind ports. Every candidate that was looked at leaves one ``Judgement``, so
each hit and each miss can say why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from .controls import Controls, Preset

__all__ = [
    "Bar",
    "Judgement",
    "Memory",
    "Neighbour",
    "OperatingPoint",
    "PairView",
    "Verdict",
    "bar_for",
    "first_accepted",
    "handle_of",
    "judge",
    "with_probability",
]


class Verdict(Enum):
    """What became of one candidate."""

    ACCEPTED = "accepted"
    BELOW_GATE = "below-gate"
    NOT_ALIVE = "not-alive"
    NEVER_MATCH = "never-match"
    """A report, a re-check or the judge said that this pair differs."""
    PROMOTED = "promoted"
    """The judge confirmed this pair; guards and verifier are not asked."""
    VETOED = "vetoed"
    IMPROBABLE = "improbable"


class Memory(Enum):
    """What is remembered about a pair of questions."""

    UNKNOWN = "unknown"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A candidate as the index returns it: entry key and cosine (−1…1)."""

    key: str
    similarity: float


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Lowest cosine and lowest probability at which a candidate is served; from the calibration record."""

    gate: float
    probability: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The operating point that holds for one request; ``None`` in place of it: L2 is off."""

    preset: Preset
    point: OperatingPoint
    floor: float = -1.0
    """Lowest cosine that operator and caller allow; a confirmed pair may lie between it and the gate."""


@dataclass(frozen=True, slots=True)
class PairView:
    """What guards and verifier say of two questions.

    ``guard`` names the guard that vetoed, empty for none; ``probability`` that both want the same answer, 0…1, 0.0 when
    a guard vetoed first.
    """

    guard: str
    probability: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why one candidate was served or not."""

    entry_id: str
    similarity: float
    verdict: Verdict
    guard: str = ""
    probability: float | None = None


def handle_of(question: str) -> str:
    """32 hex under which a question is remembered and reported, so that no text has to be kept or sent."""
    return sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def bar_for(
    presets: Mapping[Preset, OperatingPoint], configured: Preset, controls: Controls, floor: float | None
) -> Bar | None:
    """The operating point for a request, the more careful of configuration and request; ``None`` when L2 is off.

    ``floor`` is the operator's ``l2_similarity_threshold``; it and the request's own can only raise the gate.
    """
    preset = configured if controls.preset is None else configured.at_least(controls.preset)
    point = presets.get(preset)
    if preset is Preset.OFF or point is None:
        return None
    least = max(-1.0 if floor is None else floor, controls.min_similarity or -1.0)
    return Bar(preset, OperatingPoint(max(point.gate, least), point.probability), least)


def with_probability(
    points: Mapping[Preset, OperatingPoint], probability: float | None
) -> Mapping[Preset, OperatingPoint]:
    """The points with ``balanced`` at the operator's probability, and none of the others below it."""
    if probability is None:
        return points
    return {
        preset: OperatingPoint(
            point.gate, probability if preset is Preset.BALANCED else max(point.probability, probability)
        )
        for preset, point in points.items()
    }


def judge(neighbour: Neighbour, entry_id: str, memory: Memory, view: PairView | None, bar: Bar) -> Judgement:
    """Decide one live candidate.

    What is remembered of a pair outweighs the model's gate, never the floor. ``view`` is ``None`` when it was not
    needed: below the gate, far behind the nearest candidate, or the pair is remembered.
    """
    similarity = neighbour.similarity
    if memory is Memory.DIFFERENT:
        return Judgement(entry_id, similarity, Verdict.NEVER_MATCH)
    if memory is Memory.SAME and similarity >= bar.floor:
        return Judgement(entry_id, similarity, Verdict.PROMOTED)
    if similarity < bar.point.gate:
        return Judgement(entry_id, similarity, Verdict.BELOW_GATE)
    if view is None:
        return Judgement(entry_id, similarity, Verdict.IMPROBABLE)
    if view.guard:
        return Judgement(entry_id, similarity, Verdict.VETOED, view.guard, view.probability)
    accepted = view.probability >= bar.point.probability
    verdict = Verdict.ACCEPTED if accepted else Verdict.IMPROBABLE
    return Judgement(entry_id, similarity, verdict, "", view.probability)


def first_accepted(judgements: Sequence[Judgement]) -> int | None:
    """Index of the candidate to serve: a promoted one, else the most probable accepted one; ``None`` for none."""
    best: int | None = None
    for index, judgement in enumerate(judgements):
        if judgement.verdict is Verdict.PROMOTED:
            return index
        if judgement.verdict is Verdict.ACCEPTED and (
            best is None or (judgement.probability or 0.0) > (judgements[best].probability or 0.0)
        ):
            best = index
    return best
