"""Protocols: one pure adapter a file for each API shape, and the pieces that they share."""

from .chat_completions import ChatCompletions
from .settings import ProtocolSettings

__all__ = ["ChatCompletions", "ProtocolSettings"]
