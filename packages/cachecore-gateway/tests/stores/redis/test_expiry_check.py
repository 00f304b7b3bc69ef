"""The check after each test finds a key without expiry, whichever server it is on."""

from __future__ import annotations

import contextlib

import pytest

from .. import servers
from ..servers import Server

pytestmark = pytest.mark.services


def plant(server: Server, name: str) -> None:
    """Write a key that never expires."""
    with contextlib.closing(server.client()) as client:
        client.set(name, "x")


def test_a_key_without_expiry_on_the_shared_server_is_found_and_dropped(shared: Server) -> None:
    plant(shared, "t:forgotten")
    with pytest.raises(AssertionError, match="forgotten"):
        servers.check_and_clear_all()
    servers.check_and_clear_all()


def test_a_key_without_expiry_on_a_tests_own_server_is_found_after_the_test_and_at_its_end() -> None:
    server = Server("valkey")
    server.start()
    try:
        plant(server, "t:forgotten")
        with pytest.raises(AssertionError, match="forgotten"):
            servers.check_and_clear_all()
    finally:
        with pytest.raises(AssertionError, match="forgotten"):
            server.close()
    servers.check_and_clear_all()


def test_permanent_keys_and_keys_with_an_expiry_pass(shared: Server) -> None:
    with contextlib.closing(shared.client()) as client:
        client.set("t:{0123456789abcdef}:g", "x")
        client.set("t:c:{0123456789abcdef}", "x")
        client.set("t:{0123456789abcdef}:e:k", "x", ex=60)
    servers.check_and_clear_all()
