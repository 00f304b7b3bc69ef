"""Protocol-correct answers in the shapes of the OpenAI and Anthropic APIs."""

from .answer import Answer, ToolCall
from .answerer import SHAPES, Answerer, Script, Scripted, Shape
from .embeddings import vector
from .models import DEFAULT_MODELS
from .question import Question, Tool

__all__ = [
    "DEFAULT_MODELS",
    "SHAPES",
    "Answer",
    "Answerer",
    "Question",
    "Script",
    "Scripted",
    "Shape",
    "Tool",
    "ToolCall",
    "vector",
]
