"""Files that people send: judged by what is in them, never by their name; pictures are drawn anew (promises 53-57).

A picture is decoded, turned the way it was held, and written again without the place and time the phone put in it. A
PDF is kept as it is when it opens, is not locked and holds neither scripts nor other files.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from app.refusal import Refused

MEGABYTE = 1024 * 1024
LARGEST = 12 * MEGABYTE
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
LONGEST_NAME = 120
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
RISKY = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/RichMedia")

register_heif_opener()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept, with the name and media type it is given."""

    data: bytes
    name: str
    media_type: str


def accept(data: bytes, name: str) -> Accepted:
    """A photo (JPEG, PNG, WebP, HEIC) drawn anew, or a PDF; raises Refused in words for anything else."""
    shown = clean_name(name)
    if not data:
        raise Refused("uploads.refused.empty", name=shown)
    if len(data) > LARGEST:
        raise Refused("uploads.refused.large", name=shown, most=LARGEST // MEGABYTE)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(data, shown)
    return _picture(data, shown)


def clean_name(name: str) -> str:
    """The last part of a file name in printable characters; `fil` for none."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char for char in unicodedata.normalize("NFC", last) if char.isprintable() and char not in '"<>:|?*')
    kept = re.sub(r"\s+", " ", kept).strip(". ")
    return kept[-LONGEST_NAME:] or "fil"


def _picture(data: bytes, name: str) -> Accepted:
    picture = drawn(data, name, "uploads.refused.kind")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "PNG", optimize=True)
        return Accepted(out.getvalue(), _ending(name, "png"), PNG)
    picture.save(out, "JPEG", quality=85, optimize=True)
    return Accepted(out.getvalue(), _ending(name, "jpg"), JPEG)


def drawn(data: bytes, name: str, refusal: str) -> Image.Image:
    """The pixels of a photo and nothing else of it, RGBA where it is seen through; raises Refused in words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise Refused("uploads.refused.pixels", name=name)
                see_through = found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info
                picture = ImageOps.exif_transpose(found).convert("RGBA" if see_through else "RGB")
    except Refused:
        raise
    except Exception as error:  # decoders fail in as many ways as files can be broken; each means the same to people
        raise Refused(refusal, name=name) from error
    picture.info.clear()
    return picture


def _pdf(data: bytes, name: str) -> Accepted:
    import pikepdf  # here: it is large, and few requests bring a PDF

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise Refused("uploads.refused.locked", name=name)
            pages = len(document.pages)
            alive = document.attachments or any(_runs(each, pikepdf) for each in document.objects)
    except pikepdf.PasswordError as error:
        raise Refused("uploads.refused.locked", name=name) from error
    except pikepdf.PdfError as error:
        raise Refused("uploads.refused.kind", name=name) from error
    if alive or not pages:
        raise Refused("uploads.refused.alive", name=name)
    return Accepted(data, _ending(name, "pdf"), PDF)


def _runs(thing: Any, pdf: ModuleType) -> bool:
    """Whether an object of a PDF holds something that would run or carries other files."""
    if not isinstance(thing, pdf.Dictionary | pdf.Stream):
        return False
    return any(key in thing for key in RISKY)


def _ending(name: str, ending: str) -> str:
    stem = name.rpartition(".")[0] or name
    return f"{stem}.{ending}"
