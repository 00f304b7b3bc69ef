"""Guards first, then the verifier for what they let pass, off the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence

import pytest

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.meaning import OperatingPoint, PairView
from cachecore_gateway.semantic.compare import GateVerifier, LocalPairJudge
from cachecore_gateway.semantic.comparison import Comparison
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.retold import Told

WAIT_SECONDS = 5
ASKED = "How do I reset my password?"
SAME = "how do i reset my password please"
BREAKING = SAME
OTHERS = [SAME, "How do I never reset my password?", "How can I reset my password?", "How do I reset my watch?"]


class RecordingVerifier:
    """Answers with the length of the question over a hundred; notes what it was asked, and where. Waits at a gate."""

    points: Mapping[Preset, OperatingPoint] = {Preset.BALANCED: OperatingPoint(0.5, 0.5)}

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.runs: list[list[str]] = []
        self.thread = ""
        self.certain = ""
        self.gate, self.entered = threading.Event(), threading.Event()
        self.gate.set()

    def is_certain(self, question: str, other: str) -> bool:
        return other == self.certain

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        self.runs.append([asked.question for asked in comparisons])
        self.asked += [other for asked in comparisons for other in asked.others]
        self.thread = threading.current_thread().name
        self.entered.set()
        assert self.gate.wait(WAIT_SECONDS)
        return [[len(other) / 100 for other in asked.others] for asked in comparisons]

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        return [0.0 for _ in stories]


class BrokenVerifier:
    """Breaks over one text."""

    points: Mapping[Preset, OperatingPoint] = {}

    def is_certain(self, question: str, other: str) -> bool:
        return False

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        if any(BREAKING in asked.others for asked in comparisons):
            raise ValueError("no model")
        return [[0.7] * len(asked.others) for asked in comparisons]

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        return [0.0 for _ in stories]


async def test_views_come_in_order_and_name_the_guard() -> None:
    judge = LocalPairJudge(RecordingVerifier())
    views = await judge.compare(ASKED, OTHERS, [0.9] * 4)
    assert [view.guard for view in views] == ["", "negation", "", "substitution"]
    assert [view.probability for view in views] == [len(OTHERS[0]) / 100, 0.0, len(OTHERS[2]) / 100, 0.0]
    await judge.aclose()


async def test_the_verifier_sees_only_what_the_guards_let_pass_in_another_thread() -> None:
    verifier = RecordingVerifier()
    judge = LocalPairJudge(verifier)
    await judge.compare(ASKED, OTHERS, [0.9] * 4)
    assert verifier.asked == [OTHERS[0], OTHERS[2]]
    assert verifier.thread != threading.current_thread().name
    await judge.aclose()


async def test_nothing_is_asked_about_candidates_after_a_certain_one() -> None:
    verifier = RecordingVerifier()
    verifier.certain = OTHERS[2]
    judge = LocalPairJudge(verifier)
    views = await judge.compare(ASKED, [*OTHERS[:3], SAME], [0.9] * 4)
    assert [view.guard for view in views] == ["", "negation", ""]
    assert verifier.asked == [OTHERS[0], OTHERS[2]]
    await judge.aclose()


async def test_a_certain_candidate_that_a_guard_vetoes_ends_nothing() -> None:
    verifier = RecordingVerifier()
    verifier.certain = OTHERS[1]
    judge = LocalPairJudge(verifier)
    assert len(await judge.compare(ASKED, OTHERS, [0.9] * 4)) == 4
    await judge.aclose()


async def test_no_candidates_no_views() -> None:
    judge = LocalPairJudge(RecordingVerifier())
    assert await judge.compare(ASKED, [], []) == []
    await judge.aclose()


async def test_a_broken_verifier_is_reported_as_unavailable() -> None:
    judge = LocalPairJudge(BrokenVerifier())
    with pytest.raises(StoreUnavailable):
        await judge.compare(ASKED, [SAME], [0.9])
    await judge.aclose()


async def test_one_lookup_that_breaks_the_verifier_spoils_no_other() -> None:
    judge = LocalPairJudge(BrokenVerifier())
    lookups = [judge.compare(ASKED, [other], [0.9]) for other in (OTHERS[2], SAME, OTHERS[2])]
    first, broken, last = await asyncio.gather(*lookups, return_exceptions=True)
    assert isinstance(broken, StoreUnavailable)
    assert first == last == [PairView("", 0.7)]
    await judge.aclose()


async def test_lookups_that_wait_during_a_run_are_judged_together_in_the_next() -> None:
    verifier = RecordingVerifier()
    judge = LocalPairJudge(verifier)
    verifier.gate.clear()
    first = asyncio.create_task(judge.compare("first", ["first one"], [0.9]))
    assert await asyncio.to_thread(verifier.entered.wait, WAIT_SECONDS)
    others = [asyncio.create_task(judge.compare(text, [f"{text} one"], [0.9])) for text in ("second", "third")]
    await asyncio.sleep(0)
    verifier.gate.set()
    found = await asyncio.wait_for(asyncio.gather(first, *others), WAIT_SECONDS)
    assert verifier.runs == [["first"], ["second", "third"]]
    assert [len(views) for views in found] == [1, 1, 1]
    await judge.aclose()


async def test_the_same_comparison_is_judged_once() -> None:
    verifier = RecordingVerifier()
    judge = LocalPairJudge(verifier)
    once = await judge.compare(ASKED, OTHERS, [0.9] * 4)
    assert await judge.compare(ASKED, OTHERS, [0.9] * 4) == once
    assert verifier.runs == [[ASKED]]
    await judge.aclose()


@pytest.mark.parametrize(
    ("question", "others", "similarities"),
    [(SAME, [OTHERS[2]], [0.9]), (ASKED, [SAME], [0.9]), (ASKED, [OTHERS[2]], [0.91])],
)
async def test_another_question_candidate_or_cosine_is_judged_anew(
    question: str, others: list[str], similarities: list[float]
) -> None:
    verifier = RecordingVerifier()
    judge = LocalPairJudge(verifier)
    await judge.compare(ASKED, [OTHERS[2]], [0.9])
    await judge.compare(question, others, similarities)
    assert len(verifier.runs) == 2
    await judge.aclose()


async def test_a_judge_that_remembers_nothing_judges_each_time() -> None:
    verifier = RecordingVerifier()
    judge = LocalPairJudge(verifier, remembered_count=0)
    for _ in range(2):
        await judge.compare(ASKED, [SAME], [0.9])
    assert verifier.runs == [[ASKED], [ASKED]]
    await judge.aclose()


async def test_a_closed_judge_refuses() -> None:
    judge = LocalPairJudge(GateVerifier())
    await judge.aclose()
    with pytest.raises(StoreUnavailable):
        await judge.compare(ASKED, [SAME], [0.9])


def test_the_gate_prefers_the_nearest_and_strict_asks_for_more() -> None:
    gate = GateVerifier()
    assert gate.probabilities([Comparison.of(ASKED, [SAME, SAME], [0.95, -0.2])]) == [[0.95, 0.0]]
    balanced, strict = gate.points[Preset.BALANCED], gate.points[Preset.STRICT]
    assert (balanced.gate, strict.gate) == (0.86, 0.92)
    assert strict.probability > balanced.probability


async def test_the_loaded_judge_is_ready() -> None:
    judge = LocalPairJudge.load(OnnxEmbedder(packaged_model()))
    assert (await judge.compare(ASKED, [SAME], [0.97]))[0].guard == ""
    assert judge.points
    await judge.aclose()
