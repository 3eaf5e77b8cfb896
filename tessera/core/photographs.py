"""A photograph without what came along with it: where it was taken, when, by whose telephone, and its first draft."""

import io
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = 100_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
QUALITY = 90
_KEPT_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16")}


class Unreadable(ValueError):
    """The picture could not be opened."""


def without_metadata(content: bytes, media_type: str) -> bytes:
    """The same picture saved anew, upright, with its pixels and nothing else. `media_type` is image/jpeg or image/png.

    Only pixels are carried over, so nothing that the old file held beside them can come along. Raises Unreadable.
    """
    kind = FORMATS[media_type]
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[kind]) as given:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if given.width * given.height > MOST_PIXELS:
                raise Unreadable("The picture has too many pixels.")
            upright = ImageOps.exif_transpose(given)
            plain = upright.convert(_mode(upright, kind))
            fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    except Unreadable:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as problem:
        raise Unreadable("The picture could not be opened.") from problem
    saved = io.BytesIO()
    fresh.save(saved, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return saved.getvalue()


def _mode(picture: Image.Image, kind: str) -> str:
    """How its pixels are kept: as they are where the format can, or else in colour, with transparency if it has any."""
    see_through = kind == "PNG" and picture.has_transparency_data
    if picture.mode in _KEPT_MODES[kind] and (not see_through or picture.mode in ("LA", "RGBA")):
        return picture.mode
    return "RGBA" if see_through else "RGB"
