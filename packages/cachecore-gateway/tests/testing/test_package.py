"""The public names of the package."""

from __future__ import annotations

import inspect

from cachecore_gateway import testing
from cachecore_gateway.testing import faults


def test_every_fault_is_public_documented_and_usable_as_it_is() -> None:
    kinds = [value for value in vars(faults).values() if inspect.isclass(value) and hasattr(value, "stage")]
    assert len(kinds) > 25
    for kind in kinds:
        assert getattr(testing, kind.__name__) is kind
        assert kind.__doc__


def test_every_public_name_is_there_once() -> None:
    assert len(set(testing.__all__)) == len(testing.__all__)
    assert all(hasattr(testing, name) for name in testing.__all__)
