"""Stored files, downloaded as attachments, and pictures in pages: only for those who may see what they belong to."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, current_app, send_file
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import files, gate, packages, uses
from resultatbank.data.files import Belonging
from resultatbank.data.imaging import Size, is_picture
from resultatbank.data.models import Example, Package, Rendition, StoredFile
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Taken
from resultatbank.web.access import allowed, requires, stamp

blueprint = Blueprint("files", __name__)
_SIZES = {"liten": Size.THUMB, "webb": Size.WEB}


@blueprint.get("/filer/<id:file_id>")
@requires(Action.FIND_EXAMPLES)
def download(file_id: int) -> Response:
    """Send a file. One that isn't there, or isn't for the person who is asking, is a page that doesn't exist."""
    file = files.file_by_id(file_id)
    if file is None or not may_read(file, files.belonging_of(file.id)):
        abort(404)
    return send_file(content_of(file), mimetype=file.mime, as_attachment=True, download_name=file.name)


@blueprint.get(f"/bilder/<id:package_id>/<any({', '.join(_SIZES)}):size>")
@requires(Action.FIND_EXAMPLES)
def picture(package_id: int, size: str) -> Response:
    """Send a package's picture to stand in a page. The gate is asked each time, and no browser keeps it."""
    package = packages.package_by_id(package_id) or abort(404)
    sent = packages.rendition_of(package, _SIZES[size])
    if sent is None or package.file is None or not may_see(package):
        abort(404)
    return send_file(content_of(sent), mimetype=package.file.mime)


@blueprint.post("/bilder/<id:package_id>/hamta")
@requires(Action.USE_EXAMPLE)
def take_picture(package_id: int) -> Response:
    """Send a whole picture that may be used, and write down who took it, as when a text is copied."""
    package = packages.package_by_id(package_id) or abort(404)
    sent = packages.rendition_of(package, Size.FULL)
    if sent is None or package.file is None or not packages.shown_to_employees([package], clock.today()):
        abort(404)
    answer = send_file(
        content_of(sent), mimetype=package.file.mime, as_attachment=True, download_name=package.file.name
    )
    uses.record_use(db.session.get_one(Example, package.example_id), stamp(), "", Taken.PICTURE, package.id)
    return answer


def may_see(package: Package) -> bool:
    """Tell whether the person who is asking may see a package's picture today."""
    return allowed(Action.SEE_UNPUBLISHED) or bool(packages.shown_to_employees([package], clock.today()))


def may_read(file: StoredFile, belonging: Belonging) -> bool:
    """Tell whether the person who is asking may read a file.

    A proof is for those who see parties. A source is for those who may see its example that day, and what is in a
    package for those who may see the package. A picture that was kept before pictures were drawn anew may hold where
    it was taken, and is for nobody.
    """
    if belonging.is_proof:
        return allowed(Action.SEE_PARTIES)
    if is_picture(file.mime) and not file.renditions:
        return False
    if belonging.examples and allowed(Action.SEE_UNPUBLISHED):
        return True
    day = clock.today()
    in_source = any(gate.is_visible(example_id, day) for example_id in belonging.sources_of)
    return in_source or bool(packages.shown_to_employees(packages.packages_with(file.id), day))


def content_of(file: StoredFile | Rendition) -> Path:
    """Return where the content lies. One that is missing is told in the log, and is a page that doesn't exist."""
    path = files.path_of(file, current_app.config["SETTINGS"].data_dir)
    if not path.is_file():
        what = f"{file.id}" if isinstance(file, StoredFile) else f"{file.file_id} ({file.size})"
        current_app.logger.error("the content of stored file %s is missing", what)
        abort(404)
    return path
