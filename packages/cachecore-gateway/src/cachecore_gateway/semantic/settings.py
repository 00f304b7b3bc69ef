"""Settings of the embedding model and the verifier; parsed by ``config``, honoured by ``app``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cachecore_gateway.core.errors import SettingError

__all__ = ["SemanticSettings"]


@dataclass(frozen=True, slots=True)
class SemanticSettings:
    """Which models run, and on how much of the machine."""

    model_directory: Path | None = None
    """Folder of another ONNX embedding model; ``None``: the one that comes with CacheCore."""
    embedding_threads: int = 1
    """Threads of one embedding run, 1 to 64."""
    embedding_deadline_seconds: float = 1.0
    """Longest wait for an embedding, queue included, > 0; then the request goes on without the semantic tier."""

    def __post_init__(self) -> None:
        if not 1 <= self.embedding_threads <= 64:
            raise SettingError(f"semantic.embedding_threads is {self.embedding_threads}; set it to 1 to 64.")
        if not self.embedding_deadline_seconds > 0:
            raise SettingError("semantic.embedding_deadline_seconds must be positive.")
