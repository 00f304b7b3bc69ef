"""A server without search: the exact tier works, the semantic one says that it is off."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.flight import Landed, Landing

from .. import servers
from ..records_of import MODEL, TENANT, key_of, vector_of
from ..servers import Server
from .conftest import Gateway
from .reads import served, stored

pytestmark = pytest.mark.services


@pytest.fixture
def plain() -> Server:
    """The session's server without search."""
    try:
        return servers.shared("plain")
    except LookupError as error:
        pytest.skip(str(error))


async def test_the_exact_tier_works_without_search(plain: Server, gateway: Gateway) -> None:
    one, two = await gateway(plain), await gateway(plain)
    entry = await stored(one, "a", "doc:1", scope="s")
    assert await served(two, "a") == entry
    assert await two.index.search("s", MODEL, vector_of(1), 5, -1.0) == []
    assert (await one.entries.counts()).vector_count == 0
    (outcome,) = await two.ledger.invalidate(TENANT, [("doc:1", "h")])
    assert outcome.keys_deleted == 1
    assert await served(one, "a") is None


async def test_flights_work_without_search(plain: Server, gateway: Gateway) -> None:
    one, two = await gateway(plain), await gateway(plain)
    lease, flight = await one.flights.claim(key_of(1)), await two.flights.claim(key_of(1))
    assert lease.leads
    assert not flight.leads
    await lease.land(Landed(Landing.WHOLE))
    assert [frame async for frame in flight.frames()] == [Landed(Landing.WHOLE)]


async def test_health_says_that_the_semantic_tier_is_off_and_why(plain: Server, gateway: Gateway) -> None:
    parts = {part.part: part for part in await (await gateway(plain)).health()}
    assert not parts["store.index"].ok
    assert "L2 is off" in parts["store.index"].detail
    assert "search module" in parts["store.index"].detail
    assert parts["store.server"].ok
    assert "redis 7" in parts["store.server"].detail
