"""The pictures that go along when examples are taken out: only those that may be used, and whose files are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from resultatbank.data import files
from resultatbank.data.packages import PackageUse
from resultatbank.data.reading import Reading
from resultatbank.rules.words import INTRANET
from resultatbank.web import telling


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture for a document or paper: whose it is, where it lies, its size in pixels, and what is said of it."""

    package_id: int
    path: Path
    width: int
    height: int
    alt: str
    title: str
    byline: str
    where: str


def pictures_of(reading: Reading, channel: str = INTRANET) -> tuple[Pictured, ...]:
    """Return the pictures of an example that employees see and that may be used in a channel, in the page's order.

    One whose file is missing is told of in the log and left out.
    """
    found = (_pictured(each) for each in _seen(reading) if each.use.may_go_in(channel))
    return tuple(each for each in found if each is not None)


def closed_in(reading: Reading, channel: str) -> int:
    """Return how many of the pictures that employees see may not be used in a channel."""
    return sum(not each.use.may_go_in(channel) for each in _seen(reading))


def _seen(reading: Reading) -> list[PackageUse]:
    return [each for each in reading.pictures if each.use.in_intranet] if reading.visible else []


def _pictured(each: PackageUse) -> Pictured | None:
    drawn, package = each.picture, each.package
    if drawn is None:
        return None
    path = files.path_of(drawn, current_app.config["SETTINGS"].data_dir)
    if not path.is_file():
        current_app.logger.error("the content of stored file %s (%s) is missing", drawn.file_id, drawn.size)
        return None
    words = (package.alt_text, package.title, telling.byline(package), telling.where_to_use(each.use))
    return Pictured(package.id, path, drawn.width, drawn.height, *words)
