"""Sharing one model among concurrent callers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Embedder
from cachecore_gateway.semantic.batching_embedder import BatchingEmbedder, BatchLimits
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import Float32, OnnxEmbedder, TextTooLong

WAIT_SECONDS = 5
PATIENT = BatchLimits(deadline_seconds=WAIT_SECONDS)


class GatedModel(OnnxEmbedder):
    """The real model, whose runs wait at a gate and are recorded."""

    def __init__(self) -> None:
        super().__init__(packaged_model())
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.batches: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Float32:
        self.batches.append(list(texts))
        self.entered.set()
        assert self.gate.wait(WAIT_SECONDS)
        return super().embed(texts)


class BrokenModel(OnnxEmbedder):
    def embed(self, texts: Sequence[str]) -> Float32:
        raise RuntimeError("secret text in an error: " + texts[0])


@pytest.fixture(scope="module")
def model() -> GatedModel:
    return GatedModel()


@pytest.fixture(autouse=True)
def closed_gate(model: GatedModel) -> None:
    model.gate.clear()
    model.entered.clear()
    model.batches.clear()


@pytest.fixture
async def embedder(model: GatedModel) -> AsyncIterator[BatchingEmbedder]:
    embedder = BatchingEmbedder(model, PATIENT)
    yield embedder
    model.gate.set()
    await embedder.aclose()


async def first_run_begun(model: GatedModel) -> None:
    assert await asyncio.to_thread(model.entered.wait, WAIT_SECONDS)


async def test_a_vector_is_little_endian_float32_of_unit_length(model: GatedModel, embedder: BatchingEmbedder) -> None:
    port: Embedder = embedder
    model.gate.set()
    vector = np.frombuffer(await port.embed("reset my password"), "<f4")
    assert vector.shape == (port.dimensions,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)
    assert port.model_id == model.model_id


async def test_callers_who_wait_during_a_run_share_the_next_one(model: GatedModel, embedder: BatchingEmbedder) -> None:
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    others = [asyncio.create_task(embedder.embed(text)) for text in ("second", "third", "second")]
    await asyncio.sleep(0)
    model.gate.set()
    vectors = await asyncio.gather(leader, *others)
    assert model.batches == [["first"], ["second", "third"]]
    assert vectors[1] == vectors[3] != vectors[2]


async def test_a_text_that_comes_again_needs_no_run(model: GatedModel, embedder: BatchingEmbedder) -> None:
    model.gate.set()
    once = await embedder.embed("again")
    assert await embedder.embed("again") == once
    assert model.batches == [["again"]]


async def test_an_embedder_that_remembers_nothing_embeds_each_time(model: GatedModel) -> None:
    model.gate.set()
    embedder = BatchingEmbedder(model, PATIENT, remembered_count=0)
    assert await embedder.embed("again") == await embedder.embed("again")
    assert model.batches == [["again"], ["again"]]
    await embedder.aclose()


async def test_the_event_loop_goes_on_while_the_model_runs(model: GatedModel, embedder: BatchingEmbedder) -> None:
    caller = asyncio.create_task(embedder.embed("slow"))
    await first_run_begun(model)
    assert not caller.done()
    model.gate.set()
    await caller


async def test_a_text_past_the_window_spoils_no_other(model: GatedModel, embedder: BatchingEmbedder) -> None:
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    long, short = asyncio.create_task(embedder.embed("word " * 300)), asyncio.create_task(embedder.embed("short"))
    await asyncio.sleep(0)
    model.gate.set()
    await leader
    with pytest.raises(TextTooLong):
        await long
    assert len(await short) == 4 * 384


async def test_a_slow_model_is_given_up_at_the_deadline(model: GatedModel) -> None:
    embedder = BatchingEmbedder(model, BatchLimits(deadline_seconds=0.01))
    with pytest.raises(StoreUnavailable, match="in time"):
        await embedder.embed("first")
    model.gate.set()
    await embedder.aclose()


async def test_callers_who_left_are_not_embedded(model: GatedModel, embedder: BatchingEmbedder) -> None:
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    leaver, stayer = asyncio.create_task(embedder.embed("leaver")), asyncio.create_task(embedder.embed("stayer"))
    await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.wait([leaver], timeout=WAIT_SECONDS)
    model.gate.set()
    await asyncio.gather(leader, stayer)
    assert model.batches == [["first"], ["stayer"]]


async def test_a_full_queue_refuses_at_once(model: GatedModel) -> None:
    embedder = BatchingEmbedder(model, BatchLimits(deadline_seconds=WAIT_SECONDS, waiting_count=1))
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    waiting = asyncio.create_task(embedder.embed("second"))
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailable, match="too many"):
        await embedder.embed("third")
    model.gate.set()
    await asyncio.gather(leader, waiting)
    await embedder.aclose()


async def test_no_run_takes_more_than_a_batch(model: GatedModel) -> None:
    embedder = BatchingEmbedder(model, BatchLimits(deadline_seconds=WAIT_SECONDS, batch_count=3))
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    others = [asyncio.create_task(embedder.embed(f"text {n}")) for n in range(7)]
    await asyncio.sleep(0)
    model.gate.set()
    await asyncio.gather(leader, *others)
    assert [len(batch) for batch in model.batches] == [1, 3, 3, 1]
    await embedder.aclose()


async def test_a_failing_model_costs_its_callers_the_tier_and_shows_no_text() -> None:
    embedder = BatchingEmbedder(BrokenModel.__new__(BrokenModel), PATIENT)
    with pytest.raises(StoreUnavailable) as raised:
        await embedder.embed("private question")
    assert "private" not in str(raised.value)
    await embedder.aclose()


async def test_after_close_callers_are_refused_and_those_in_the_queue_too(model: GatedModel) -> None:
    embedder = BatchingEmbedder(model, PATIENT)
    leader = asyncio.create_task(embedder.embed("first"))
    await first_run_begun(model)
    waiting = asyncio.create_task(embedder.embed("second"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(embedder.aclose())
    with pytest.raises(StoreUnavailable, match="shut down"):
        await waiting
    model.gate.set()
    await asyncio.gather(leader, closing)
    with pytest.raises(StoreUnavailable, match="shut down"):
        await embedder.embed("third")
