"""Pictures of products, drawn anew in the two sizes the shop shows; nothing of the file that was sent is kept."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from app.refusal import Refused
from app.uploads import LARGEST, MEGABYTE, clean_name, drawn

WEBP = "image/webp"
SMALL, LARGE = (480, 360), (1280, 960)
SHORTEST = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for cards and one for its own page, WebP, with the large one's sides in pixels."""

    small: bytes
    large: bytes
    width: int
    height: int


def draw(data: bytes, name: str) -> Drawn:
    """A photo (JPEG, PNG, WebP, HEIC) in both sizes; raises Refused in words for anything else, or one too small."""
    shown = clean_name(name)
    if not data:
        raise Refused("uploads.refused.empty", name=shown)
    if len(data) > LARGEST:
        raise Refused("uploads.refused.large", name=shown, most=LARGEST // MEGABYTE)
    picture = drawn(data, shown, "uploads.refused.picture")
    if max(picture.size) < SHORTEST:
        raise Refused("uploads.refused.small", name=shown, least=SHORTEST)
    large = _fitted(picture, LARGE)
    return Drawn(_webp(_fitted(large, SMALL)), _webp(large), *large.size)


def _fitted(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail(box)
    return fitted


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
