"""Hand-made bad tokens: each is refused as not authenticated, and nothing else happens."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.errors import NotAuthenticated

from .tokens import CLAIMS, HEADER, NOW, SECRET, authenticator, b64, raw, token

GOOD = token()
HEAD, BODY, MAC = GOOD.split(".")
ATTACKER = b"attacker-attacker-attacker-attack"
JWK = {"kty": "oct", "k": b64(ATTACKER)}


def unsigned(algorithm: str) -> str:
    return f"{b64(json.dumps({'alg': algorithm}).encode())}.{BODY}."


def by_attacker(secret: bytes = ATTACKER, **header: Any) -> str:
    return raw(json.dumps(HEADER | header).encode(), json.dumps(CLAIMS).encode(), secret)


def signed_payload(payload: bytes) -> str:
    """A good MAC over a payload that is no proper claims object."""
    return raw(json.dumps(HEADER).encode(), payload)


def signed_header(header: bytes) -> str:
    return raw(header, json.dumps(CLAIMS).encode())


FORMS = {
    "empty": "",
    "one dot": ".",
    "two dots": "..",
    "three dots": "...",
    "one part": HEAD,
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{GOOD}.{MAC}",
    "five parts as of a JWE": f"{HEAD}.{BODY}.{MAC}.{MAC}.{MAC}",
    "trailing dot": GOOD + ".",
    "leading dot": "." + GOOD,
    "empty header": f".{BODY}.{MAC}",
    "empty payload": f"{HEAD}..{MAC}",
    "empty signature": f"{HEAD}.{BODY}.",
    "padded signature": GOOD + "=",
    "padded header": f"{HEAD}==.{BODY}.{MAC}",
    "plus in signature": GOOD[:-1] + "+",
    "slash in signature": GOOD[:-1] + "/",
    "percent-coded dots": GOOD.replace(".", "%2e"),
    "space in front": " " + GOOD,
    "line end behind": GOOD + "\n",
    "carriage return behind": GOOD + "\r",
    "null byte behind": GOOD + "\x00",
    "null byte inside": GOOD[:30] + "\x00" + GOOD[30:],
    "unicode digits": GOOD[:-1] + "٣",
    "fullwidth letters": GOOD.replace("e", "ｅ"),
    "lone surrogate": GOOD + "\ud800",
    "zero-width space": GOOD[:40] + "\u200b" + GOOD[40:],
    "with its scheme": "Bearer " + GOOD,
    "two tokens": GOOD + "," + GOOD,
    "quoted": f'"{GOOD}"',
    "one megabyte": "a" * (1 << 20),
    "one megabyte of a token": f"{HEAD}.{BODY}{'A' * (1 << 20)}.{MAC}",
    "one megabyte of dots": "." * (1 << 20),
    "prefix alone": "cc_live_",
    "prefix without id": "cc_live_." + GOOD,
    "prefix without dot": "cc_live_id" + GOOD,
    "prefix in upper case": "CC_LIVE_id." + GOOD,
    "prefix twice": "cc_live_a.cc_live_b." + GOOD,
    "slash in id": "cc_live_a/b." + GOOD,
    "dot in id": "cc_live_a.b." + GOOD,
    "endless id": f"cc_live_{'a' * 65}." + GOOD,
    "another prefix": "cc_test_id." + GOOD,
    "JSON serialisation": json.dumps({"protected": HEAD, "payload": BODY, "signature": MAC}),
}

ALGORITHMS = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE": unsigned("NONE"),
    "alg nOnE": unsigned("nOnE"),
    "alg none with a MAC": by_attacker(alg="none"),
    "alg none with a good MAC": token(header={"alg": "none"}),
    "alg empty": token(header={"alg": ""}),
    "alg null": token(header={"alg": None}),
    "alg missing": token(header={"typ": "JWT"}),
    "alg list": token(header={"alg": ["HS256"]}),
    "alg number": token(header={"alg": 256}),
    "alg true": token(header={"alg": True}),
    "alg hs256": token(header={"alg": "hs256"}),
    "alg with a space": token(header={"alg": "HS256 "}),
    "alg RS256 over a MAC": token(header={"alg": "RS256"}),
    "alg HS384": raw(b'{"alg":"HS384"}', json.dumps(CLAIMS).encode(), algorithm="HS384"),
    "alg HS512": raw(b'{"alg":"HS512"}', json.dumps(CLAIMS).encode(), algorithm="HS512"),
    "alg ES256": token(header={"alg": "ES256"}),
    "alg dir": token(header={"alg": "dir", "enc": "A256GCM"}),
}

HEADERS = {
    "jwk brought along": by_attacker(jwk=JWK),
    "jwk beside a good MAC": token(header=HEADER | {"jwk": JWK}),
    "jku": token(header=HEADER | {"jku": "https://evil.example/keys"}),
    "x5u": token(header=HEADER | {"x5u": "https://evil.example/cert"}),
    "x5c": token(header=HEADER | {"x5c": ["MIIB"]}),
    "crit": token(header=HEADER | {"crit": ["exp"]}),
    "crit empty": token(header=HEADER | {"crit": []}),
    "b64 false": token(header=HEADER | {"b64": False, "crit": ["b64"]}),
    "zip": token(header=HEADER | {"zip": "DEF"}),
    "cty of a nested token": token(header=HEADER | {"cty": "JWT"}),
    "typ of a logout token": token(header=HEADER | {"typ": "logout+jwt"}),
    "typ number": token(header=HEADER | {"typ": 1}),
    "kid path": token(header=HEADER | {"kid": "../../../../dev/null"}),
    "kid path under an empty key": by_attacker(b"", kid="/dev/null"),
    "kid query": token(header=HEADER | {"kid": "x' UNION SELECT 'key' --"}),
    "kid command": token(header=HEADER | {"kid": "|sleep 9"}),
    "kid URL": token(header=HEADER | {"kid": "https://evil.example/key"}),
    "kid null byte": token(header=HEADER | {"kid": "a\x00b"}),
    "kid number": token(header=HEADER | {"kid": 1}),
    "kid list": token(header=HEADER | {"kid": ["a"]}),
    "kid endless": token(header=HEADER | {"kid": "k" * 257}),
    "header not JSON": signed_header(b"not json"),
    "header a list": signed_header(b'[{"alg":"HS256"}]'),
    "header a string": signed_header(b'"HS256"'),
    "header null": signed_header(b"null"),
    "header not UTF-8": signed_header(b'{"alg":"HS256\xff"}'),
    "header with two algs": signed_header(b'{"alg":"none","alg":"HS256"}'),
    "header with text behind": signed_header(b'{"alg":"HS256"} x'),
    "header with a byte order mark": signed_header(b'\xef\xbb\xbf{"alg":"HS256"}'),
}

PAYLOADS = {
    "not JSON": signed_payload(b"claims"),
    "list": signed_payload(json.dumps([CLAIMS]).encode()),
    "string": signed_payload(b'"acme"'),
    "nested token": signed_payload(GOOD.encode()),
    "nested token in JSON": signed_payload(json.dumps(GOOD).encode()),
    "not UTF-8": signed_payload(b'{"tenant_id":"a\xff","exp":%d}' % (NOW + 9)),
    "UTF-16": signed_payload(json.dumps(CLAIMS).encode("utf-16")),
    "lone surrogate": signed_payload(b'{"tenant_id":"a\\ud800","exp":%d}' % (NOW + 9)),
    "tenant twice": signed_payload(b'{"tenant_id":"a","tenant_id":"b","exp":%d}' % (NOW + 9)),
    "exp twice": signed_payload(b'{"tenant_id":"a","exp":1,"exp":%d}' % (NOW + 9)),
    "text behind": signed_payload(json.dumps(CLAIMS).encode() + b"x"),
    "nested deeply": signed_payload(b'{"tenant_id":"a","exp":%d,"x":%b%b}' % (NOW + 9, b"[" * 2000, b"]" * 2000)),
    "exp NaN": signed_payload(b'{"tenant_id":"a","exp":NaN}'),
    "exp Infinity": signed_payload(b'{"tenant_id":"a","exp":Infinity}'),
    "exp past a double": signed_payload(b'{"tenant_id":"a","exp":1e999}'),
    "exp of 400 digits": signed_payload(b'{"tenant_id":"a","exp":1%b}' % (b"0" * 400)),
    "exp of 5,000 digits": signed_payload(b'{"tenant_id":"a","exp":1%b}' % (b"0" * 5000)),
}

CLAIM_VALUES: list[tuple[str, Any]] = [
    ("exp", ...),
    ("exp", None),
    ("exp", NOW),
    ("exp", NOW - 1),
    ("exp", 0),
    ("exp", -5),
    ("exp", str(NOW + 3600)),
    ("exp", True),
    ("exp", [NOW + 3600]),
    ("exp", {"at": NOW + 3600}),
    ("exp", (NOW + 3600) * 1000),
    ("exp", 1e300),
    ("exp", 10**30),
    ("nbf", NOW + 11),
    ("nbf", "soon"),
    ("nbf", True),
    ("nbf", 1e300),
    ("iat", NOW + 11),
    ("iat", "now"),
    ("iat", -1),
    ("tenant_id", ...),
    ("tenant_id", None),
    ("tenant_id", ""),
    ("tenant_id", " "),
    ("tenant_id", " acme"),
    ("tenant_id", "acme\n"),
    ("tenant_id", "a\x00b"),
    ("tenant_id", "a\u202eb"),
    ("tenant_id", "a\u200bb"),
    ("tenant_id", "t" * 129),
    ("tenant_id", 7),
    ("tenant_id", True),
    ("tenant_id", ["acme"]),
    ("tenant_id", {"id": "acme"}),
    ("project_id", ""),
    ("project_id", 7),
    ("project_id", "p" * 129),
    ("policy_version", True),
    ("policy_version", ["1"]),
    ("policy_version", ""),
    ("policy_version", 10**200),
    ("permissions", 5),
    ("permissions", True),
    ("permissions", [1]),
    ("permissions", [""]),
    ("permissions", ["a\x00"]),
    ("permissions", [["a"]]),
    ("permissions", {"roles": ["a"], "groups": ["g"]}),
    ("permissions", {"roles": 5}),
    ("permissions", {"scope": [None]}),
    ("roles", ""),
    ("roles", {"a": 1}),
    ("roles", [None]),
    ("scope", 5),
    ("scope", [{}]),
    ("scope", ["x" * 513]),
    ("fresh_ttl_secs", -1),
    ("fresh_ttl_secs", "60"),
    ("fresh_ttl_secs", True),
    ("stale_window_secs", -0.1),
    ("stale_window_secs", []),
    ("l2", "balance"),
    ("l2", True),
    ("l2", ["off"]),
    ("rate_limit", 0),
    ("rate_limit", -1),
    ("rate_limit", 0.5),
    ("rate_limit", "100"),
    ("rate_limit", True),
    ("rate_limit", [100]),
    ("rate_limit", 10**12),
    ("rate_limit", {}),
    ("rate_limit", {"seconds": 60}),
    ("rate_limit", {"requests": 5, "seconds": 0}),
    ("rate_limit", {"requests": 5, "seconds": "60"}),
    ("rate_limit", {"requests": 5, "per": "minute"}),
    ("rate_limit", {"requests": 5, "seconds": 1e12}),
    ("aud", 5),
    ("aud", {"a": "b"}),
    ("aud", [1]),
    ("iss", 5),
    ("iss", ["a"]),
]

KEYS = {
    "another secret": by_attacker(),
    "an empty secret": by_attacker(b""),
    "the secret's beginning": by_attacker(SECRET[:-1].encode()),
    "the secret with a line end": by_attacker(SECRET.encode() + b"\n"),
    "the secret in base64": by_attacker(b64(SECRET.encode()).encode()),
    "the MAC of another token": f"{HEAD}.{BODY}.{token(tenant_id='other').split('.')[2]}",
    "the payload of another token": f"{HEAD}.{token(tenant_id='other').split('.')[1]}.{MAC}",
    "half a MAC": f"{HEAD}.{BODY}.{MAC[:20]}",
    "a MAC of zeros": f"{HEAD}.{BODY}.{b64(bytes(32))}",
    "a hexadecimal MAC": f"{HEAD}.{BODY}.{'ab' * 32}",
}


def refused(bad: str) -> NotAuthenticated:
    auth = authenticator()
    with pytest.raises(NotAuthenticated) as caught:
        auth.verify(bad)
    error = caught.value
    assert error.status == 401
    assert all(part not in str(error) for part in (HEAD, BODY, MAC)), "no part of a token is told again"
    return error


def test_the_token_that_they_are_made_from_is_good() -> None:
    assert authenticator().verify(GOOD).tenant_id == "acme"
    assert authenticator().verify(f"cc_live_id.{GOOD}").tenant_id == "acme"


@pytest.mark.parametrize("bad", [pytest.param(bad, id=name) for name, bad in (FORMS | ALGORITHMS | HEADERS).items()])
def test_forms_algorithms_and_headers(bad: str) -> None:
    refused(bad)


@pytest.mark.parametrize("bad", [pytest.param(bad, id=name) for name, bad in (PAYLOADS | KEYS).items()])
def test_payloads_and_keys(bad: str) -> None:
    refused(bad)
    refused(f"cc_live_id.{bad}")


@pytest.mark.parametrize(("claim", "value"), CLAIM_VALUES, ids=lambda part: repr(part)[:30])
def test_claims_of_the_wrong_kind_are_named(claim: str, value: Any) -> None:
    error = refused(token(**{claim: value}))
    assert claim in error.message or error.error_code == "token_expired"


def test_refusing_a_megabyte_takes_no_time() -> None:
    auth, huge = authenticator(), "eyJ" + "a" * (1 << 20) + ".e30.x"
    began = time.process_time()
    for _ in range(100):
        with pytest.raises(NotAuthenticated, match="longer than"):
            auth.verify(huge)
    assert time.process_time() - began < 1, "it would take seconds to hash or parse a hundred of them"


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(ALPHABET + ".=+/ \x00é"))
def test_any_changed_character_is_refused(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    auth = authenticator()
    auth.verify(GOOD)
    if changed == GOOD:
        assert auth.verify(changed).tenant_id == "acme"
    else:
        refused(changed)


def test_the_unused_bits_of_the_last_letter_must_be_zero() -> None:
    """A MAC of 32 bytes leaves two bits of its 43rd letter over: four letters decode alike."""
    last = ALPHABET.index(GOOD[-1])
    alike = [GOOD[:-1] + ALPHABET[last ^ bits] for bits in (1, 2, 3)]
    for other in alike:
        refused(other)


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.text(ALPHABET + ".", max_size=5))
def test_any_cut_and_any_insertion_is_refused(start: int, end: int, inserted: str) -> None:
    changed = GOOD[:start] + inserted + GOOD[end:]
    if changed != GOOD:
        refused(changed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted({name for name, _ in CLAIM_VALUES} | {"cc_id", "sub"}))


@given(st.dictionaries(NAMES, JSON, max_size=4), st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit"]), JSON))
def test_whatever_is_signed_gives_a_principal_or_a_refusal(claims: dict[str, Any], header: dict[str, Any]) -> None:
    made = raw(json.dumps(HEADER | header).encode(), json.dumps(CLAIMS | claims).encode())
    try:
        principal = authenticator().verify(made)
    except NotAuthenticated:
        return
    assert principal.tenant_id
    assert NOW < principal.expires_at < 253_402_300_800
