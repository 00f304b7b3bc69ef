"""What tests of rewriting ask: are two texts certainly one, in the same form whoever comes first, or told apart?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cachecore_gateway.semantic.alike import compared
from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.guards.pair import paired
from cachecore_gateway.semantic.reading import analyse

Asked = Callable[[str, str], bool]


def _certain(left: str, right: str) -> bool:
    both = tuple(map(analyse, compared(left, right)))
    return not first_veto(*both) and paired(*both).moved


def _in_one_form(left: str, right: str) -> bool:
    return _certain(left, right) and _certain(right, left) and compared(left, right) == compared(right, left)[::-1]


def _told_apart(left: str, right: str) -> bool:
    return not (_certain(left, right) or _certain(right, left))


@pytest.fixture
def certain() -> Asked:
    """Is it one question, without a look by the verifier?"""
    return _certain


@pytest.fixture
def in_one_form() -> Asked:
    """Is it, whichever text comes first, and are both written the same way?"""
    return _in_one_form


@pytest.fixture
def told_apart() -> Asked:
    """Is it not, whichever comes first?"""
    return _told_apart
