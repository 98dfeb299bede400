"""Every setting, read once from the environment. A bad one stops the start with a clear line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


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
        public_url=_public_url(env.get("PUBLIC_URL") or "http://127.0.0.1:8000"),
        mail_url=env.get("MAIL_URL") or "",
        authority_name=env.get("AUTHORITY_NAME") or "Exempelverket",
        max_upload_mb=_whole_number(env, "MAX_UPLOAD_MB", default=10, least=1, most=200),
        assess_per_week=_whole_number(env, "ASSESS_PER_WEEK", default=10, least=1, most=500),
    )


def _database_url(url: str) -> str:
    if url.startswith("sqlite:///"):
        return url
    for prefix in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    raise SettingError("DATABASE_URL: must begin with sqlite:/// or postgresql://.")


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingError("PUBLIC_URL: must be a whole address, such as https://resultatbank.example.se.")
    return url.rstrip("/")


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
