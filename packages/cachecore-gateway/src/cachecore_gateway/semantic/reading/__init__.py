"""What a short text says, read once: words, numbers, code, language. Everything here looks at one text alone."""

from .text import Text, analyse

__all__ = ["Text", "analyse"]
