"""Protocols: one pure adapter a file for each API shape, and the pieces that they share."""

from .chat_completions import ChatCompletions
from .completions import Completions
from .embeddings import Embeddings
from .messages import Messages
from .registry import all_adapters
from .responses import Responses
from .settings import ProtocolSettings

__all__ = [
    "ChatCompletions",
    "Completions",
    "Embeddings",
    "Messages",
    "ProtocolSettings",
    "Responses",
    "all_adapters",
]
