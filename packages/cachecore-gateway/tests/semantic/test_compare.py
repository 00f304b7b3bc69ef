"""Guards first, then the verifier for what they let pass, off the event loop."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.meaning import OperatingPoint
from cachecore_gateway.semantic.compare import GateVerifier, LocalPairJudge
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder

ASKED = "How do I reset my password?"
SAME = "how do i reset my password please"
OTHERS = [SAME, "How do I never reset my password?", "How can I reset my password?", "How do I reset my watch?"]


class RecordingVerifier:
    """Answers with the length of the question over a hundred; remembers what it was asked, and where."""

    points: Mapping[Preset, OperatingPoint] = {Preset.BALANCED: OperatingPoint(0.5, 0.5)}

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.thread = ""

    def probabilities(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[float]:
        self.asked += others
        self.thread = threading.current_thread().name
        return [len(other) / 100 for other in others]


class BrokenVerifier:
    points: Mapping[Preset, OperatingPoint] = {}

    def probabilities(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[float]:
        raise ValueError("no model")


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


async def test_no_candidates_no_views() -> None:
    judge = LocalPairJudge(RecordingVerifier())
    assert await judge.compare(ASKED, [], []) == []
    await judge.aclose()


async def test_a_broken_verifier_is_reported_as_unavailable() -> None:
    judge = LocalPairJudge(BrokenVerifier())
    with pytest.raises(StoreUnavailable):
        await judge.compare(ASKED, [SAME], [0.9])
    await judge.aclose()


async def test_a_closed_judge_refuses() -> None:
    judge = LocalPairJudge(GateVerifier())
    await judge.aclose()
    with pytest.raises(StoreUnavailable):
        await judge.compare(ASKED, [SAME], [0.9])


def test_the_gate_prefers_the_nearest_and_strict_asks_for_more() -> None:
    gate = GateVerifier()
    assert gate.probabilities(ASKED, [SAME, SAME], [0.95, -0.2]) == [0.95, 0.0]
    balanced, strict = gate.points[Preset.BALANCED], gate.points[Preset.STRICT]
    assert (balanced.gate, strict.gate) == (0.86, 0.92)
    assert strict.probability > balanced.probability


async def test_the_loaded_judge_is_ready() -> None:
    judge = LocalPairJudge.load(OnnxEmbedder(packaged_model()))
    assert (await judge.compare(ASKED, [SAME], [0.97]))[0].guard == ""
    assert judge.points
    await judge.aclose()
