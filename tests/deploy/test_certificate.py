"""The operator's page promises: with a certificate in listen.conf nobody can listen in."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.deploy.cluster import Cluster
from tests.deploy.ports import neighbours
from tests.deploy.proxy import Proxy

HSTS = 'add_header Strict-Transport-Security "max-age=31536000" always;\n'


def make_certificate(folder: Path) -> None:
    """Write `certificate.pem` for 127.0.0.1, signed by itself, and its key `key.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, SHA256())
    )
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "certificate.pem").write_bytes(made.public_bytes(Encoding.PEM))


def test_a_certificate_is_two_lines(running: Cluster, tmp_path: Path) -> None:
    """The same proxy answers on https, and no longer on http."""
    (port,) = neighbours(1)
    proxy = Proxy(tmp_path / "proxy", port, [server.port for server in running.servers])
    make_certificate(proxy.folder)
    listen = f"listen 127.0.0.1:{port} ssl;\n"
    lines = "ssl_certificate certificate.pem;\nssl_certificate_key key.pem;\n"
    proxy.write("listen.conf", listen + lines + HSTS)
    trusted = ssl.create_default_context(cafile=proxy.folder / "certificate.pem")
    try:
        proxy.start()
        answer = httpx2.get(f"https://127.0.0.1:{port}/readyz", verify=trusted)
        assert answer.json() == {"status": "ok"}
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == 400
        with pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx2.get(f"https://127.0.0.1:{port}/readyz")
    finally:
        proxy.kill()
