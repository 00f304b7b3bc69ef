"""The embedder port over a loaded model: concurrent callers share runs, and a text that comes again needs none.

Texts that are equal within a batch are embedded once.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.ports import Vector
from .alike.respelt import respelt
from .batches import Batches, BatchLimits
from .onnx_embedder import Float32, OnnxEmbedder
from .remembered import REMEMBERED_COUNT, Remembered

__all__ = ["BatchLimits", "BatchingEmbedder"]


class BatchingEmbedder:
    """Implements :class:`~cachecore_gateway.core.ports.Embedder`; belongs to one event loop."""

    def __init__(
        self, model: OnnxEmbedder, limits: BatchLimits | None = None, remembered_count: int = REMEMBERED_COUNT
    ) -> None:
        """``remembered_count``: texts whose vectors are kept, 0 for none; 4,096 of 384 dimensions take 7 MB."""
        self._model = model
        self._vectors = Remembered[str, Vector](remembered_count)
        self._batches = Batches[str, Vector]("the embedding model", self._embedded, limits)

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
        found = self._vectors.get(text)
        if found is None:
            found = await self._batches.ask(text)
            self._vectors.put(text, found)
        return found

    async def aclose(self) -> None:
        """Refuse those who wait and whoever comes later; the run under way is left to end."""
        await self._batches.aclose()

    def _embedded(self, texts: Sequence[str]) -> list[Vector]:
        meant = {text: respelt(text) for text in texts}
        different = list(dict.fromkeys(meant.values()))
        rows = dict(zip(different, map(_as_bytes, self._model.embed(different)), strict=True))
        return [rows[meant[text]] for text in texts]


def _as_bytes(row: Float32) -> Vector:
    return row.astype("<f4", copy=False).tobytes()
