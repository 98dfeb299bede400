"""Whether two addresses lead to the same page, however they are written."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_INDEX = ("index", "index.html", "index.htm", "index.php")


class PageAddress(NamedTuple):
    """Where a page is. `host` is "" when only its path is known."""

    host: str
    path: str


def page_address(text: str) -> PageAddress | None:
    """Return where an address leads, or None when it isn't one on the web.

    "https://www.example.se/a/?b=c#d", "http://example.se/a" and "example.se/a/" are the same page. So is "/a", of an
    unknown host. The case of letters matters in a path, and not in a host.
    """
    address = text.strip()
    if not address or any(sign.isspace() for sign in address):
        return None
    if address.startswith("/") and not address.startswith("//"):
        return PageAddress("", _path(address.partition("?")[0].partition("#")[0]))
    if "://" not in address:
        address = f"https://{address.removeprefix('//')}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "." not in host or "@" in parts.netloc:
        return None
    return PageAddress(host.removeprefix("www."), _path(parts.path))


def _path(path: str) -> str:
    start, _, last = unquote(path).rstrip("/").rpartition("/")
    return start if last.lower() in _INDEX else f"{start}/{last}".rstrip("/")
