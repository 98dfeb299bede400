"""A message is sent when the server has taken it, and whatever else happens is told in a word of ours."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from resultatbank.data.sending import Fault
from resultatbank.mailing.server import NotTaken, hand_over
from tests.mailing.conftest import PASSWORD, USER, MailServer, free_port


@pytest.fixture
def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "bank@example.se", "samira@example.se", "Påhittat"
    made.set_content("Hej å ä ö")
    return made


def fault_of(message: EmailMessage, url: str, seconds: float = 10) -> Fault:
    with pytest.raises(NotTaken) as raised:
        hand_over(message, url, seconds)
    return raised.value.fault


def test_a_message_that_is_taken(mail: MailServer, message: EmailMessage) -> None:
    hand_over(message, mail.url)
    assert mail.recipients == ["samira@example.se"]
    assert mail.taken[0]["Subject"] == "Påhittat"


def test_an_address_that_is_refused(mail: MailServer, message: EmailMessage) -> None:
    mail.refuses.add("samira@example.se")
    assert fault_of(message, mail.url) is Fault.REJECTED_ADDRESS
    assert mail.taken == []


def test_a_message_that_is_refused(mail: MailServer, message: EmailMessage) -> None:
    mail.says = "554 No thanks"
    assert fault_of(message, mail.url) is Fault.REFUSED


def test_a_server_that_is_down(message: EmailMessage) -> None:
    assert fault_of(message, f"smtp://127.0.0.1:{free_port()}") is Fault.UNREACHABLE


def test_a_server_that_is_slow(mail: MailServer, message: EmailMessage) -> None:
    mail.slow = 30
    assert fault_of(message, mail.url, seconds=0.5) is Fault.UNREACHABLE


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "taken"), [(PASSWORD, True), ("fel", False)])
def test_a_server_that_asks_who_it_is(
    serve: Callable[..., MailServer], message: EmailMessage, password: str, taken: bool
) -> None:
    server = serve(login=True)
    url = f"smtp://{USER}:{password}@127.0.0.1:{server.port}"
    if taken:
        hand_over(message, url)
    else:
        assert fault_of(message, url) is Fault.LOGIN
    assert bool(server.taken) is taken


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key in one file, for 127.0.0.1, that nobody knows."""
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "made.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(["openssl", *words.split(), *names], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    return both


@pytest.mark.parametrize("trusted", [True, False])
def test_starttls_is_spoken_with_a_server_that_proves_who_it_is_and_with_no_other(
    serve: Callable[..., MailServer],
    message: EmailMessage,
    certificate: Path,
    trusted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = serve(tls=context)
    url = f"smtp+starttls://127.0.0.1:{server.port}"
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        hand_over(message, url)
    else:
        assert fault_of(message, url) is Fault.UNREACHABLE
    assert bool(server.taken) is trusted


def test_a_server_that_knows_no_starttls_gets_nothing_in_the_clear(mail: MailServer, message: EmailMessage) -> None:
    assert fault_of(message, mail.url.replace("smtp:", "smtp+starttls:")) is Fault.REFUSED
    assert mail.taken == []
