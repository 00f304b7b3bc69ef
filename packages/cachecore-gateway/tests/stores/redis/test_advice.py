"""What ``doctor`` and ``/ready`` advise about a server that works."""

from __future__ import annotations

import contextlib

import pytest

from cachecore_gateway.cli.checks import check_store
from cachecore_gateway.cli.findings import Level
from cachecore_gateway.config import load

from ..servers import Sentinel, Server
from .sentinel_group import Watched

pytestmark = pytest.mark.services

SECRET = "0123456789abcdef" * 4


def found(server: Server | Watched) -> dict[Level, str]:
    """Doctor's lines about the store, by level."""
    settings = load(None, {"CACHECORE_STORE": server.url, "CACHECORE_JWT_SECRET": SECRET}, dev=False)
    lines: dict[Level, str] = {}
    for finding in check_store(settings):
        lines[finding.level] = lines.get(finding.level, "") + finding.line() + "\n"
    return lines


def configure(server: Server, limit: int, policy: str) -> None:
    with contextlib.closing(server.client()) as client:
        client.config_set("maxmemory-policy", policy)
        client.config_set("maxmemory", limit)


@pytest.mark.parametrize(
    ("limit", "policy", "advice"),
    [(0, "noeviction", "set maxmemory,"), (1 << 30, "allkeys-lru", "ledgers may be evicted")],
)
def test_doctor_warns_of_a_server_that_works_but_is_set_unwisely(
    own: Server, limit: int, policy: str, advice: str
) -> None:
    configure(own, limit, policy)
    lines = found(own)
    assert advice in lines[Level.WARN]
    assert Level.FAIL not in lines


def test_doctor_shows_each_part_of_a_server_that_is_set_well(own: Server) -> None:
    configure(own, 1 << 30, "volatile-ttl")
    lines = found(own)
    assert set(lines) == {Level.OK}
    for shown in ("0 entries", "valkey", "round trip", "volatile-ttl", "search indexes", "cold start after a restart"):
        assert shown in lines[Level.OK]


def test_doctor_fails_where_a_full_server_evicts_nothing(own: Server) -> None:
    configure(own, 1, "noeviction")
    assert "volatile-ttl" in found(own)[Level.FAIL]


def test_doctor_shows_what_sentinel_says_and_that_a_replica_is_missing(own: Server) -> None:
    configure(own, 1 << 30, "volatile-ttl")
    sentinel = Sentinel(own.port)
    sentinel.start()
    try:
        (line,) = found(Watched(sentinel.port))[Level.WARN].splitlines()
    finally:
        sentinel.close()
    assert "1 of 1 Sentinels answer" in line
    assert "no replica can take over" in line
