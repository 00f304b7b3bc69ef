"""Tokens signed by an issuer: PEM keys, JWK sets, rotation, and keys that must not be used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.auth.token_authenticator import TokenAuthenticator
from cachecore_gateway.core.errors import NotAuthenticated, SettingError
from cachecore_gateway.testing import FakeClock

from .tokens import CLAIMS, NOW, b64, raw

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SMALL_RSA = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EC = ec.generate_private_key(ec.SECP256R1())
EC384 = ec.generate_private_key(ec.SECP384R1())
ED = ed25519.Ed25519PrivateKey.generate()
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
URL = "https://issuer.example/keys"


def pem(key: Private) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signed(key: Private, algorithm: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
    head = json.dumps({"alg": algorithm} | (header or {})).encode()
    text = f"{b64(head)}.{b64(json.dumps(CLAIMS | claims).encode())}"
    return f"{text}.{b64(jwt.PyJWS().get_algorithm_by_name(algorithm).sign(text.encode(), key))}"


def jwk(key: Private, **more: Any) -> dict[str, Any]:
    kinds = ((rsa.RSAPrivateKey, "RS256"), (ec.EllipticCurvePrivateKey, "ES256"), (ed25519.Ed25519PrivateKey, "EdDSA"))
    algorithm = next(name for kind, name in kinds if isinstance(key, kind))
    made: dict[str, Any] = jwt.PyJWS().get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    made.pop("key_ops", None)
    return {"use": "sig", **made, **more}


def with_pem(key: Private, *algorithms: str) -> TokenAuthenticator:
    return TokenAuthenticator(AuthSettings(algorithms=algorithms, public_key_pem=pem(key)), FakeClock(NOW))


class Issuer:
    """A fetch function over keys that the test changes."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys: list[Any] = list(keys)
        self.error: Exception | None = None
        self.fetch_count = 0
        self.fetched = asyncio.Event()

    async def fetch(self, url: str) -> bytes:
        assert url == URL
        self.fetch_count += 1
        self.fetched.set()
        if self.error is not None:
            raise self.error
        return json.dumps({"keys": self.keys}).encode()


def with_issuer(issuer: Issuer, clock: FakeClock | None = None, **settings: Any) -> TokenAuthenticator:
    usual: dict[str, Any] = {"algorithms": ("RS256", "ES256"), "jwks_url": URL, "jwks_retry_seconds": 3600.0}
    return TokenAuthenticator(AuthSettings(**(usual | settings)), clock or FakeClock(NOW), issuer.fetch)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSA, "RS256"), (RSA, "RS512"), (RSA, "PS256"), (EC, "ES256"), (EC384, "ES384"), (ED, "EdDSA")],
)
def test_a_public_key_verifies_what_its_private_key_signed(key: Private, algorithm: str) -> None:
    auth = with_pem(key, algorithm)
    good = signed(key, algorithm, {"kid": "any"})
    assert auth.verify(f"cc_live_id.{good}").tenant_id == "acme"
    with pytest.raises(NotAuthenticated):
        auth.verify(good[:-8] + "AAAAAAAA")


def test_another_private_key_is_refused() -> None:
    with pytest.raises(NotAuthenticated, match="signature"):
        with_pem(RSA, "RS256").verify(signed(OTHER_RSA, "RS256"))


def test_the_public_key_is_no_mac_secret() -> None:
    """The classic confusion: HS256 with the public key's text as its secret."""
    texts: list[Callable[[], bytes]] = [
        lambda: pem(RSA).encode(),
        lambda: pem(RSA).strip().encode(),
        lambda: RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        lambda: json.dumps(jwk(RSA)).encode(),
        lambda: b"",
    ]
    auth = with_pem(RSA, "RS256", "PS256")
    for text in texts:
        for claimed in ("HS256", "RS256"):
            bad = raw(b'{"alg":"%b"}' % claimed.encode(), json.dumps(CLAIMS).encode(), text())
            with pytest.raises(NotAuthenticated):
                auth.verify(bad)


