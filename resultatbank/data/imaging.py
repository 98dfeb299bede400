"""Pictures made safe: decoded, turned upright and drawn anew, so that nothing but what is seen comes along.

Where a picture was taken, with what, by whom and what somebody wrote into it stays in the file that was sent, and that
file is kept nowhere. The same goes for what hides after the picture's end.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageCms

from resultatbank.rules.words import Word

# A phone's largest ordinary picture. In memory it takes some 200 MB while it is drawn.
MOST_PIXELS = 50_000_000
MOST_SIDE = 20_000
WEB_SIDE = 1_600
THUMB_SIDE = 480
_ORIENTATION = 0x0112

DAMAGED = "Bilden är skadad eller inte hel. Öppna den i ett bildprogram, spara den igen och försök på nytt."
ANIMATED = "Bilden rör sig. Välj en bild som står still, eller lägg in en film med länk."
TOO_LARGE = (
    f"Bilden har för många bildpunkter. Spara den med högst {MOST_PIXELS // 1_000_000} miljoner bildpunkter, "
    "till exempel 8000 × 6000."
)


class PictureError(ValueError):
    """A picture that can't be kept. The message says why, in Swedish."""


class Size(Word):
    """The sizes that a picture is kept in."""

    FULL = "full", "Hela bilden"
    WEB = "web", "För webben"
    THUMB = "thumb", "Liten"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in one size: the file's bytes, and its width and height in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Format:
    """What Pillow calls a type of picture, the modes it is drawn in, and how it is saved."""

    name: str
    with_alpha: bool
    options: Mapping[str, Any]


_FORMATS = {
    "image/jpeg": _Format("JPEG", False, {"quality": 90, "optimize": True, "progressive": True}),
    "image/png": _Format("PNG", True, {}),
    "image/webp": _Format("WEBP", True, {"quality": 90}),
}

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def is_picture(mime: str) -> bool:
    """Tell whether files of a type are pictures that are drawn anew."""
    return mime in _FORMATS


def for_documents(path: Path) -> BinaryIO:
    """Return a kept picture as a document holds it: what Word doesn't know, as WebP, is drawn as PNG."""
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        if image.format in ("JPEG", "PNG"):
            return io.BytesIO(content)
        drawn = io.BytesIO()
        image.save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def draw_anew(stream: BinaryIO, mime: str) -> dict[Size, Drawn]:
    """Return the picture in each size, of the type it was sent as, with nothing in it but what is seen.

    Its size is read and judged before anything is decoded. Raises PictureError.
    """
    kind = _FORMATS[mime]
    try:
        with _opened(stream, kind) as sent:
            whole = _plain(sent, kind)
    except PictureError:
        raise
    # What was sent may be anything, and the decoders tell of it by as many kinds of error as there are of damage.
    except Exception as error:
        raise PictureError(DAMAGED) from error
    sizes = {Size.FULL: whole, Size.WEB: _within(whole, WEB_SIDE), Size.THUMB: _within(whole, THUMB_SIDE)}
    return {size: _saved(image, kind) for size, image in sizes.items()}


def _opened(stream: BinaryIO, kind: _Format) -> Image.Image:
    """Open the picture, of which only the head is read, and refuse one that is too large or moves."""
    stream.seek(0)
    try:
        sent = Image.open(stream, formats=(kind.name,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(TOO_LARGE) from error
    if sent.width * sent.height > MOST_PIXELS or max(sent.size) > MOST_SIDE:
        raise PictureError(TOO_LARGE)
    # Many a phone puts a second picture after the first in a JPEG. It is left out, and nothing moves.
    if kind.name != "JPEG" and getattr(sent, "is_animated", False):
        raise PictureError(ANIMATED)
    return sent


def _plain(sent: Image.Image, kind: _Format) -> Image.Image:
    """Decode the picture and return its pixels alone, upright and in the web's colours."""
    sent.load()
    turn = _UPRIGHT.get(_orientation(sent))
    mode = _mode(sent, kind)
    image = _in_srgb(sent, mode)
    if turn is not None:
        image = image.transpose(turn)
    bare = Image.new(mode, image.size)
    bare.paste(image)
    return bare


def _orientation(sent: Image.Image) -> int:
    """Return how the camera was held. A picture whose notes can't be read is taken as it is."""
    try:
        return int(sent.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _mode(sent: Image.Image, kind: _Format) -> str:
    if kind.with_alpha and (sent.mode in ("RGBA", "LA", "PA") or "transparency" in sent.info):
        return "RGBA"
    return "L" if sent.mode in ("1", "L") or sent.mode.startswith("I") else "RGB"


def _in_srgb(sent: Image.Image, mode: str) -> Image.Image:
    """Return the picture with the colours it shows, so that it needs no profile to look right."""
    if sent.mode.startswith("I"):
        # Sixteen bits of grey become eight.
        return sent.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    profile = sent.info.get("icc_profile")
    if profile and sent.mode in ("RGB", "RGBA", "CMYK") and mode in ("RGB", "RGBA"):
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(sent, theirs, ImageCms.createProfile("sRGB"), outputMode=mode)
            if changed is not None:
                return changed
        # A profile that can't be used costs a shade of colour, not the picture.
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return sent.convert(mode)


def _within(image: Image.Image, side: int) -> Image.Image:
    """Return the picture with no side longer than that. A smaller one isn't made larger."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _saved(image: Image.Image, kind: _Format) -> Drawn:
    out = io.BytesIO()
    image.save(out, kind.name, **kind.options)
    return Drawn(out.getvalue(), image.width, image.height)
