"""Pictures drawn anew: nothing that was written into them comes along, and what isn't a whole picture is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from resultatbank.data import imaging
from resultatbank.data.imaging import PictureError, Size, draw_anew
from tests import pictures


def anew(content: bytes, mime: str = "image/jpeg") -> dict[Size, Image.Image]:
    """Draw anew, see that each size is what it says it is, and return the pictures."""
    found = {}
    for size, drawn in draw_anew(io.BytesIO(content), mime).items():
        found[size] = Image.open(io.BytesIO(drawn.content))
        assert found[size].size == (drawn.width, drawn.height)
        assert Image.MIME[str(found[size].format)] == mime
    return found


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (pictures.tagged_jpeg(), "image/jpeg"),
        (pictures.tagged_png(), "image/png"),
        (pictures.tagged_webp(), "image/webp"),
    ],
)
def test_nothing_that_was_written_into_a_picture_comes_along(content: bytes, mime: str) -> None:
    sent = Image.open(io.BytesIO(content))
    assert sent.getexif()[0x013B] == pictures.PERSON, "the test's own picture must hold it"
    assert sum(secret in content for secret in pictures.SECRETS) >= 3
    for size, drawn in draw_anew(io.BytesIO(content), mime).items():
        for sign in (*pictures.SECRETS, *pictures.SIGNS):
            assert sign not in drawn.content, (size, sign)
        again = Image.open(io.BytesIO(drawn.content))
        again.load()
        assert not again.getexif(), size
        notes = set(again.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert notes <= {"loop", "background", "timestamp", "duration"}, size


def test_the_test_s_own_jpeg_holds_every_kind_of_note() -> None:
    content = pictures.tagged_jpeg()
    assert [sign for sign in (*pictures.SECRETS, *pictures.SIGNS[:4]) if sign not in content] == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    upright = pictures.drawn((60, 40))
    turned = imaging._UPRIGHT.get(orientation)
    # The turn that a viewer makes for the mark is undone in what the camera stored.
    undo = {
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
    }
    stored = upright.transpose(undo.get(turned, turned)) if turned is not None else upright
    image = anew(pictures.encoded(stored, quality=95, exif=pictures.exif(orientation)))[Size.FULL]
    assert image.size == (60, 40)
    red, blue = image.getpixel((5, 20)), image.getpixel((55, 20))
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]


def test_the_sizes_have_the_longest_sides_they_should() -> None:
    found = anew(pictures.encoded(pictures.drawn((3000, 1500))))
    assert {size: image.size for size, image in found.items()} == {
        Size.FULL: (3000, 1500),
        Size.WEB: (1600, 800),
        Size.THUMB: (480, 240),
    }


def test_a_small_picture_is_not_made_larger() -> None:
    assert {image.size for image in anew(pictures.encoded(pictures.drawn((60, 40)))).values()} == {(60, 40)}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_drawn(mode: str) -> None:
    image = Image.new("I;16", (60, 40), 40_000) if mode == "I;16" else pictures.drawn(mode=mode)
    found = anew(pictures.encoded(image, "PNG"), "image/png")[Size.FULL]
    assert found.mode in ("L", "RGB", "RGBA")
    if mode == "I;16":
        assert found.getpixel((1, 1)) == 156


def test_what_can_be_seen_through_stays_so() -> None:
    found = anew(pictures.encoded(Image.new("RGBA", (60, 40), (9, 9, 9, 0)), "PNG"), "image/png")
    assert [image.getpixel((1, 1))[3] for image in found.values()] == [0, 0, 0]


def test_a_jpeg_for_print_gets_the_web_s_colours() -> None:
    assert anew(pictures.encoded(pictures.drawn(mode="CMYK")))[Size.FULL].mode == "RGB"


def test_a_phone_s_jpeg_with_a_second_picture_is_the_first_of_them() -> None:
    content = pictures.encoded(
        pictures.drawn(), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), (0, 200, 0))]
    )
    found = anew(content)[Size.FULL]
    assert found.getpixel((5, 20))[0] > 150
    assert getattr(found, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("content", "mime", "said"),
    [
        (pictures.bomb(), "image/png", imaging.TOO_LARGE),
        (pictures.bomb(10_000, 6_000), "image/png", imaging.TOO_LARGE),
        (pictures.bomb(30_000, 1), "image/png", imaging.TOO_LARGE),
        (pictures.moving("PNG"), "image/png", imaging.ANIMATED),
        (pictures.moving("WEBP"), "image/webp", imaging.ANIMATED),
        (pictures.encoded(pictures.drawn((600, 400)))[:-400], "image/jpeg", imaging.DAMAGED),
        (pictures.encoded(pictures.drawn((600, 400)), "PNG")[:-60], "image/png", imaging.DAMAGED),
        (pictures.encoded(pictures.drawn(), "WEBP")[:-60], "image/webp", imaging.DAMAGED),
        (pictures.encoded(pictures.drawn(), "PNG"), "image/jpeg", imaging.DAMAGED),
        (b"\xff\xd8\xff", "image/jpeg", imaging.DAMAGED),
        (b"", "image/webp", imaging.DAMAGED),
    ],
)
def test_what_can_not_be_kept_is_refused_with_the_reason(content: bytes, mime: str, said: str) -> None:
    with pytest.raises(PictureError) as refused:
        draw_anew(io.BytesIO(content), mime)
    assert str(refused.value) == said


def test_a_bomb_is_refused_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", never)
    monkeypatch.setattr(imaging, "_plain", never)
    with pytest.raises(PictureError) as refused:
        draw_anew(io.BytesIO(pictures.bomb(10_000, 6_000)), "image/png")
    assert str(refused.value) == imaging.TOO_LARGE
