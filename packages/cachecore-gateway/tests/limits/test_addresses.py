"""The client's address is taken from those who may tell it, and from nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.limits import ClientAddresses, LimitSettings, address_subject

PROXIES = ("10.0.0.0/8", "192.0.2.7", "2001:db8:ffff::/48")
PEER = "10.0.0.1"


def address(peer: str, *lines: str, header: str = "x-forwarded-for", proxies: tuple[str, ...] = PROXIES) -> str:
    settings = LimitSettings(trusted_proxies=proxies, forwarded_header=header)
    headers = [(header.encode(), line.encode("latin-1")) for line in lines]
    return ClientAddresses(settings).of(peer, headers)


def test_without_configured_proxies_the_peer_is_the_client() -> None:
    assert address("203.0.113.9", "1.2.3.4", proxies=()) == "203.0.113.9"
    assert address(PEER, "1.2.3.4", proxies=()) == PEER


def test_a_peer_that_is_no_proxy_is_not_believed() -> None:
    assert address("203.0.113.9", "1.2.3.4") == "203.0.113.9"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), PEER),
        (("1.2.3.4",), "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4",), "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4, 10.9.9.9",), "1.2.3.4"),
        (("6.6.6.6", "1.2.3.4", "10.9.9.9, 192.0.2.7"), "1.2.3.4"),
        (("10.1.1.1, 10.2.2.2",), "10.1.1.1"),
        (("1.2.3.4:5678",), "1.2.3.4"),
        (("[2001:db8::1]:443",), "2001:db8::1"),
        (("2001:DB8:0::0001",), "2001:db8::1"),
        (("fe80::1%eth0",), "fe80::1"),
        (("::ffff:1.2.3.4",), "1.2.3.4"),
        (("1.2.3.4, 2001:db8:ffff::5",), "1.2.3.4"),
        (("1.2.3.4, unknown",), PEER),
        (("1.2.3.4, unknown, 10.3.3.3",), "10.3.3.3"),
        (("",), PEER),
        ((", ,",), PEER),
        (("1.2.3.4,",), "1.2.3.4"),
        (("999.1.1.1",), PEER),
    ],
)
def test_x_forwarded_for(lines: tuple[str, ...], expected: str) -> None:
    assert address(PEER, *lines) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("for=1.2.3.4", "1.2.3.4"),
        ("For=1.2.3.4;proto=https;by=10.0.0.1", "1.2.3.4"),
        ('by=x;for="[2001:db8::1]:443"', "2001:db8::1"),
        ("for=6.6.6.6, for=1.2.3.4, for=10.5.5.5", "1.2.3.4"),
        ('for="_hidden, for=6.6.6.6", for=1.2.3.4', "1.2.3.4"),
        ('for=1.2.3.4, for="_hidden, for=6.6.6.6"', PEER),
        ("for=unknown", PEER),
        ("for=_secret", PEER),
        ("by=1.2.3.4", PEER),
        ("xfor=1.2.3.4", PEER),
        ('for="1.2.3.4', PEER),
    ],
)
def test_forwarded(line: str, expected: str) -> None:
    assert address(PEER, line, header="forwarded") == expected


def test_only_the_configured_header_counts() -> None:
    settings = LimitSettings(trusted_proxies=PROXIES)
    headers = [(b"forwarded", b"for=6.6.6.6"), (b"x-real-ip", b"6.6.6.6"), (b"x-forwarded-for", b"1.2.3.4")]
    assert ClientAddresses(settings).of(PEER, headers) == "1.2.3.4"


def test_an_ipv4_peer_in_ipv6_form_is_the_same_proxy() -> None:
    assert address("::ffff:10.0.0.1", "1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize("peer", ["", "unix:/run/socket", "not-an-address"])
def test_a_peer_without_an_address_is_itself(peer: str) -> None:
    assert address(peer, "1.2.3.4") == peer


def test_endless_lists_are_read_from_the_right_only() -> None:
    assert address(PEER, ", ".join(["6.6.6.6"] * 50_000 + ["1.2.3.4", "10.0.0.9"])) == "1.2.3.4"
    assert address(PEER, ", ".join(["10.0.0.9"] * 50_000)) == "10.0.0.9"


@given(st.text(st.characters(max_codepoint=255), max_size=60), st.sampled_from(["x-forwarded-for", "forwarded"]))
def test_nothing_that_a_caller_writes_first_changes_what_the_proxy_appends(text: str, header: str) -> None:
    appended = "for=1.2.3.4" if header == "forwarded" else "1.2.3.4"
    assert address(PEER, text, appended, header=header) == "1.2.3.4"


@pytest.mark.parametrize(
    ("address_text", "subject"),
    [
        ("1.2.3.4", "address:1.2.3.4"),
        ("::ffff:1.2.3.4", "address:1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "address:2001:db8:1:2::/64"),
        ("", "address:"),
        ("socket", "address:socket"),
    ],
)
def test_an_ipv6_customer_is_one_subject(address_text: str, subject: str) -> None:
    assert address_subject(address_text) == subject
