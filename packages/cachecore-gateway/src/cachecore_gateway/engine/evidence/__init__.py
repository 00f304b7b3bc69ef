"""Evidence on the semantic tier: reports, re-checks, comparisons in shadow, and the switch that follows from them.

Start at ``desk.EvidenceDesk``; the rules are in ``core.evidence`` and ``core.shadow``.
"""

from .desk import EvidenceDesk
from .summary import Summary

__all__ = ["EvidenceDesk", "Summary"]
