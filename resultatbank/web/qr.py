"""Addresses as QR codes."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """Return an address as a QR code. It is always dark on white, since not every camera reads it otherwise."""
    drawn = segno.make(address, error="m").svg_inline(border=4, light="#fff", svgclass="qr", omitsize=True)
    size = Markup('<svg width="200" height="200" ')
    return size + Markup(drawn.removeprefix("<svg "))  # noqa: S704  The code is drawn from the address, which isn't in the markup.
