"""What a fault is: a pure change of the plan by which a reply is delivered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, Protocol

from ..plan import Plan


class Stage(IntEnum):
    """When a fault takes its turn, so that faults combine in one way whatever the order in which they were set."""

    CONTENT = 0
    """What the answer says."""
    DIALECT = 1
    """How events are written down."""
    HEADERS = 2
    """Header fields."""
    CODING = 3
    """Compression of the body."""
    SLICING = 4
    """How the body is cut into writes."""
    DELIVERY = 5
    """Time, length and end of the connection."""


class Fault(Protocol):
    """One thing that goes wrong. Faults are values: they keep nothing between calls and may be used many times."""

    stage: ClassVar[Stage]

    def apply(self, plan: Plan) -> Plan:
        """The plan with this fault in it."""
        ...


def apply_all(plan: Plan, faults: Iterable[Fault]) -> Plan:
    """The plan with all faults in it: by stage, and within a stage in the given order."""
    for fault in sorted(faults, key=lambda fault: fault.stage):
        plan = fault.apply(plan)
    return plan