@pytest.mark.parametrize("signature", [bytes(64), bytes(63), bytes(65), b"\x00", bytes(72)])
def test_signatures_of_zeros_are_refused(signature: bytes) -> None:
    head = b64(b'{"alg":"ES256"}') + "." + b64(json.dumps(CLAIMS).encode())
    with pytest.raises(NotAuthenticated):
        with_pem(EC, "ES256").verify(f"{head}.{b64(signature)}")


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ("not a key", "RS256"),
        (pem(EC), "RS256"),
        (pem(RSA), "ES256"),
        (pem(EC384), "ES256"),
        (pem(SMALL_RSA), "RS256"),
        (RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), "RS256"),
    ],
    ids=["text", "EC for RSA", "RSA for EC", "wrong curve", "1024 bits", "private"],
)
def test_a_key_of_the_wrong_kind_stops_the_start(text: str, algorithm: str) -> None:
    with pytest.raises(SettingError, match="public_key_pem") as caught:
        TokenAuthenticator(AuthSettings(algorithms=(algorithm,), public_key_pem=text), FakeClock(NOW))
    assert "PRIVATE" not in caught.value.message


def test_a_public_key_given_as_secret_stops_the_start() -> None:
    with pytest.raises(SettingError, match="public_key_pem"):
        TokenAuthenticator(AuthSettings(jwt_secret=pem(RSA).strip()), FakeClock(NOW))


