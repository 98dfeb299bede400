"""What an uploaded file really is. Its name is a claim; the bytes decide, and the two must agree."""

import re
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

import puremagic

from resultatbank.importing.archive import ArchiveError, open_archive, read_entry

MAX_BYTES = 10 * 1024 * 1024

_HEAD = 4_096
_HEADERS = 64 * 1024
_CONTENT_TYPES = 256 * 1024
_WORD_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEXT_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:")


class FileKind(NamedTuple):
    """The type to store and serve a file as: its media type, and its extension without a dot."""

    mime: str
    extension: str


def check_upload(name: str, stream: BinaryIO, max_bytes: int = MAX_BYTES) -> FileKind:
    """What the uploaded file is, when it is of a type we take and both name and bytes say so.

    The stream must be seekable; it is left at its beginning. Nothing is unpacked beyond a few known small entries.

    Raises:
        ValueError: with a sentence in Swedish that says what to do.
    """
    size = stream.seek(0, 2)
    if size == 0:
        raise ValueError("Filen är tom. Välj en annan fil.")
    if size > max_bytes:
        raise ValueError(
            f"Filen är större än {max_bytes // 1024**2} MB. Spara den i mindre storlek eller dela upp den."
        )
    suffix = PurePath(name).suffix.removeprefix(".").lower()
    extension = _SAME.get(suffix, suffix)
    if extension not in _KINDS:
        raise ValueError("Den filtypen tar vi inte emot. Spara filen som pdf, docx, odt, png, jpg, webp eller eml.")
    kind, is_really = _KINDS[extension]
    stream.seek(0)
    agrees = is_really(stream)
    stream.seek(0)
    if not agrees:
        raise ValueError(
            f"Filen heter .{suffix} men innehåller något annat, eller är skadad. "
            f"Öppna den i programmet den kommer från, spara den som {extension} och försök igen."
        )
    return kind


def _is_pdf(stream: BinaryIO) -> bool:
    """A PDF begins with its version and ends with %%EOF within the last kilobyte (ISO 32000-1, 7.5.2 and 7.5.5)."""
    head = stream.read(8)
    stream.seek(max(0, stream.seek(0, 2) - 1_024))
    return re.match(rb"%PDF-[12]\.[0-9]", head) is not None and b"%%EOF" in stream.read()


def _is_image(name: str) -> Callable[[BinaryIO], bool]:
    """A check that the bytes are the image type that puremagic calls by this name."""

    def is_image(stream: BinaryIO) -> bool:
        return puremagic.what(None, h=stream.read(_HEAD), imghdr_strict=False) == name

    return is_image


def _is_docx(stream: BinaryIO) -> bool:
    """A Word document without macros: a zip whose list of content types declares the main document."""
    try:
        with open_archive(stream) as archive:
            names = archive.namelist()
            types = read_entry(archive, "[Content_Types].xml", _CONTENT_TYPES)
    except ArchiveError:
        return False
    return _WORD_DOCUMENT in types and "word/document.xml" in names and "word/vbaProject.bin" not in names


def _is_odt(stream: BinaryIO) -> bool:
    """A text document: a zip with an entry that says so (OASIS OpenDocument 1.3, part 2, section 3.3)."""
    try:
        with open_archive(stream) as archive:
            declared = read_entry(archive, "mimetype", 100)
            return declared.strip() == _TEXT_DOCUMENT and "content.xml" in archive.namelist()
    except ArchiveError:
        return False


def _is_eml(stream: BinaryIO) -> bool:
    """A message as text: it begins with headers, and has a sender's address and a date (RFC 5322, 3.6)."""
    data = stream.read()
    if _CONTROL.search(data) or not _HEADER_LINE.match(data):
        return False
    # The old policy hands out plain text: it neither rewrites nor chokes on headers that break the standard.
    headers = BytesHeaderParser().parsebytes(data[:_HEADERS])
    try:
        parsedate_to_datetime(str(headers["Date"]))
    except (TypeError, ValueError, IndexError, OverflowError):
        return False
    return "@" in parseaddr(str(headers["From"]))[1]


_SAME = {"jpeg": "jpg"}
_KINDS: dict[str, tuple[FileKind, Callable[[BinaryIO], bool]]] = {
    "pdf": (FileKind("application/pdf", "pdf"), _is_pdf),
    "docx": (
        FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        _is_docx,
    ),
    "odt": (FileKind("application/vnd.oasis.opendocument.text", "odt"), _is_odt),
    "png": (FileKind("image/png", "png"), _is_image("png")),
    "jpg": (FileKind("image/jpeg", "jpg"), _is_image("jpeg")),
    "webp": (FileKind("image/webp", "webp"), _is_image("webp")),
    "eml": (FileKind("message/rfc822", "eml"), _is_eml),
}
