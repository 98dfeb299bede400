"""What an e-mail address and a telephone number look like, as far as a form needs to know."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+0-9][0-9 ()/.-]{4,}")


def is_email(text: str) -> bool:
    """Tell whether a text looks like an e-mail address. Only a letter sent there shows that it is one."""
    return _ADDRESS.fullmatch(text) is not None


def same_number(one: str, other: str) -> bool:
    """Tell whether two telephone numbers are one, however each is grouped, with or without +46."""
    return bool(one) and bool(other) and _figures(one) == _figures(other)


def _figures(number: str) -> str:
    figures = re.sub(r"\(0\)|[^0-9+]", "", number)
    return re.sub(r"\A(?:\+|00)46", "0", figures)


def is_phone(text: str) -> bool:
    """Tell whether a text looks like a telephone number, however it is grouped."""
    return _PHONE.fullmatch(text) is not None
