"""The bounded memory."""

from __future__ import annotations

from cachecore_gateway.web.remembered import Remembered


def test_what_was_put_is_found_until_it_is_crowded_out() -> None:
    memory: Remembered[int, str] = Remembered(10)
    memory.put(0, "zero")
    assert memory.get(0) == "zero"
    assert memory.get(1) is None

    for number in range(1, 11):
        memory.put(number, "other")

    assert memory.get(0) is None
    assert memory.get(10) == "other"


def test_what_is_asked_for_stays_while_others_come_and_go() -> None:
    memory: Remembered[int, str] = Remembered(10)
    memory.put(0, "zero")

    for number in range(1, 100):
        memory.put(number, "other")
        assert memory.get(0) == "zero"


def test_it_never_weighs_more_than_its_limit() -> None:
    memory: Remembered[int, str] = Remembered(100)
    for number in range(1000):
        memory.put(number, "heavy", 20)
        assert len(memory) <= 100 // 20


def test_what_weighs_too_much_is_not_held_and_pushes_nothing_out() -> None:
    memory: Remembered[int, str] = Remembered(100)
    memory.put(0, "zero", 10)
    memory.put(1, "huge", 51)
    assert memory.get(1) is None
    assert memory.get(0) == "zero"
