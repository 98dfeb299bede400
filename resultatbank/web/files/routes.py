"""Downloading a stored file: always as an attachment, and only for those who may see what it belongs to."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, send_file
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import files, gate
from resultatbank.data.files import Belonging
from resultatbank.rules.roles import Action
from resultatbank.web.access import allowed, requires

blueprint = Blueprint("files", __name__)


@blueprint.get("/filer/<id:file_id>")
@requires(Action.FIND_EXAMPLES)
def download(file_id: int) -> Response:
    """Send a file. One that isn't there, or isn't for the person who is asking, is a page that doesn't exist."""
    file = files.file_by_id(file_id)
    if file is None or not may_read(files.belonging_of(file.id)):
        abort(404)
    path = files.path_of(file, current_app.config["SETTINGS"].data_dir)
    if not path.is_file():
        current_app.logger.error("the content of stored file %d is missing", file.id)
        abort(404)
    return send_file(path, mimetype=file.mime, as_attachment=True, download_name=file.name)


def may_read(belonging: Belonging) -> bool:
    """Tell whether the person who is asking may read a file.

    A proof is for those who see parties; a file of an example for those who may see the example that day.
    """
    if belonging.is_proof:
        return allowed(Action.SEE_PARTIES)
    if belonging.examples and allowed(Action.SEE_UNPUBLISHED):
        return True
    return any(gate.is_visible(example_id, clock.today()) for example_id in belonging.examples)
