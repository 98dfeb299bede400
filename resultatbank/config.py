"""Every setting, read once from the environment. A bad one stops the start with a clear line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class SettingError(Exception):
    """A setting has a value that can't be used. The message names the setting and what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. See the table in README.md."""

    data_dir: Path
    database_url: str
    secret_key: str
    public_url: str
    mail_url: str
    authority_name: str
    max_upload_mb: int
    assess_per_week: int
    mail_from: str = "resultatbank@example.se"
    links_url: str = ""
    link_days: int = 30
    contact: str = "resultat@example.se"
    dpo_contact: str = "dataskyddsombud@example.se"
    guardian_until: int = 18
    postal_address: str = ""
    survey_url: str = ""

    @property
    def has_links(self) -> bool:
        """Parties can answer by a personal link: the server can be reached from outside."""
        return bool(self.links_url)

    @property
    def has_survey(self) -> bool:
        """Readers outside can answer the survey by a link: the server can be reached from outside."""
        return bool(self.survey_url)

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure when people reach the app through https."""
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (default: the process's own).

    Makes DATA_DIR when it is missing, and a secret key in it when SECRET_KEY is not given.
    Raises SettingError when a value can't be used.
    """
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("DATA_DIR") or "instance").resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"DATA_DIR: can't make the folder {data_dir} ({error.strerror}).") from error
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'resultatbank.sqlite3'}"),
        secret_key=env.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
        public_url=_web_address("PUBLIC_URL", env.get("PUBLIC_URL") or "http://127.0.0.1:8000"),
        mail_url=_mail_url(env.get("MAIL_URL") or ""),
        authority_name=env.get("AUTHORITY_NAME") or "Exempelverket",
        max_upload_mb=_whole_number(env, "MAX_UPLOAD_MB", default=10, least=1, most=200),
        assess_per_week=_whole_number(env, "ASSESS_PER_WEEK", default=10, least=1, most=500),
        mail_from=_mail_address("MAIL_FROM", env.get("MAIL_FROM") or "resultatbank@example.se"),
        links_url=_web_address("LINKS_URL", env["LINKS_URL"]) if env.get("LINKS_URL") else "",
        link_days=_whole_number(env, "LINK_DAYS", default=30, least=1, most=365),
        contact=env.get("CONTACT") or "resultat@example.se",
        dpo_contact=env.get("DPO_CONTACT") or "dataskyddsombud@example.se",
        guardian_until=_whole_number(env, "GUARDIAN_UNTIL", default=18, least=13, most=18),
        postal_address=" ".join((env.get("POSTAL_ADDRESS") or "").split()),
        survey_url=_web_address("SURVEY_URL", env["SURVEY_URL"]) if env.get("SURVEY_URL") else "",
    )


def _database_url(url: str) -> str:
    if url.startswith("sqlite:///"):
        return url
    for prefix in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    raise SettingError("DATABASE_URL: must begin with sqlite:/// or postgresql://.")


def _web_address(name: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingError(f"{name}: must be a whole address, such as https://resultatbank.example.se.")
    return url.rstrip("/")


def _mail_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        right = not url or (parts.scheme in MAIL_SCHEMES and parts.hostname and (parts.port is None or parts.port))
    except ValueError:
        right = False
    if not right:
        raise SettingError("MAIL_URL: must be smtp://HOST:PORT, smtp+starttls://HOST:PORT or smtps://HOST:PORT.")
    return url


def _mail_address(name: str, address: str) -> str:
    before, _at, after = address.partition("@")
    if not before or "." not in after or any(sign.isspace() for sign in address):
        raise SettingError(f"{name}: must be an e-mail address.")
    return address


def _whole_number(env: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise SettingError(f"{name}: must be a whole number from {least} to {most}.")
    return int(text)


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made on the first start and readable by the owner alone."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise SettingError(f"SECRET_KEY: the file {path} is too short. Remove it and start again.")
    return key