async def test_a_key_set_file_is_read_on_opening(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    await asyncio.to_thread(file.write_text, json.dumps({"keys": [jwk(RSA, kid="a"), jwk(EC, kid="b")]}))
    auth = TokenAuthenticator(AuthSettings(algorithms=("RS256", "ES256"), jwks_file=file), FakeClock(NOW))
    await auth.open()
    assert auth.verify(signed(RSA, "RS256", {"kid": "a"})).tenant_id == "acme"
    assert auth.verify(signed(EC, "ES256", {"kid": "b"})).tenant_id == "acme"
    assert (await auth.health()).ok
    await auth.aclose()


@pytest.mark.parametrize("text", [None, "", "{}", '{"keys":5}', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"AAAA"}]}'])
async def test_a_key_set_file_without_keys_stops_the_start(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "keys.json"
    if text is not None:
        await asyncio.to_thread(file.write_text, text)
    auth = TokenAuthenticator(AuthSettings(algorithms=("RS256",), jwks_file=file), FakeClock(NOW))
    with pytest.raises(SettingError, match="jwks_file"):
        await auth.open()


def test_a_url_needs_a_client() -> None:
    with pytest.raises(SettingError, match="jwks_url"):
        TokenAuthenticator(AuthSettings(algorithms=("RS256",), jwks_url=URL), FakeClock(NOW))


async def test_keys_are_found_by_their_id_and_algorithm_only() -> None:
    issuer = Issuer(jwk(RSA, kid="a", alg="RS256"), jwk(OTHER_RSA, kid="b"), jwk(EC, kid="c"))
    auth = with_issuer(issuer, algorithms=("RS256", "PS256", "ES256"))
    await auth.open()
    for good in (
        signed(RSA, "RS256", {"kid": "a"}),
        signed(OTHER_RSA, "PS256", {"kid": "b"}),
        signed(EC, "ES256", {"kid": "c"}),
        signed(EC, "ES256"),
    ):
        assert auth.verify(good).tenant_id == "acme"
    for bad in (
        signed(RSA, "RS256", {"kid": "b"}),
        signed(RSA, "PS256", {"kid": "a"}),
        signed(RSA, "RS256", {"kid": "unknown"}),
        signed(RSA, "RS256", {"kid": "../a"}),
        signed(RSA, "RS256"),
    ):
        with pytest.raises(NotAuthenticated):
            auth.verify(bad)
    await auth.aclose()


@pytest.mark.parametrize(
    "unusable",
    [
        {"kty": "oct", "k": b64(b"s" * 32), "kid": "a", "alg": "HS256"},
        jwk(RSA, kid="a", use="enc"),
        jwk(RSA, kid="a", key_ops=["encrypt"]),
        jwk(RSA, kid="a", key_ops="verify"),
        jwk(RSA, kid="a", alg="RSA-OAEP"),
        jwk(RSA, kid="a", n="%%%"),
        jwk(RSA, kid="a", n=5),
        jwk(RSA, kid=5),
        jwk(SMALL_RSA, kid="a"),
        jwk(EC, kid="a", crv="P-999"),
        {"kty": "RSA", "kid": "a"},
        {},
        [],
        None,
        "key",
    ],
)
async def test_keys_that_must_not_be_used_are_passed_over(unusable: Any) -> None:
    issuer = Issuer(unusable, jwk(EC, kid="good"))
    auth = with_issuer(issuer)
    await auth.open()
    assert auth.verify(signed(EC, "ES256", {"kid": "good"})).tenant_id == "acme"
    for key in (RSA, SMALL_RSA):
        assert refuses(auth, signed(key, "RS256", {"kid": "a"}))
    await auth.aclose()


async def test_a_private_key_in_the_set_serves_as_its_public_one() -> None:
    private = jwt.algorithms.RSAAlgorithm.to_jwk(RSA, as_dict=True)
    auth = with_issuer(Issuer(private | {"kid": "a", "key_ops": ["verify"]}))
    await auth.open()
    assert auth.verify(signed(RSA, "RS256", {"kid": "a"})).tenant_id == "acme"
    await auth.aclose()


async def test_a_key_that_was_taken_away_verifies_nothing_remembered_or_not() -> None:
    issuer = Issuer(jwk(RSA, kid="a"))
    auth = with_issuer(issuer, jwks_refresh_seconds=0.02, jwks_retry_seconds=0.01)
    await auth.open()
    good = signed(RSA, "RS256", {"kid": "a"})
    assert auth.verify(good).tenant_id == "acme"
    issuer.keys = [jwk(OTHER_RSA, kid="b")]
    await until(lambda: refuses(auth, good))
    assert auth.verify(signed(OTHER_RSA, "RS256", {"kid": "b"})).tenant_id == "acme"
    await auth.aclose()


async def test_an_unknown_key_id_makes_the_set_be_read_soon() -> None:
    issuer = Issuer(jwk(RSA, kid="a"))
    auth = with_issuer(issuer, jwks_refresh_seconds=3600.0, jwks_retry_seconds=0.01)
    await auth.open()
    issuer.keys.append(jwk(OTHER_RSA, kid="b"))
    rotated = signed(OTHER_RSA, "RS256", {"kid": "b"})
    assert refuses(auth, rotated)
    await until(lambda: not refuses(auth, rotated))
    await auth.aclose()


async def test_floods_of_unknown_key_ids_do_not_flood_the_issuer() -> None:
    issuer = Issuer(jwk(RSA, kid="a"))
    auth = with_issuer(issuer, jwks_retry_seconds=3600.0)
    await auth.open()
    for number in range(50):
        assert refuses(auth, signed(RSA, "RS256", {"kid": f"x{number}"}))
        await asyncio.sleep(0)
    assert issuer.fetch_count == 1
    await auth.aclose()


@pytest.mark.parametrize("error", [OSError(111, "refused"), TimeoutError(), ValueError("x"), RuntimeError("x")])
async def test_an_issuer_that_fails_leaves_the_keys_at_hand_in_use_for_a_time(error: Exception) -> None:
    clock, issuer = FakeClock(NOW), Issuer(jwk(RSA, kid="a"))
    auth = with_issuer(issuer, clock, jwks_refresh_seconds=0.02, jwks_retry_seconds=0.01, jwks_stale_seconds=600.0)
    await auth.open()
    good = signed(RSA, "RS256", {"kid": "a"})
    assert not refuses(auth, good)
    issuer.error = error
    await fetched_again(issuer)
    assert not refuses(auth, good)
    assert not (await auth.health()).ok
    clock.advance(601)
    await until(lambda: refuses(auth, good))
    issuer.error = None
    await until(lambda: not refuses(auth, good))
    assert (await auth.health()).ok
    await auth.aclose()


async def test_an_issuer_that_is_down_at_the_start_is_asked_again() -> None:
    issuer = Issuer(jwk(RSA, kid="a"))
    issuer.error = OSError(111, "refused")
    auth = with_issuer(issuer, jwks_retry_seconds=0.01)
    await auth.open()
    good = signed(RSA, "RS256", {"kid": "a"})
    assert refuses(auth, good)
    assert "refused" in (await auth.health()).detail
    issuer.error = None
    await until(lambda: not refuses(auth, good))
    await auth.aclose()


def refuses(auth: TokenAuthenticator, token: str) -> bool:
    try:
        auth.verify(token)
    except NotAuthenticated:
        return True
    return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the background reading has no event to wait for
            await asyncio.sleep(0.005)


async def fetched_again(issuer: Issuer) -> None:
    """Until two more readings began, so that one of them has ended."""
    for _ in range(2):
        issuer.fetched.clear()
        await asyncio.wait_for(issuer.fetched.wait(), 5)
