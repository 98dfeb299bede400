"""Files that people upload: kept outside the web's folders under their SHA-256, each content once."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from sqlalchemy import ColumnElement, or_, select, union

from resultatbank.data.afterwards import after_commit
from resultatbank.data.events import Stamp, log
from resultatbank.data.imaging import Drawn, Size
from resultatbank.data.models import AgreementProof, Package, Rendition, Source, StoredFile
from resultatbank.extensions import db

_FOLDER = "files"
_CHUNK = 1024 * 1024
_MOST_NAME = 200
_NAMELESS = "fil"
ERASED = "[raderat]"


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a stored file belongs to: the examples that show it, those whose source it is, and whether it is a proof."""

    examples: frozenset[int]
    sources_of: frozenset[int]
    is_proof: bool


def store(stream: IO[bytes], name: str, mime: str, stamp: Stamp, data_dir: Path) -> StoredFile:
    """Keep an uploaded file, and return its row.

    The caller has found out what the file really is (web/filetypes.py): `mime` is that, not what the browser said.
    The content is on disk before the row is written. Should the transaction then be rolled back, a file without a row
    is left, which harms nobody; a row without its file never is.
    """
    size, digest = _keep(stream, data_dir)
    file = StoredFile(sha256=digest, name=_plain(name), mime=mime, size=size, stored_at=stamp.at, stored_by_id=stamp.by)
    db.session.add(file)
    db.session.flush()
    log(stamp, "file_stored", "stored_file", file.id)
    return file


def store_picture(drawn: Mapping[Size, Drawn], name: str, mime: str, stamp: Stamp, data_dir: Path) -> StoredFile:
    """Keep a picture that has been drawn anew (imaging.py) in each of its sizes, and return its row.

    What was sent isn't kept. As with other files, the contents are on disk before the rows are written.
    """
    file = store(io.BytesIO(drawn[Size.FULL].content), name, mime, stamp, data_dir)
    for size, each in drawn.items():
        digest = file.sha256 if size is Size.FULL else _keep(io.BytesIO(each.content), data_dir)[1]
        file.renditions.append(Rendition(size=size, sha256=digest, width=each.width, height=each.height))
    db.session.flush()
    return file


def path_of(file: StoredFile | Rendition, data_dir: Path) -> Path:
    """Return where the content of a file, or of a picture in a size, lies."""
    return _place(file.sha256, data_dir)


def file_by_id(file_id: int) -> StoredFile | None:
    """Return a file's row by its id."""
    return db.session.get(StoredFile, file_id)


def belonging_of(file_id: int) -> Belonging:
    """Return what a file belongs to. A file that belongs to nothing is nobody's to read."""
    packages = db.session.scalars(select(Package.example_id).where(Package.file_id == file_id)).all()
    sources = db.session.scalars(select(Source.example_id).where(Source.file_id == file_id)).all()
    proof = select(AgreementProof.agreement_id).where(AgreementProof.file_id == file_id).limit(1)
    return Belonging(frozenset([*packages, *sources]), frozenset(sources), db.session.scalar(proof) is not None)


def proofs_of(record_ids: Collection[int]) -> list[StoredFile]:
    """Return the files that prove these records and that nothing else points at."""
    proofs = select(AgreementProof.file_id).where(AgreementProof.agreement_id.in_(record_ids))
    elsewhere = _pointed_at(AgreementProof.agreement_id.not_in(record_ids))
    query = select(StoredFile).where(StoredFile.id.in_(proofs), ~elsewhere)
    return list(db.session.scalars(query.order_by(StoredFile.id)))


def unused(file_ids: Collection[int]) -> list[StoredFile]:
    """Return those of the files that nothing points at."""
    query = select(StoredFile).where(StoredFile.id.in_(file_ids), ~_pointed_at())
    return list(db.session.scalars(query.order_by(StoredFile.id)))


def _pointed_at(*proofs: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that something points at a file: a package, a source, or a proof (of these)."""
    return or_(
        StoredFile.id.in_(select(Package.file_id).where(Package.file_id.is_not(None))),
        StoredFile.id.in_(select(Source.file_id).where(Source.file_id.is_not(None))),
        StoredFile.id.in_(select(AgreementProof.file_id).where(AgreementProof.file_id.is_not(None), *proofs)),
    )


def erase(files: Collection[StoredFile], data_dir: Path) -> None:
    """Take away the names of files at once, and their contents once the transaction is committed.

    The rows stay, with their checksums. A content that another file has too stays on disk.
    """
    digests = {file.sha256 for file in files}
    digests.update(each.sha256 for file in files for each in file.renditions)
    for file in files:
        file.name = ERASED
    db.session.flush()
    of_files = select(StoredFile.sha256).where(StoredFile.sha256.in_(digests), StoredFile.name != ERASED)
    of_sizes = select(Rendition.sha256).join(StoredFile, StoredFile.id == Rendition.file_id)
    of_sizes = of_sizes.where(Rendition.sha256.in_(digests), StoredFile.name != ERASED)
    for digest in sorted(digests - set(db.session.scalars(union(of_files, of_sizes)))):
        after_commit(lambda digest=digest: _place(digest, data_dir).unlink(missing_ok=True))  # type: ignore[misc]  # A lambda can't say what its default is.


def _place(digest: str, data_dir: Path) -> Path:
    return data_dir / _FOLDER / digest[:2] / digest


def _keep(stream: IO[bytes], data_dir: Path) -> tuple[int, str]:
    """Write the stream to disk under its checksum, whole or not at all. Return its size and checksum."""
    folder = data_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        size, digest = _copy(stream, handle)
        place = _place(digest, data_dir)
        place.parent.mkdir(exist_ok=True)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for changed in (place.parent, folder):
        _flush_folder(changed)
    return size, digest


def _copy(stream: IO[bytes], handle: int) -> tuple[int, str]:
    size, checksum = 0, hashlib.sha256()
    with os.fdopen(handle, "wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            checksum.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, checksum.hexdigest()


def _flush_folder(folder: Path) -> None:
    """Make sure that the folder remembers the file's name, should the power go."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _plain(name: str) -> str:
    """Return a file's name without folders and control characters, short enough to keep, with its extension."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    shown = "".join(sign for sign in last if sign.isprintable()).strip() or _NAMELESS
    suffix = PurePosixPath(shown).suffix[:20]
    return shown if len(shown) <= _MOST_NAME else shown[: _MOST_NAME - len(suffix)] + suffix
