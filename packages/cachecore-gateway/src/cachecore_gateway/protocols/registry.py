"""All shapes that this gateway caches."""

from __future__ import annotations

from collections.abc import Mapping

from cachecore_gateway.core.ports import ProtocolAdapter

from .chat_completions import ChatCompletions
from .completions import Completions
from .embeddings import Embeddings
from .messages import Messages
from .responses import Responses
from .settings import DEFAULTS, ProtocolSettings

__all__ = ["all_adapters"]

_SHAPES = (ChatCompletions, Responses, Messages, Completions, Embeddings)


def all_adapters(settings: Mapping[str, ProtocolSettings] | None = None) -> Mapping[str, ProtocolAdapter]:
    """One adapter a shape, by name; ``settings`` by the same names, defaults where missing.

    Raises:
        SettingError: an ignore path is malformed or names too much.
    """
    given = settings or {}
    return {shape.name: shape(given.get(shape.name, DEFAULTS)) for shape in _SHAPES}
