"""The forms of the import."""

from __future__ import annotations

from wtforms import HiddenField

from resultatbank.web.forms import BaseForm, Upload, optional_id


class UploadForm(BaseForm):
    """Choose a file."""

    file = Upload("Fil", hint="JSON, CSV eller Excel (xlsx). Första raden i en tabell ska vara rubriker.")


class ConfirmForm(BaseForm):
    """Say yes to the file that was looked at. Long files go in by parts; what has come of them so far follows along."""

    key = HiddenField()
    start = HiddenField(filters=[optional_id])
    new = HiddenField(filters=[optional_id])
    changed = HiddenField(filters=[optional_id])
    unchanged = HiddenField(filters=[optional_id])
