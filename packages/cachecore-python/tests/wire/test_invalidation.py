from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore import CachecoreAuthError, CachecoreError, CachecoreRateLimitError
from cachecore.wire import Invalidation, check_answer

OK = b'{"ok": true, "dep_id": "a", "new_hash": "b", "keys_deleted": 3}'


def test_body_names_dependency_and_hash() -> None:
    assert json.loads(Invalidation.of("table:products", "v2").body()) == {"dep_id": "table:products", "new_hash": "v2"}


def test_hashes_not_given_are_all_different() -> None:
    assert len({Invalidation.of("a", None).new_hash for _ in range(50)}) == 50


def test_confirmation_passes() -> None:
    check_answer(200, {}, OK)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'"ok"', b"{}", b'{"ok": false}', b'{"ok": 1}', b'{"ok": "true"}', b"\xff", b"[" * 10**5],
)
def test_anything_else_with_200_is_no_success(body: bytes) -> None:
    with pytest.raises(CachecoreError):
        check_answer(200, {}, body)


def test_the_gateways_reason_is_quoted() -> None:
    body = b'{"error": {"message": "token expired", "type": "x"}}'
    with pytest.raises(CachecoreAuthError, match="401: token expired"):
        check_answer(401, {}, body)
    with pytest.raises(CachecoreError, match=r"did not confirm.*store is full"):
        check_answer(200, {}, b'{"ok": false, "error": "store is full"}')


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, CachecoreAuthError), (403, CachecoreAuthError), (429, CachecoreRateLimitError), (400, CachecoreError)]
    + [(code, CachecoreError) for code in (100, 404, 413, 500, 502, 503)],
)
def test_each_status_has_its_error(status: int, kind: type[CachecoreError]) -> None:
    with pytest.raises(CachecoreError, match=str(status)) as caught:
        check_answer(status, {}, OK)
    assert type(caught.value) is kind


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_no_success_and_says_what_to_change(status: int) -> None:
    with pytest.raises(CachecoreError, match=r"https://new\.example.*gateway_url"):
        check_answer(status, {"LOCATION": "https://new.example/"}, OK)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("3", 3.0), ("1.5", 1.5), ("-4", 0.0), ("soon", None), ("nan", None), ("inf", None), (None, None)],
)
def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    headers = {} if value is None else {"retry-AFTER": value}
    with pytest.raises(CachecoreRateLimitError) as caught:
        check_answer(429, headers, b"")
    assert caught.value.retry_after == seconds


def test_retry_after_as_a_date() -> None:
    later = datetime.now(timezone.utc) + timedelta(seconds=100)
    with pytest.raises(CachecoreRateLimitError) as caught:
        check_answer(429, {"Retry-After": format_datetime(later, usegmt=True)}, b"")
    assert caught.value.retry_after is not None
    assert 90 < caught.value.retry_after <= 100


@given(st.integers(100, 599), st.dictionaries(st.sampled_from(["Retry-After", "location"]), st.text()), st.binary())
def test_any_answer_passes_or_raises_our_error(status: int, headers: dict[str, str], body: bytes) -> None:
    with contextlib.suppress(CachecoreError):
        check_answer(status, headers, body)
        assert status < 300


@pytest.mark.parametrize(
    ("arguments", "kind"), [((1, None), TypeError), (("", None), ValueError), (("a", 2), TypeError)]
)
def test_wrong_arguments_are_refused(arguments: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        Invalidation.of(*arguments)
