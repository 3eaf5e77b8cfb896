"""A photograph saved again says nothing of where it was taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tessera.core.photographs import Unreadable, without_metadata

SECRETS = (b"GPS-SECRET", b"Pixel 9", b"51.5", b"http://ns.adobe.com/xap", b"Exif\0\0", b"a comment")


def photograph(kind: str, mode: str = "RGB", *, turned: int = 1) -> bytes:
    picture = Image.new(mode, (40, 20))
    if mode in ("RGB", "L"):
        picture.paste(Image.new(mode, (20, 20), "white"), (0, 0))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x0110] = "Pixel 9"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 29: "GPS-SECRET"}
    saved = io.BytesIO()
    if kind == "JPEG":
        picture.save(
            saved,
            kind,
            exif=exif,
            comment=b"a comment",
            xmp=b"<x:xmp>http://ns.adobe.com/xap GPS-SECRET</x:xmp>",
        )
    else:
        words = PngInfo()
        words.add_text("Comment", "a comment GPS-SECRET")
        picture.save(saved, kind, exif=exif, pnginfo=words)
    return saved.getvalue()


@pytest.mark.parametrize(("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_nothing_but_the_picture_is_left(kind: str, media: str) -> None:
    given = photograph(kind)
    assert b"GPS-SECRET" in given
    cleaned = without_metadata(given, media)
    assert not [secret for secret in SECRETS if secret in cleaned]
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == (kind, (40, 20), {})
        assert picture.convert("L").getpixel((5, 5)) == 255


def test_a_picture_taken_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(without_metadata(photograph("JPEG", turned=6), "image/jpeg"))) as picture:
        assert picture.size == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_stays_a_picture(mode: str) -> None:
    saved = io.BytesIO()
    picture = Image.new(mode, (4, 4))
    picture.save(saved, "PNG", **({"transparency": 0} if mode == "P" else {}))
    with Image.open(io.BytesIO(without_metadata(saved.getvalue(), "image/png"))) as again:
        assert again.size == (4, 4)
        assert again.has_transparency_data == (mode in ("LA", "RGBA", "P"))


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff", photograph("JPEG")[:200], photograph("PNG")])
def test_what_cannot_be_opened_is_unreadable(broken: bytes) -> None:
    with pytest.raises(Unreadable):
        without_metadata(broken, "image/jpeg")
