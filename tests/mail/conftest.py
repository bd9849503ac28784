"""A service of the folder's own, and mail servers that speak real SMTP."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import tenantry
from tenantry.settings import Settings

HOST = "127.0.0.1"


@pytest_asyncio.fixture(scope="session")
async def quiet(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tenantry.Service]:
    """An open service whose queue only this folder's tests write to."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("mail"), log_level="error")
    async with tenantry.open(settings) as service:
        yield service


@pytest_asyncio.fixture
async def queue(quiet: tenantry.Service) -> AsyncIterator[asyncpg.Connection]:
    """A look into the queue, as the role that serves."""
    connection = await asyncpg.connect(quiet.app_url)
    await connection.execute("DELETE FROM procrastinate_jobs")
    yield connection
    await connection.close()


@dataclass
class Post:
    """A mail server: what it took, and what it says to the next ones."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    asked: int = 0
    to_recipient: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    ciphered: list[bool] = field(default_factory=list)
    slowness: float = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slowness)
        if self.to_content:
            return self.to_content.pop(0)
        self.taken.append(envelope)
        self.ciphered.append(session.ssl is not None)
        return "250 OK"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.signed_in.append(login.login.decode())
        return AuthResult(success=login == LoginPassword(b"us@er", b"p:ss/word"), handled=False)


@asynccontextmanager
async def post_office(
    post: Post | None = None, port: int = 0, **options: Any
) -> AsyncIterator[Post]:
    """Run a mail server on a port, or on a free one."""
    post = post or Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(post, authenticator=post.authenticate, enable_SMTPUTF8=True, **options),
        HOST,
        port,
    )
    post.port = server.sockets[0].getsockname()[1]
    async with server:
        yield post


def mailing(quiet: tenantry.Service, url: str, **settings: Any) -> tenantry.Service:
    """The same service, with a mail server."""
    changed = Settings(**{**quiet.settings.model_dump(), "smtp_url": url, **settings})
    return tenantry.Service(changed, quiet.database, quiet.app_url)


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine that no authority of the system's has signed."""

    path: Path
    context: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    path, key_path = folder / "ca.pem", folder / "key.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return Certificate(path, context)
