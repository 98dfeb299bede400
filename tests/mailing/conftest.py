"""A real mail server on this machine, which takes, refuses or is slow as a test wants."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from flask import Flask

from resultatbank.config import Settings

USER, PASSWORD = "resultatbank", "hemligt"


@dataclass
class MailServer:
    """What the server has taken, and how it is to behave. `refuses` are addresses, `says` what it answers to all."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    says: str = "250 OK"
    slow: float = 0

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        """Take a recipient or say no."""
        if address in self.refuses:
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Take a message or say no."""
        await asyncio.sleep(self.slow)
        if self.says.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]  # The policy makes them EmailMessages.
            self.recipients += envelope.rcpt_tos
        return self.says


def free_port() -> int:
    """Return a port on which nobody answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _knows(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., MailServer]]:
    """Start a server; it ends with the test. `tls` is for STARTTLS, and `login` asks for a name and a password."""
    running: list[Controller] = []

    def start(*, tls: ssl.SSLContext | None = None, login: bool = False) -> MailServer:
        server = MailServer(port=free_port())
        more: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
        if login:
            more |= {"authenticator": _knows, "auth_required": True, "auth_require_tls": False}
        controller = Controller(server, hostname="127.0.0.1", port=server.port, **more)
        controller.start()
        running.append(controller)
        return server

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def mail(serve: Callable[..., MailServer]) -> MailServer:
    """A server that takes everything."""
    return serve()


@pytest.fixture
def post(within: Flask, mail: MailServer) -> Settings:
    """The app's settings, with the mail server that takes everything."""
    settings = replace(within.config["SETTINGS"], mail_url=mail.url)
    within.config["SETTINGS"] = settings
    return settings


def plain_of(message: EmailMessage) -> str:
    """What a message says as plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())  # type: ignore[attr-defined]  # A body is an EmailMessage.
