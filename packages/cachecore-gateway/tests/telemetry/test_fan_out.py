"""Several observers as one."""

from __future__ import annotations

from cachecore_gateway.core.ports import Answered, Judged, Observer, UpstreamCalled
from cachecore_gateway.telemetry.fan_out import FanOut, ignored
from cachecore_gateway.testing.observations import hit, judged


class Notes:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def answered(self, event: Answered) -> None:
        self.told.append(event)

    def judged(self, event: Judged) -> None:
        self.told.append(event)

    def upstream_called(self, event: UpstreamCalled) -> None:
        self.told.append(event)

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        self.told.append((tenant_id, protocol, refused_reason))

    def fault(self, part: str, error: Exception) -> None:
        self.told.append((part, error))


class Hushed(Notes):
    """Does not listen to answers."""

    @ignored
    def answered(self, event: Answered) -> None:
        raise AssertionError("called although it does not listen")


def test_everybody_is_told_everything() -> None:
    first, second = Notes(), Notes()
    both: Observer = FanOut(first, second)
    error = ValueError()
    called = UpstreamCalled("chat_completions", 200, "", 0.1, "miss")
    both.answered(hit())
    both.judged(judged())
    both.upstream_called(called)
    both.stored("acme", "chat_completions", "")
    both.fault("index", error)
    expected = [hit(), judged(), called, ("acme", "chat_completions", ""), ("index", error)]
    assert first.told == second.told == expected


def test_who_ignores_an_event_is_not_called() -> None:
    notes, hushed = Notes(), Hushed()
    both = FanOut(hushed, notes)
    both.answered(hit())
    both.stored("acme", "chat_completions", "")
    assert len(notes.told) == 2
    assert len(hushed.told) == 1
