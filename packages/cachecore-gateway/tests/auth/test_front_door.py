"""Hand-made bad tokens at the front door: 401 in every place where a token may stand, and nothing goes upstream."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.testing.gateway_in_process import GatewayInProcess, gateway_in_process

from .test_bad_tokens import ALGORITHMS, BODY, CLAIM_VALUES, FORMS, GOOD, HEAD, HEADERS, KEYS, MAC, PAYLOADS
from .tokens import token

CLAIMS_OF = {f"{claim} {value!r}"[:60]: token(**{claim: value}) for claim, value in CLAIM_VALUES}
CORPUS = FORMS | ALGORITHMS | HEADERS | PAYLOADS | KEYS | CLAIMS_OF
NO_TOKENS = {"empty", "one dot", "two dots", "three dots", "one part", "one megabyte", "one megabyte of dots"}
"""Nothing in these tells of a token: where a provider's key may stand, they are the caller's own key."""
OWN_HEADERS = ("x-cachecore-token", "x-cachecore-bypass")
PROVIDERS_HEADERS = ("authorization", "x-api-key")
REQUEST = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
PATHS = ("/v1/chat/completions", "/v1/files", "/v1/invalidate", "/v1/feedback")


SETTINGS = {"CACHECORE_LIMITS_ANONYMOUS": "1000000/60", "CACHECORE_SERVER_MAX_HEADER_BYTES": str(8 << 20)}


@asynccontextmanager
async def front_door(directory: Path, up: UpstreamDouble) -> AsyncIterator[GatewayInProcess]:
    """The whole gateway at the time for which the tokens are made."""
    async with gateway_in_process(directory / "store", up.base_url, SETTINGS) as gateway:
        assert (await call(gateway, PATHS[0], ("authorization", b"Bearer " + GOOD.encode())))[0] == 200
        up.reset()
        yield gateway


async def call(gateway: GatewayInProcess, path: str, *headers: tuple[str, bytes]) -> tuple[int, bytes]:
    """Status and body of one request."""
    replied = await gateway.call(path, [(name.encode(), value) for name, value in headers], REQUEST)
    return replied.status, replied.content


def placed(bad: str, header: str) -> bytes:
    value = bad.encode("utf-8", "surrogatepass")
    return b"Bearer " + value if header == "authorization" else value


def explained(content: bytes) -> bool:
    error = json.loads(content)["error"]
    shown = content.decode()
    secrets = (HEAD[5:], BODY, MAC)
    return bool(error["message"]) and not any(part in shown for part in secrets)


def trimmed(value: bytes) -> bytes:
    """White space around a field's value is no part of it (RFC 9110 §5.5)."""
    return value.strip()


async def test_every_bad_token_is_401_in_the_headers_for_tokens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with UpstreamDouble() as up, front_door(tmp_path, up) as house:
        for name, bad in CORPUS.items():
            for header in OWN_HEADERS:
                if trimmed(placed(bad, header)) == GOOD.encode():
                    continue
                for path in PATHS:
                    status, content = await call(house, path, (header, placed(bad, header)))
                    assert status == 401, (name, header, path, content[:200])
                    assert explained(content), (name, header, path, content)
        assert up.call_count == 0
        assert not errors_in(caplog)


async def test_every_bad_token_is_401_where_a_providers_key_may_stand(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with UpstreamDouble() as up, front_door(tmp_path, up) as house:
        for name, bad in CORPUS.items():
            for header in PROVIDERS_HEADERS:
                if trimmed(placed(bad, "")) == GOOD.encode() or name in NO_TOKENS:
                    continue
                for path in PATHS:
                    status, content = await call(house, path, (header, placed(bad, header)))
                    assert status == 401, (name, header, path, content[:200])
                    assert explained(content), (name, header, path, content)
        assert up.call_count == 0
        assert not errors_in(caplog)


async def test_what_is_no_token_is_the_callers_own_key_and_never_spends_ours(tmp_path: Path) -> None:
    async with UpstreamDouble() as up, front_door(tmp_path, up) as house:
        for name in NO_TOKENS - {"empty"}:
            up.reset()
            status, _ = await call(house, PATHS[0], ("authorization", placed(CORPUS[name], "authorization")))
            sent = up.calls[0].request.header("authorization") if up.calls else None
            assert (status, sent) in ((200, f"Bearer {CORPUS[name]}"), (502, None)), name


@pytest.mark.parametrize("header", ["x-cachecore-token", "x-cachecore-bypass", "authorization", "x-api-key"])
async def test_a_good_token_beside_a_bad_one_does_not_help(tmp_path: Path, header: str) -> None:
    other = "x-cachecore-token" if header != "x-cachecore-token" else "authorization"
    bad = KEYS["half a MAC"]
    async with UpstreamDouble() as up, front_door(tmp_path, up) as house:
        good = (other, placed(GOOD, other))
        assert (await call(house, PATHS[0], good))[0] == 200
        assert (await call(house, PATHS[0], good, (header, placed(bad, header))))[0] == 401
        assert up.call_count <= 1


def errors_in(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]
