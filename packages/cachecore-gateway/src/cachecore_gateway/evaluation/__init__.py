"""How often would the cache answer, and how often wrongly? Measured with the very code that serves.

``laboratory`` runs the engine without a provider, ``pairs`` and ``replay`` are the two experiments, ``plot`` the
picture.
"""

from cachecore_gateway.core.statistics import upper_bound

from .laboratory import CosineOnly, Laboratory, NoUpstream, Witness
from .pairs import PairReport, PairVerdict, evaluate_pairs
from .plot import plot_policies
from .replay import AssumedTokens, Policy, PolicyReport, replay
from .workload import Line, Pair, read_lines, read_pairs

__all__ = [
    "AssumedTokens",
    "CosineOnly",
    "Laboratory",
    "Line",
    "NoUpstream",
    "Pair",
    "PairReport",
    "PairVerdict",
    "Policy",
    "PolicyReport",
    "Witness",
    "evaluate_pairs",
    "plot_policies",
    "read_lines",
    "read_pairs",
    "replay",
    "upper_bound",
]
