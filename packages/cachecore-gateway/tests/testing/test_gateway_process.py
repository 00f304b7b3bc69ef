"""Ports for the servers of tests: whoever gets one keeps it."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from cachecore_gateway.testing.gateway_process import free_port


def listening(port: int) -> socket.socket:
    """A server as most are, on ``port``."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen()
    return server


def test_a_free_port_is_refused_to_whoever_else_looks_for_one() -> None:
    port = free_port()
    look = f"import socket; socket.socket().bind(('127.0.0.1', {port}))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, timeout=20).returncode == 1


def test_a_server_listens_on_its_free_port_again_and_again() -> None:
    port = free_port()
    for _ in range(3):
        with listening(port), socket.create_connection(("127.0.0.1", port), 5):
            pass
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)
