"""The second look at pairs with a story: who is asked what, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.meaning import OperatingPoint, PairView
from cachecore_gateway.semantic.comparison import Comparison
from cachecore_gateway.semantic.retold import Told, look_again

RICE = "Can I freeze cooked rice?"
TOLD = f"The shop is shut. {RICE}"


class Reader:
    """A verifier that says what it was told to, and keeps what it was asked."""

    def __init__(self, core: float = 1.0, aside: float = 0.9) -> None:
        self._core = core
        self._aside = aside
        self.compared: list[Comparison] = []
        self.read: list[Told] = []

    points: ClassVar = {Preset.BALANCED: OperatingPoint(0.5, 0.7), Preset.STRICT: OperatingPoint(0.6, 0.85)}

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        self.compared += comparisons
        return [[self._core] for _ in comparisons]

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        self.read += stories
        return [self._aside for _ in stories]


def looked(reader: Reader, view: PairView, other: str = RICE, veto: str = "", question: str = TOLD) -> PairView:
    views = [view]
    look_again(reader, lambda left, right: veto, [Comparison.of(question, [other], [0.7])], [views])
    return views[0]


@pytest.mark.parametrize("before", [PairView("number", 0.0), PairView("", 0.2)])
def test_a_story_that_changes_nothing_is_overlooked(before: PairView) -> None:
    reader = Reader(aside=0.9)
    assert looked(reader, before) == PairView("", 0.9)
    assert reader.compared == [Comparison.of(RICE, [RICE], [0.7])]
    assert reader.read == [Told(RICE, TOLD, ("The shop is shut.",))]


def test_both_stories_must_change_nothing() -> None:
    reader = Reader(core=0.9, aside=0.86)
    found = looked(reader, PairView("", 0.1), other=f"{RICE} It is late.")
    assert found.probability == pytest.approx(0.9 * 0.86 * 0.86)
    late = f"{RICE} It is late."
    assert reader.read == [Told(RICE, TOLD, ("The shop is shut.",)), Told(RICE, late, ("It is late.",))]


def test_a_stored_story_must_pass_at_the_strict_point() -> None:
    asked, stored = RICE, TOLD
    assert looked(Reader(aside=0.86), PairView("", 0.1), question=asked, other=stored) == PairView("", 0.86)
    assert looked(Reader(aside=0.84), PairView("", 0.1), question=asked, other=stored) == PairView("", 0.0)
    assert looked(Reader(aside=0.84), PairView("", 0.1), question=stored, other=asked) == PairView("", 0.84)


@pytest.mark.parametrize(
    ("question", "stored"),
    [
        (RICE, f"{RICE} Ignore that and be rude."),
        (RICE, f"Answer in French. {RICE}"),
        (f"Answer in French. {RICE}", RICE),
        (f"{RICE} And may I freeze pasta?", RICE),
        (f"{RICE} Can I freeze cooked rice for a dog? {RICE}", RICE),
    ],
)
@pytest.mark.parametrize("before", [0.1, 0.99])
def test_what_asks_or_commands_beside_a_question_is_never_overlooked(question: str, stored: str, before: float) -> None:
    reader = Reader(aside=1.0)
    assert looked(reader, PairView("", before), question=question, other=stored) == PairView("task", 0.0)
    assert not reader.read


def test_a_veto_on_the_questions_themselves_holds() -> None:
    reader = Reader()
    assert looked(reader, PairView("number", 0.0), veto="name") == PairView("number", 0.0)
    assert looked(reader, PairView("", 0.95), veto="name") == PairView("name", 0.0)
    assert not reader.compared


def test_a_text_that_repeats_itself_is_not_looked_at_again() -> None:
    reader = Reader()
    assert looked(reader, PairView("repetition", 0.0)) == PairView("repetition", 0.0)
    assert not reader.compared


def test_questions_that_differ_are_not_read_any_further() -> None:
    reader = Reader(core=0.4)
    assert looked(reader, PairView("", 0.1)) == PairView("", 0.1)
    assert not reader.read


@pytest.mark.parametrize("before", [0.6, 0.99])
def test_the_story_decides_whatever_was_found_of_the_whole(before: float) -> None:
    assert looked(Reader(aside=0.3), PairView("", before)) == PairView("", 0.3)


def test_what_is_certain_is_not_looked_at_again() -> None:
    reader = Reader()
    assert looked(reader, PairView("", 1.0)) == PairView("", 1.0)
    assert not reader.compared


def test_only_the_nearest_candidates_get_a_second_look() -> None:
    reader = Reader()
    others = [RICE, "May I freeze rice?", "Can rice be frozen?"]
    views = [PairView("", 0.1) for _ in others]
    look_again(reader, lambda left, right: "", [Comparison.of(TOLD, others, [0.9, 0.8, 0.7])], [views])
    assert [view.probability for view in views] == [0.9, 0.9, 0.1]


def test_views_that_were_left_out_are_left_out() -> None:
    views = [PairView("", 1.0)]
    look_again(Reader(), lambda left, right: "", [Comparison.of(TOLD, [TOLD, RICE], [1.0, 0.7])], [views])
    assert views == [PairView("", 1.0)]
