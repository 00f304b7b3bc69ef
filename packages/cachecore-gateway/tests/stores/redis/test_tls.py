"""A server that is reached by TLS."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.testing.clock import FakeClock
from cachecore_gateway.testing.gateway_process import free_port

from ..records_of import TENANT
from ..servers import Server
from .conftest import PATIENT
from .reads import served, stored

pytestmark = pytest.mark.services


def certificate(place: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cache")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = place / "cert.pem", place / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


async def test_a_server_is_trusted_by_its_certificate_only(tmp_path: Path, clock: FakeClock) -> None:
    cert, key = certificate(tmp_path)
    port = free_port()
    files = ("--tls-cert-file", str(cert), "--tls-key-file", str(key), "--tls-ca-cert-file", str(cert))
    server = Server("plain", ("--tls-port", str(port), "--tls-auth-clients", "no", *files))
    try:
        server.start()
    except LookupError as error:
        pytest.skip(str(error))
    try:
        url = f"rediss://127.0.0.1:{port}/0"
        stores = await RedisStores.open(f"{url}?ssl_ca_certs={cert}", PATIENT, clock)
        assert await stored(stores, "a") == await served(stores, "a")
        await stores.aclose()
        stranger = await RedisStores.open(url, PATIENT, clock)
        with pytest.raises(StoreUnavailable):
            await stranger.ledger.snapshot(TENANT, ())
        await stranger.aclose()
    finally:
        server.close()
