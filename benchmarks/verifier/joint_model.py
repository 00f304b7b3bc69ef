"""The verifier in torch: the encoder's lower layers read each question alone, the upper layers read both together.

The lower layers stay as published, so their output of a text is worked out once and kept; training then costs a
fraction of what a full cross-encoder costs (after PreTTR, MacAvaney et al., SIGIR 2020). The head sees both mean
vectors as the embedding model pools them, their difference and their product, so training starts from the cosine.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from pair_model import WIDTH, Layer, PairModel, from_weights
from torch import Tensor, nn

Weights = Mapping[str, NDArray[np.float32]]
HEAD_DROPOUT = 0.1


class JointModel(nn.Module):
    """Upper layers `lower`… of the encoder over the states of both texts, and the head."""

    def __init__(self, lower: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.lower = lower
        self.segment = nn.Parameter(torch.zeros(2, WIDTH))
        self.layer = nn.ModuleList(Layer(dropout) for _ in range(layers - lower))
        self.classifier = nn.Linear(3 * WIDTH, 1)
        self._dropout = nn.Dropout(HEAD_DROPOUT)

    def forward(self, states: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Logits (pairs,) of lower states (pairs, tokens, width), mask and types int64 (pairs, tokens)."""
        hidden = states + self.segment[types]
        keep = mask.bool()[:, None, None, :]
        for layer in self.layer:
            hidden = layer(hidden, keep)
        left, right = _pooled(hidden, mask * (1 - types)), _pooled(hidden, mask * types)
        seen = torch.cat([(left - right).abs(), left * right, hidden[:, 0]], 1)
        logit: Tensor = self.classifier(self._dropout(seen)).squeeze(1)
        return logit


def _pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean of the masked tokens, scaled to root mean square one."""
    total = (hidden * mask.unsqueeze(2)).sum(1)
    return nn.functional.normalize(total.float(), dim=1) * WIDTH**0.5


def started(weights: Weights, lower: int, layers: int, dropout: float = 0.0) -> tuple[PairModel, JointModel]:
    """Lower part and upper part from the published weights; the head starts as eight times the cosine, less six."""
    whole = from_weights(weights, layers)
    joint = JointModel(lower, layers, dropout)
    for own, theirs in zip(joint.layer, list(whole.encoder.layer)[lower:], strict=True):
        own.load_state_dict(theirs.state_dict())
    with torch.no_grad():
        joint.segment[1].normal_(std=0.1)
        joint.classifier.weight.zero_()
        joint.classifier.weight[0, WIDTH : 2 * WIDTH] = 8.0 / WIDTH
        joint.classifier.bias.fill_(-6.0)
    return whole.eval(), joint


@torch.inference_mode()
def lower_states(whole: PairModel, lower: int, ids: Tensor, mask: Tensor) -> Tensor:
    """States (texts, tokens, width) after the lower layers, each text alone."""
    hidden, keep = whole._embed(ids, torch.zeros_like(ids)), mask.bool()[:, None, None, :]
    for layer in list(whole.encoder.layer)[:lower]:
        hidden = layer(hidden, keep)
    return hidden
