"""GET /v1/models and /v1/models/{id}."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from ..reply import Reply, error_reply, json_reply
from .chat import CREATED

DEFAULT_MODELS = ("gpt-4o-mini", "gpt-4o", "gpt-4.1", "text-embedding-3-small", "claude-sonnet-4-5")
"""What the double lists where it is given no other names. It answers requests for any model, listed or not."""


def list_reply(models: Sequence[str]) -> Reply:
    """All models."""
    return json_reply({"object": "list", "data": [_model(name) for name in models]})


def model_reply(models: Sequence[str], quoted_name: str) -> Reply:
    """One model; 404 where it is not listed."""
    name = unquote(quoted_name)
    if name not in models:
        return error_reply(404, f"The model '{name}' does not exist.")
    return json_reply(_model(name))


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "upstream-double"}
