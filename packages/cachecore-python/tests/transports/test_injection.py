from __future__ import annotations

import pytest

from cachecore import Dep
from cachecore.context import Frame
from cachecore.transports.injection import for_gateway, for_stranger, with_host
from cachecore.wire import encode_deps

OWN = ("new-token", "old-token").__contains__
PLAIN, BYPASS = Frame(), Frame(bypass=True)


def test_the_token_is_added_once() -> None:
    raw = [(b"Accept", b"*/*"), (b"x-CACHECORE-token", b"another")]
    assert for_gateway(raw, PLAIN, "new-token", OWN) == [(b"Accept", b"*/*"), (b"X-Cachecore-Token", b"new-token")]


def test_bypass_moves_the_token_to_its_own_header() -> None:
    raw = [(b"X-Cachecore-Token", b"another"), (b"X-Cachecore-Bypass", b"1")]
    assert for_gateway(raw, BYPASS, "new-token", OWN) == [(b"X-Cachecore-Bypass", b"new-token")]


def test_dependencies_replace_those_set_by_hand() -> None:
    raw = [(b"x-cachecore-deps", b"by-hand")]
    sent = dict(for_gateway(raw, Frame(deps=(Dep("a"),)), "new-token", OWN))
    assert sent[b"X-Cachecore-Deps"].decode() == encode_deps([Dep("a")])
    assert for_gateway(raw, PLAIN, "new-token", OWN)[0] == raw[0]


@pytest.mark.parametrize("name", [b"Authorization", b"authorization", b"X-Api-Key"])
def test_the_callers_own_key_survives(name: bytes) -> None:
    for frame in (PLAIN, BYPASS):
        assert (name, b"Bearer sk-own") in for_gateway([(name, b"Bearer sk-own")], frame, "new-token", OWN)


@pytest.mark.parametrize("value", [b"Bearer new-token", b"bearer  old-token", b"new-token", b"Bearer old-token "])
@pytest.mark.parametrize("name", [b"Authorization", b"x-api-key"])
def test_our_token_as_a_key_goes_on_bypass_and_is_current_otherwise(name: bytes, value: bytes) -> None:
    assert name not in dict(for_gateway([(name, value)], BYPASS, "new-token", OWN))
    assert dict(for_gateway([(name, value)], PLAIN, "new-token", OWN))[name].split()[-1] == b"new-token"


def test_strangers_get_everything_but_what_is_ours() -> None:
    raw = [
        (b"Accept", b"*/*"),
        (b"Authorization", b"Bearer old-token"),
        (b"X-Api-Key", b"new-token"),
        (b"X-Other", b"a new-token b"),
        (b"x-cachecore-TOKEN", b"another"),
        (b"X-Cachecore-Bypass", b"another"),
        (b"X-Cachecore-Deps", b"W10"),
        (b"X-Twice", b"1"),
        (b"X-Twice", b"new-token-2"),
    ]
    assert for_stranger(raw, OWN) == [(b"Accept", b"*/*"), (b"X-Twice", b"1"), (b"X-Twice", b"new-token-2")]
    own_key = [(b"Authorization", b"Bearer sk-own")]
    assert for_stranger(own_key, OWN) == own_key


def test_host_is_replaced() -> None:
    assert with_host([(b"A", b"1"), (b"hOsT", b"api.openai.com")], "gw:1") == [(b"Host", b"gw:1"), (b"A", b"1")]
