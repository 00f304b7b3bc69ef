"""A second look at pairs of which one tells the question inside a story: is the story all that is in the way?

A pair is served without the sentences that stand beside the question (:mod:`.asides`) where guards and verifier find
the rest to be one question, and the verifier finds of each whole text that its story changes nothing. Both must hold,
so the probabilities are multiplied. A stored answer was given to the stored story and may speak of it, and who plants
entries chooses their stories; so what stands beside a stored question must pass at the strict operating point, and may
never sound like a word to the assistant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from ..core.controls import Preset
from ..core.meaning import OperatingPoint, PairView
from .alike import compared
from .asides import parted
from .comparison import Comparison
from .guards.repetition_guard import RepetitionGuard

__all__ = ["AsideVerifier", "Told", "look_again"]

_MOST_LOOKS = 2
"""Candidates of a comparison that get a second look, nearest first."""
_TASK = "task"
"""Reason where something beside the question asks or commands."""
_WORTH_READING = 0.5
"""Probability of the questions by themselves from which the stories are read."""


class Told(NamedTuple):
    """A question, the text that tells it with a story, and what stands beside it there."""

    question: str
    text: str
    beside: tuple[str, ...]


class AsideVerifier(Protocol):
    """What this module asks of a verifier."""

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset, calibrated for the embedding model in use."""

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        """Of each comparison one probability (0…1) per other question, in order."""

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        """Of each: does the story change nothing in the question, 0…1?"""


@dataclass(frozen=True, slots=True)
class _Look:
    """A candidate by its place, both questions without stories, and the two texts as they came."""

    views: list[PairView]
    row: int
    core: Comparison
    asked: Told
    stored: Told
    sets_tasks: bool

    @property
    def told(self) -> list[Told]:
        """Each question that came in a story; the one asked first."""
        return [told for told in (self.asked, self.stored) if told.beside]


def look_again(
    verifier: AsideVerifier,
    veto: Callable[[str, str], str],
    comparisons: Sequence[Comparison],
    views: Sequence[list[PairView]],
) -> None:
    """Replace the views of pairs whose questions alone may be one: what stands beside them decides, whatever was found.

    Args:
        veto: name of the guard that keeps two questions apart, empty for none.
        views: of each comparison one a candidate, perhaps without the last ones.
    """
    looks = [
        look
        for asked, found in zip(comparisons, views, strict=True)
        for look in islice(_looks(asked, found), _MOST_LOOKS)
        if not _kept_apart(look, veto(look.core.question, look.core.others[0]))
    ]
    if not looks:
        return
    found = [
        (look, chances[0])
        for look, chances in zip(looks, verifier.probabilities([look.core for look in looks]), strict=True)
    ]
    found = [(look, chance) for look, chance in found if chance >= _WORTH_READING]
    told = [story for look, _ in found if not look.sets_tasks for story in look.told]
    harmless = iter(verifier.aside_probabilities(told))
    least = verifier.points[Preset.STRICT].probability
    for look, chance in found:
        look.views[look.row] = PairView(_TASK, 0.0) if look.sets_tasks else _with_stories(look, chance, harmless, least)


def _kept_apart(look: _Look, guard: str) -> bool:
    """Does a guard veto the questions without their stories, which may have hidden it? Then it vetoes both."""
    if guard and not look.views[look.row].guard:
        look.views[look.row] = PairView(guard, 0.0)
    return bool(guard)


def _with_stories(look: _Look, chance: float, harmless: Iterator[float], least: float) -> PairView:
    """The view where the questions alone have ``chance``; a stored story below ``least`` lets nothing pass."""
    for story in look.told:
        told = next(harmless)
        chance *= told if story is look.asked or told >= least else 0.0
    return PairView("", chance)


def _looks(asked: Comparison, views: list[PairView]) -> Iterator[_Look]:
    for row, view in enumerate(views):
        if view.guard == RepetitionGuard.name or (not view.guard and view.probability == 1.0):
            continue
        question, other = compared(asked.question, asked.others[row])
        parts = parted(question, other)
        if parts is not None:
            core = Comparison.of(parts.left, [parts.right], [asked.similarities[row]])
            ours = Told(parts.left, question, parts.beside_left)
            yield _Look(views, row, core, ours, Told(parts.right, other, parts.beside_right), parts.sets_tasks)
