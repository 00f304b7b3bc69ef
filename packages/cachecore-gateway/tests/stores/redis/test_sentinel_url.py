"""URLs that name a primary by its Sentinels."""

from __future__ import annotations

import pytest

from cachecore_gateway.stores.redis.sentinel_url import SentinelUrl


def test_sentinels_name_database_and_users_are_told_apart() -> None:
    url = SentinelUrl.of(
        "redis+sentinel://u:p%2Fq@one:1,two/main/3?client_name=x&sentinel_username=s&sentinel_password=w%40"
    )
    assert url.places == (("one", 1), ("two", 26379))
    assert url.name == "main"
    assert url.server == "redis://u:p%2Fq@primary/3?client_name=x"
    assert url.watcher == "redis://s:w%40@sentinel/?"


def test_tls_holds_for_the_server_and_for_its_sentinels() -> None:
    url = SentinelUrl.of("rediss+sentinel://[::1]:1/main?ssl_ca_certs=ca.pem")
    assert url.places == (("::1", 1),)
    assert url.server == "rediss://primary/?ssl_ca_certs=ca.pem"
    assert url.watcher == "rediss://sentinel/?ssl_ca_certs=ca.pem"


@pytest.mark.parametrize("rest", ["h", "h:1/", "/main", "h,/main", "h:x/main", "h:1,:2/main"])
def test_a_url_without_sentinel_or_name_is_refused(rest: str) -> None:
    with pytest.raises(ValueError):
        SentinelUrl.of(f"redis+sentinel://{rest}")
