"""Checksums of texts: what a party saw, and keys and addresses that are known again without being kept."""

from __future__ import annotations

import hashlib


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal signs."""
    return hashlib.sha256(text.encode()).hexdigest()
