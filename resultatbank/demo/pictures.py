"""The demo's pictures: plain shapes, drawn here so that nobody can take them for photos of anybody."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select

from resultatbank.data import files, imaging
from resultatbank.data.events import Stamp
from resultatbank.data.models import Example, Package, Party, StoredFile
from resultatbank.demo.content import Calendar, entries
from resultatbank.extensions import db

_SIZE = (1600, 1066)
_SKY, _SUN, _GRASS, _WATER = "#cfe3f1", "#f2b705", "#8fb98a", "#7fa9c9"
_WALL, _ROOF, _DARK, _BREAD, _SKIN = "#f3ead9", "#a64b3c", "#2b3a47", "#c98a4b", "#e7c3a0"


def add_pictures(
    examples: dict[str, Example], parties: dict[str, Party], calendar: Calendar, data_dir: Path, by_id: int
) -> None:
    """Draw the pictures that the examples' packages name, keep them as if they were uploaded, and say who is seen."""
    for entry in entries("example"):
        for each in entry.get("packages", ()):
            if "picture" in each:
                of = select(Package).where(Package.example_id == examples[entry["key"]].id)
                package = db.session.scalars(of.where(Package.title == each["title"])).one()
                stamp = Stamp(by_id, calendar.at(entry.get("published", -40)))
                package.file = _kept(each["picture"], stamp, data_dir)
                package.shown = [f"{parties[key].id}-{material}" for key, material in each.get("shown", {}).items()]
    db.session.flush()


def _kept(name: str, stamp: Stamp, data_dir: Path) -> StoredFile:
    image = Image.new("RGB", _SIZE, _SKY)
    _DRAWN[name](ImageDraw.Draw(image))
    sent = io.BytesIO()
    image.save(sent, "JPEG", quality=90)
    drawn = imaging.draw_anew(sent, "image/jpeg")
    return files.store_picture(drawn, f"{name}.jpg", "image/jpeg", stamp, data_dir)


def _bakery(draw: ImageDraw.ImageDraw) -> None:
    """A bakery with solar panels on its roof."""
    draw.ellipse((1190, 90, 1430, 330), fill=_SUN)
    draw.rectangle((0, 820, *_SIZE), fill=_GRASS)
    draw.rectangle((330, 470, 1190, 900), fill=_WALL)
    draw.polygon([(270, 480), (470, 230), (1090, 230), (1250, 480)], fill=_ROOF)
    for number in range(5):
        left = 470 + number * 122
        draw.polygon([(left + 18, 270), (left + 118, 270), (left + 128, 430), (left, 430)], fill=_DARK)
        draw.line((left + 9, 350, left + 123, 350), fill=_WATER, width=5)
    draw.rectangle((420, 570, 720, 790), fill=_SKY, outline=_DARK, width=12)
    for number in range(4):
        draw.ellipse((440 + number * 66, 730, 510 + number * 66, 784), fill=_BREAD)
    draw.rectangle((870, 570, 1060, 900), fill=_ROOF)
    draw.ellipse((1020, 730, 1044, 754), fill=_SUN)


def _oven(draw: ImageDraw.ImageDraw) -> None:
    """Somebody in an apron, made of a circle and some boxes, before an oven."""
    draw.rectangle((0, 0, *_SIZE), fill="#efe6da")
    draw.rectangle((0, 900, *_SIZE), fill="#b9a58c")
    draw.rectangle((800, 190, 1480, 930), fill="#8d97a0")
    draw.rounded_rectangle((880, 330, 1400, 720), 40, fill=_DARK)
    draw.ellipse((960, 590, 1320, 710), fill="#e8862e")
    draw.ellipse((1040, 620, 1240, 700), fill=_SUN)
    draw.rounded_rectangle((330, 420, 650, 960), 90, fill="#54718a")
    draw.rounded_rectangle((375, 500, 605, 960), 40, fill="#ffffff")
    draw.ellipse((390, 190, 590, 410), fill=_SKIN)
    draw.pieslice((370, 130, 610, 360), 180, 360, fill="#ffffff")
    draw.line((600, 560, 800, 640), fill=_SKIN, width=56)
    draw.rectangle((740, 640, 1010, 668), fill=_DARK)
    for number in range(4):
        draw.ellipse((750 + number * 64, 590, 814 + number * 64, 646), fill=_BREAD)


