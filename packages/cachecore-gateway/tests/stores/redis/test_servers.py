"""The tests' own servers: one that does not come up says why, leaves nothing, and is never mistaken for another's."""

from __future__ import annotations

import pytest

from ..servers import Server

pytestmark = pytest.mark.services


def test_a_server_that_answers_on_the_port_of_another_is_not_taken_for_it(own: Server) -> None:
    late = Server("valkey", port=own.port)
    with pytest.raises(RuntimeError, match="in use"):
        late.start()
    assert not late.place.exists()


def test_a_server_that_ends_at_once_says_why() -> None:
    with pytest.raises(RuntimeError, match="no-such-option"):
        Server("valkey", ("--no-such-option", "x")).start()


def test_a_server_keeps_its_port_while_it_is_down(own: Server) -> None:
    port = own.port
    own.kill()
    own.start()
    assert own.port == port
