"""Limits that cannot be kept are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.identity import Rate
from cachecore_gateway.limits import LimitSettings


def test_anonymous_callers_have_a_hundred_a_minute_by_default() -> None:
    settings = LimitSettings()
    assert settings.anonymous == Rate(100, 60.0)
    assert settings.tenant is None
    assert settings.trusted_proxies == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("anonymous", Rate(0)),
        ("anonymous", Rate(-5)),
        ("anonymous", Rate(1, 0.0)),
        ("anonymous", Rate(1, float("nan"))),
        ("tenant", Rate(1, float("inf"))),
        ("tenant", Rate(0)),
        ("max_subjects", 7),
        ("trusted_proxies", ("10.0.0.0/33",)),
        ("trusted_proxies", ("10.0.0.1/8",)),
        ("trusted_proxies", ("proxy.example",)),
        ("forwarded_header", "x-client-ip"),
    ],
)
def test_wrong_values_are_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(SettingError, match=rf"limits\.{name}"):
        LimitSettings(**{name: value})
