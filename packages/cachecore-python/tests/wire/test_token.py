from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore.wire import checked_token, expiry_of


def jwt(claims: Any) -> str:
    segments: list[Any] = [{}, claims, 0]
    encoded = (base64.urlsafe_b64encode(json.dumps(segment).encode()) for segment in segments)
    return b".".join(encoded).decode().replace("=", "")


def test_expiry_is_read_from_a_jwt_and_from_a_live_token() -> None:
    assert expiry_of(jwt({"exp": 1_800_000_000})) == 1_800_000_000.0
    assert expiry_of("cc_live_ab12." + jwt({"exp": 1_800_000_000.5})) == 1_800_000_000.5


@pytest.mark.parametrize("exp", [None, "soon", True, [], 10**400])
def test_expiry_that_is_no_time_is_none(exp: Any) -> None:
    assert expiry_of(jwt({"exp": exp})) is None


@given(st.text())
def test_expiry_of_anything_is_a_time_or_none(token: str) -> None:
    assert expiry_of(token) is None or isinstance(expiry_of(token), float)


@pytest.mark.parametrize("token", ["", " ", "sec ret", "secret\n", "sécret", "a\x00b"])
def test_tokens_that_no_header_can_carry_are_refused_unquoted(token: str) -> None:
    with pytest.raises(ValueError, match="strip") as caught:
        checked_token(token)
    assert not token.strip() or token.strip() not in str(caught.value)


def test_a_token_must_be_a_str() -> None:
    with pytest.raises(TypeError, match="not bytes"):
        checked_token(b"token")