def _trail(draw: ImageDraw.ImageDraw) -> None:
    """A trail between two lakes."""
    draw.polygon([(0, 560), (360, 320), (760, 560), (1130, 260), (1600, 560)], fill="#7d93a6")
    draw.rectangle((0, 550, *_SIZE), fill=_GRASS)
    draw.ellipse((-180, 590, 560, 810), fill=_WATER)
    draw.ellipse((1040, 600, 1820, 880), fill=_WATER)
    draw.polygon([(560, 1066), (740, 560), (790, 560), (1090, 1066)], fill="#e2cfa6")
    for left, top, size in ((250, 400, 150), (90, 440, 120), (1330, 380, 180), (1180, 450, 110)):
        foot = top + size
        draw.polygon([(left, foot), (left + size // 2, top - size // 2), (left + size, foot)], fill="#48744f")
    for left in (690, 830):
        draw.ellipse((left, 830, left + 100, 930), outline=_DARK, width=10)
    draw.line([(740, 880), (785, 800), (850, 800), (880, 880), (800, 880), (785, 800)], fill=_ROOF, width=10)


def _lorry(draw: ImageDraw.ImageDraw) -> None:
    """A lorry at night, with its plug in."""
    draw.rectangle((0, 0, *_SIZE), fill=_DARK)
    draw.ellipse((1250, 110, 1400, 260), fill=_SUN)
    draw.rectangle((0, 860, *_SIZE), fill="#4a5a68")
    draw.rounded_rectangle((250, 380, 960, 800), 20, fill=_WATER)
    draw.rounded_rectangle((980, 500, 1280, 800), 40, fill=_WALL)
    draw.rounded_rectangle((1100, 540, 1250, 660), 20, fill=_SKY)
    for left in (340, 560, 1080):
        draw.ellipse((left, 720, left + 150, 870), fill="#161d24", outline=_SKY, width=14)
    draw.polygon([(640, 450), (560, 610), (625, 610), (590, 730), (700, 560), (635, 560)], fill=_SUN)


def _factory(draw: ImageDraw.ImageDraw) -> None:
    """A factory whose pipe leads to houses."""
    draw.rectangle((0, 820, *_SIZE), fill=_GRASS)
    draw.polygon(
        [(140, 900), (140, 480), (340, 600), (340, 480), (540, 600), (540, 480), (740, 600), (740, 900)], _ROOF
    )
    draw.rectangle((180, 260, 260, 560), fill=_DARK)
    draw.line([(740, 780), (940, 780), (940, 840), (1500, 840)], fill=_SUN, width=36)
    for left in (1000, 1180, 1360):
        draw.rectangle((left, 560, left + 140, 900), fill=_WALL)
        draw.polygon([(left - 20, 560), (left + 70, 470), (left + 160, 560)], fill=_DARK)
        for top in (600, 690):
            draw.rectangle((left + 45, top, left + 95, top + 56), fill=_WATER)


def _parcel(draw: ImageDraw.ImageDraw) -> None:
    """A ship with parcels on its way over the sea."""
    draw.ellipse((1150, 100, 1360, 310), fill=_SUN)
    draw.rectangle((0, 720, *_SIZE), fill=_WATER)
    draw.polygon([(240, 640), (1360, 640), (1220, 840), (380, 840)], fill=_ROOF)
    for number, colour in enumerate((_BREAD, _WALL, _GRASS, _BREAD)):
        left = 380 + number * 170
        draw.rectangle((left, 500, left + 150, 640), fill=colour, outline=_DARK, width=6)
    draw.rectangle((1090, 400, 1240, 640), fill="#ffffff", outline=_DARK, width=6)


_DRAWN: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "akeriet": _lorry,
    "bageriet": _bakery,
    "fabriken": _factory,
    "forstaordern": _parcel,
    "leden": _trail,
    "ugnen": _oven,
}
