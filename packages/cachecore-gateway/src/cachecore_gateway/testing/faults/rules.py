"""Which faults meet which calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from ..request import Request
from .fault import Fault

Matches = Callable[[Request], bool]


@dataclass(frozen=True)
class Scope:
    """The calls that a rule is for: one path, requests that `when` accepts, the next `times` of those. None: all."""

    path: str | None = None
    when: Matches | None = None
    times: int | None = None

    def covers(self, request: Request) -> bool:
        """Whether the request is of the kind that this scope is for, its count aside."""
        if self.path is not None and request.path != self.path:
            return False
        return self.when is None or self.when(request)


class Rule:
    """Faults in force. `remove` takes them away again; so does the end of a `with` block."""

    def __init__(self, rules: FaultRules, faults: Sequence[Fault], scope: Scope) -> None:
        self.faults = tuple(faults)
        self.scope = scope
        self._rules = rules
        self._used = 0

    @property
    def used(self) -> int:
        """How many calls these faults have met."""
        return self._used

    @property
    def spent(self) -> bool:
        """Whether the number of calls that the rule was for is reached."""
        return self.scope.times is not None and self._used >= self.scope.times

    def take(self, request: Request) -> tuple[Fault, ...]:
        """The faults for this call; counts it where there are any."""
        if self.spent or not self.scope.covers(request):
            return ()
        self._used += 1
        return self.faults

    def remove(self) -> None:
        """Takes the faults out of force; once more does no harm."""
        self._rules.discard(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class FaultRules:
    """All rules in force, in the order in which they were set. May be changed from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, faults: Sequence[Fault], scope: Scope) -> Rule:
        """Puts faults in force."""
        rule = Rule(self, faults, scope)
        with self._lock:
            self._rules.append(rule)
        return rule

    def discard(self, rule: Rule) -> None:
        """Takes one rule out of force, if it is in force."""
        with self._lock:
            self._rules = [kept for kept in self._rules if kept is not rule]

    def clear(self) -> None:
        """Takes all rules out of force."""
        with self._lock:
            self._rules = []

    def take(self, request: Request) -> tuple[Fault, ...]:
        """The faults that meet this call, of all rules together."""
        with self._lock:
            met = tuple(fault for rule in self._rules for fault in rule.take(request))
            self._rules = [rule for rule in self._rules if not rule.spent]
        return met
