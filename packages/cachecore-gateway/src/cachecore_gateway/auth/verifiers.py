"""From key material to checks. Each check is bound to one key and one algorithm when it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.algorithms import Algorithm

from cachecore_gateway.core.canonical import JsonObject, JsonValue, parse_object
from cachecore_gateway.core.errors import InvalidRequest, SettingError

from .settings import ASYMMETRIC

__all__ = ["KeySet", "Verifier", "algorithm_named", "of_pem", "of_secret", "parse_key_set"]

Verifier = Callable[[bytes, bytes], bool]
"""``(signed, signature) -> good`` under one key and one algorithm."""

KeySet = Mapping[str, Mapping[str, Verifier]]
"""Check by key id, then by algorithm; keys without an id stand under the empty one."""

_MIN_RSA_BITS = 2048
_MOST_KEYS = 256
_NEEDED_TYPE = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


def algorithm_named(name: str) -> Algorithm:
    """PyJWT's implementation of a JWS algorithm."""
    return jwt.PyJWS(algorithms=[name]).get_algorithm_by_name(name)


def of_secret(secret: str, algorithms: Iterable[str]) -> dict[str, Verifier]:
    """Checks of the HS algorithms.

    Raises:
        SettingError: what is given as secret is a key of another kind.
    """
    try:
        return {name: _bound(name, algorithm_named(name).prepare_key(secret.encode())) for name in algorithms}
    except (jwt.InvalidKeyError, ValueError):
        raise SettingError(
            "auth.jwt_secret (CACHECORE_JWT_SECRET) is a public key, a certificate or a JWK; those belong under "
            "auth.public_key_pem or auth.jwks_file, with auth.algorithms to match."
        ) from None


def of_pem(pem: str, algorithms: Iterable[str]) -> dict[str, Verifier]:
    """Checks of the algorithms under one public key.

    Raises:
        SettingError: not a public key in PEM, too small, or of another kind than the algorithms.
    """
    try:
        key = load_pem_public_key(pem.encode())
        _check_strength(key)
        return {name: _bound(name, algorithm_named(name).prepare_key(key)) for name in algorithms}
    except (jwt.InvalidKeyError, ValueError, TypeError):
        raise SettingError(
            "auth.public_key_pem is not a public key (-----BEGIN PUBLIC KEY-----) of the kind that auth.algorithms "
            f"needs, RSA of {_MIN_RSA_BITS} bits or more."
        ) from None


def parse_key_set(data: bytes, algorithms: Iterable[str]) -> KeySet:
    """The usable signature keys of a JWK set (RFC 7517 §5); others in it are passed over, symmetric ones always.

    Raises:
        ValueError: not a JWK set.
    """
    try:
        keys = parse_object(data).get("keys")
    except InvalidRequest as error:
        raise ValueError("not a JSON object") from error
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
        raise ValueError(f"no list of at most {_MOST_KEYS} keys")
    wanted = [name for name in algorithms if name in ASYMMETRIC]
    result: dict[str, dict[str, Verifier]] = {}
    for key in keys:
        for key_id, name, verifier in _usable(key, wanted):
            result.setdefault(key_id, {}).setdefault(name, verifier)
    return result


def _usable(key: JsonValue, wanted: list[str]) -> Iterable[tuple[str, str, Verifier]]:
    if not isinstance(key, dict) or key.get("use", "sig") != "sig" or not isinstance(key.get("kid", ""), str):
        return
    operations = key.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return
    for name in wanted:
        if key.get("alg", name) == name and key.get("kty") == _NEEDED_TYPE[name[:2]]:
            verifier = _of_jwk(key, name)
            if verifier is not None:
                yield str(key.get("kid", "")), name, verifier


def _of_jwk(key: JsonObject, name: str) -> Verifier | None:
    algorithm = algorithm_named(name)
    public = {member: value for member, value in key.items() if member != "d"}
    try:
        prepared = algorithm.prepare_key(algorithm.from_jwk(public))
        _check_strength(prepared)
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError):
        return None
    return _bound(name, prepared)


def _check_strength(key: object) -> None:
    if isinstance(key, RSAPublicKey) and key.key_size < _MIN_RSA_BITS:
        raise ValueError("RSA key too small")


def _bound(name: str, key: Any) -> Verifier:
    algorithm = algorithm_named(name)
    return lambda signed, signature: bool(algorithm.verify(signed, key, signature))
