"""Files that wait between the preview and the yes of an import. Never in a cookie, and never longer than a day."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

_KEY = re.compile(r"([0-9]{1,10})-[0-9a-f]{32}\.(json|csv|xlsx)")
_SECONDS_KEPT = 24 * 60 * 60


def keep(folder: Path, user_id: int, name: str, data: bytes) -> str:
    """Keep a file and return its key, which only its owner can use. Files older than a day are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    suffix = Path(name).suffix.lower().removeprefix(".")
    key = f"{user_id}-{secrets.token_hex(16)}.{suffix}"
    if not _KEY.fullmatch(key):
        raise ValueError(f"a file that ends in {suffix!r} can't be kept")
    (folder / key).write_bytes(data)
    return key


def find(folder: Path, user_id: int, key: str) -> bytes | None:
    """Return a kept file, or None when there is none with that key for that person."""
    match = _KEY.fullmatch(key)
    if match is None or int(match[1]) != user_id:
        return None
    try:
        return (folder / key).read_bytes()
    except FileNotFoundError:
        return None


def drop(folder: Path, user_id: int, key: str) -> None:
    """Remove a kept file, when it is that person's."""
    match = _KEY.fullmatch(key)
    if match is not None and int(match[1]) == user_id:
        (folder / key).unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    for file in folder.iterdir():
        if file.is_file() and time.time() - file.stat().st_mtime > _SECONDS_KEPT:
            file.unlink(missing_ok=True)
