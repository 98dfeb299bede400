"""Pictures to test with: plain fields of colour, some of them with all that a camera and a person write into them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

# What stands in the picture's notes and must never be handed out.
CAMERA, PLACE, NOTE = "Hemlighetskamera", "HEMLIGGATAN", "hemlig-kommentar"
PACKET, PERSON = "hemligt-xmp", "Hemlig Person"
SECRETS = tuple(each.encode() for each in (CAMERA, PLACE, NOTE, PACKET, PERSON))
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc>{PACKET}</dc></x:xmpmeta>".encode()
SIGNS = (
    b"Exif\x00\x00",
    b"http://ns.adobe.com/xap/1.0/",
    b"Photoshop 3.0",
    b"ICC_PROFILE",
    b"xmpmeta",
    b"eXIf",
    b"iCCP",
)


def drawn(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right is blue."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, *size))
    return image.convert(mode)


def encoded(image: Image.Image, name: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: with what, by whom, and where."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x013B] = orientation, CAMERA, PERSON
    notes.get_ifd(0x8825).update({1: "N", 2: (59.0, 19.0, 45.5), 3: "E", 4: (18.0, 4.0, 7.2), 27: PLACE.encode()})
    return notes


def tagged_jpeg(size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    """A JPEG with EXIF, place, XMP, IPTC, a colour profile, a comment, and words after its end."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = encoded(
        drawn(size),
        quality=95,
        exif=exif(orientation),
        xmp=XMP,
        comment=NOTE,
        icc_profile=profile,
    )
    caption = PERSON.encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\x00" * (len(record) % 2)
    iptc = b"Photoshop 3.0\x00" + block
    return made[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + made[2:] + NOTE.encode()


def tagged_png() -> bytes:
    """A PNG with words, compressed words, EXIF and XMP."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", PERSON)
    notes.add_text("Comment", NOTE, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(drawn(), "PNG", pnginfo=notes, exif=exif())


def tagged_webp() -> bytes:
    """A WebP with EXIF and XMP."""
    return encoded(drawn(), "WEBP", exif=exif(), xmp=XMP)


def moving(name: str) -> bytes:
    """A picture that moves."""
    first, second = drawn(), drawn().transpose(Image.Transpose.ROTATE_180)
    return encoded(first, name, save_all=True, append_images=[second], duration=100)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")
