"""Files that come with forms: what they really are, and keeping those that were found right."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import current_app

from resultatbank.config import Settings
from resultatbank.data import files, imaging
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.web.access import stamp
from resultatbank.web.filetypes import check_upload
from resultatbank.web.forms import BaseForm, Upload


def check(form: BaseForm, field: Upload, *, is_evidence: bool = True) -> None:
    """Find out what the file that was sent really is, and fault one that may not be kept. Without a file: nothing.

    Evidence is kept byte for byte. A picture that is none is drawn anew, so that nothing hides in it.
    """
    if field.sent is None:
        return
    most = _settings().max_upload_mb * 1024 * 1024
    try:
        stream = cast(BinaryIO, field.sent.stream)
        kind = check_upload(field.sent.filename or "", stream, most)
        if not is_evidence and imaging.is_picture(kind.mime):
            field.picture = imaging.draw_anew(stream, kind.mime)
        field.kind = kind
    except ValueError as error:
        form.fault(field, str(error))
    if find_personal_numbers(field.sent.filename or ""):
        form.fault(field, "Det ser ut som ett personnummer i filens namn. Döp om filen och välj den igen.")


def keep(field: Upload) -> int | None:
    """Keep the file that was sent, if it was found right by check(), and return its id. None when there is none."""
    if field.sent is None or field.kind is None:
        return None
    stream, name = cast(BinaryIO, field.sent.stream), field.sent.filename or ""
    if field.picture is not None:
        return files.store_picture(field.picture, name, field.kind.mime, stamp(), _settings().data_dir).id
    return files.store(stream, name, field.kind.mime, stamp(), _settings().data_dir).id


def let_go(file_id: int | None) -> None:
    """Take a picture off the disk when nothing shows it any more: it may be of somebody. Other files stay."""
    if file_id is not None:
        pictures = [file for file in files.unused([file_id]) if imaging.is_picture(file.mime)]
        files.erase(pictures, _settings().data_dir)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
