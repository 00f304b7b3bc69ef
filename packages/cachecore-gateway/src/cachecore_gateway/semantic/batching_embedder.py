"""The embedder port over a loaded model: concurrent callers share runs, off the event loop, within a deadline.

While one run is under way, callers wait in a queue; the next run takes all of them up to a batch. So a lone caller
waits for nobody, and under load batches form by themselves. Texts that are equal within a batch are embedded once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..core.errors import StoreUnavailable
from ..core.ports import Vector
from .onnx_embedder import Float32, OnnxEmbedder, TextTooLong

__all__ = ["BatchLimits", "BatchingEmbedder"]


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """Bounds of the queue."""

    deadline_seconds: float = 0.25
    """Longest wait of a caller, queue and run together."""
    batch_count: int = 32
    """Most texts of one run."""
    waiting_count: int = 1024
    """Most callers in the queue; further ones are refused at once."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    text: str
    vector: asyncio.Future[Vector]


class BatchingEmbedder:
    """Implements :class:`~cachecore_gateway.core.ports.Embedder`; belongs to one event loop."""

    def __init__(self, model: OnnxEmbedder, limits: BatchLimits | None = None) -> None:
        self._model = model
        self._limits = limits or BatchLimits()
        self._waiting: deque[_Waiting] = deque()
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cachecore-embed")
        self._closed = False

    @property
    def model_id(self) -> str:
        """SHA-256 of the model file, 64 hex."""
        return self._model.model_id

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._model.dimensions

    async def embed(self, text: str) -> Vector:
        """Unit vector of `text`, little-endian float32.

        Raises:
            TextTooLong: the text does not fit the model's window (a StoreUnavailable).
            StoreUnavailable: the deadline passed, the queue is full, the model failed, or this was closed.
        """
        self._refuse_when_unable()
        waiting = _Waiting(text, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._drain())
        try:
            async with asyncio.timeout(self._limits.deadline_seconds):
                return await waiting.vector
        except TimeoutError as error:
            raise StoreUnavailable("the embedding model did not answer in time") from error

    async def aclose(self) -> None:
        """Refuse those who wait and whoever comes later; the run under way is left to end."""
        self._closed = True
        while self._waiting:
            _fail(self._waiting.popleft(), StoreUnavailable("the embedding model is shut down"))
        if self._running is not None:
            await self._running
        self._thread.shutdown(wait=False)

    def _refuse_when_unable(self) -> None:
        if self._closed:
            raise StoreUnavailable("the embedding model is shut down")
        if len(self._waiting) >= self._limits.waiting_count:
            raise StoreUnavailable("too many texts wait for the embedding model")

    async def _drain(self) -> None:
        while batch := self._next_batch():
            await self._embed_batch(batch)
        self._running = None

    def _next_batch(self) -> list[_Waiting]:
        """The longest waiting callers that are still there; those whose deadline passed are dropped."""
        batch: list[_Waiting] = []
        while self._waiting and len(batch) < self._limits.batch_count:
            waiting = self._waiting.popleft()
            if not waiting.vector.done():
                batch.append(waiting)
        return batch

    async def _embed_batch(self, batch: Sequence[_Waiting]) -> None:
        texts = list(dict.fromkeys(waiting.text for waiting in batch))
        rows: Sequence[Vector | StoreUnavailable]
        try:
            rows = await asyncio.get_running_loop().run_in_executor(self._thread, _embed_each, self._model, texts)
        except Exception:  # noqa: BLE001 — whatever the model raised, its callers go on without it
            rows = [StoreUnavailable("the embedding model failed") for _ in texts]
        outcome = dict(zip(texts, rows, strict=True))
        for waiting in batch:
            _settle(waiting, outcome[waiting.text])


def _embed_each(model: OnnxEmbedder, texts: Sequence[str]) -> list[Vector | StoreUnavailable]:
    """A vector or a refusal per text; one text that does not fit spoils no other."""
    try:
        return [_as_bytes(row) for row in model.embed(texts)]
    except TextTooLong as refusal:
        if len(texts) == 1:
            return [refusal]
    return [outcome for text in texts for outcome in _embed_each(model, [text])]


def _as_bytes(row: Float32) -> Vector:
    return row.astype("<f4", copy=False).tobytes()


def _settle(waiting: _Waiting, outcome: Vector | StoreUnavailable) -> None:
    if isinstance(outcome, StoreUnavailable):
        _fail(waiting, outcome)
    elif not waiting.vector.done():
        waiting.vector.set_result(outcome)


def _fail(waiting: _Waiting, error: StoreUnavailable) -> None:
    if not waiting.vector.done():
        waiting.vector.set_exception(error)
