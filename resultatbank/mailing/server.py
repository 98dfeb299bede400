"""Handing a message to the mail server: it is sent when the server has taken it, and not before."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from time import monotonic
from urllib.parse import unquote, urlsplit

from resultatbank.data.sending import Fault

SECONDS = 30.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SHORTEST_STEP = 0.05


class NotTaken(Exception):
    """The mail server hasn't taken the message. Tells why in a word of ours, never in the server's own."""

    def __init__(self, fault: Fault) -> None:
        """Take why."""
        super().__init__(fault.value)
        self.fault = fault


def hand_over(message: EmailMessage, mail_url: str, seconds: float = SECONDS) -> None:
    """Hand a message to the mail server of `mail_url` (see MAIL_URL), within so many seconds in all.

    Raises NotTaken unless the server has taken it for every recipient.
    """
    try:
        with _connected(mail_url, monotonic() + seconds, seconds) as server:
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise NotTaken(Fault.LOGIN) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise NotTaken(Fault.REJECTED_ADDRESS if all(code >= 500 for code in codes) else Fault.REFUSED) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError) as error:
        # smtplib's own errors are OSErrors too: those that speak of an answer are refusals.
        answered = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError)
        raise NotTaken(Fault.REFUSED if answered else Fault.UNREACHABLE) from error


@contextlib.contextmanager
def _connected(mail_url: str, deadline: float, seconds: float) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(mail_url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    server: _Server | _SecureServer
    if parts.scheme == "smtps":
        server = _SecureServer(host, port, timeout=seconds, context=ssl.create_default_context())
    else:
        server = _Server(host, port, timeout=seconds)
    server.deadline = deadline
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
        # The message is taken. A server that is rude at the farewell doesn't change that.
        with contextlib.suppress(OSError):
            server.quit()
    finally:
        server.close()


class _Hurried(smtplib.SMTP):
    """Waits for each answer only for as long as is left in all, since a slow server answers many times."""

    deadline = float("inf")

    def getreply(self) -> tuple[int, bytes]:
        left = self.deadline - monotonic()
        if self.sock is not None and left != float("inf"):
            self.sock.settimeout(max(left, _SHORTEST_STEP))
        return super().getreply()


class _Server(_Hurried):
    """A server that is spoken to in the clear, or that begins to encrypt when asked to."""


class _SecureServer(_Hurried, smtplib.SMTP_SSL):
    """A server that encrypts from the first word."""
