"""Zip files from strangers: opened only when they can't unpack to more than we have room for."""

import zipfile
import zlib
from typing import BinaryIO

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * 1024 * 1024

DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError)
"""What the standard library raises for a zip that is damaged, encrypted or packed in a way it doesn't know."""


class ArchiveError(ValueError):
    """The bytes are no zip, or one that we won't unpack."""


def open_archive(stream: BinaryIO, max_unpacked: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """The zip in the stream, ready to read, with at most MAX_ENTRIES entries and max_unpacked bytes in all.

    The sizes are those the zip declares. That is enough: the standard library reads no entry past its declared size.

    Raises:
        ArchiveError: it is no zip, is encrypted, or would unpack to more.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except DAMAGE as damage:
        raise ArchiveError("not a zip file") from damage
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > max_unpacked:
        raise ArchiveError("unpacks to too much")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ArchiveError("encrypted")
    return archive


def read_entry(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The entry's first `most` bytes.

    Raises:
        ArchiveError: the entry is missing or damaged.
    """
    try:
        with archive.open(name) as entry:
            return entry.read(most)
    except DAMAGE as damage:
        raise ArchiveError(f"no readable {name}") from damage
