"""Loading an ONNX graph so that its bytes are not held twice."""

from __future__ import annotations

from typing import Any

import onnxruntime

__all__ = ["loaded"]


def loaded(model: bytes, options: Any) -> Any:
    """A session on the processor; raises whatever onnxruntime raises."""
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    # The Python wrapper keeps the bytes in case other providers are asked for later: as much memory as the model.
    vars(session).pop("_model_bytes", None)
    return session
