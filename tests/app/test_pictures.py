"""Pictures that are sent in: decoded, measured before they are decoded, drawn anew, and nothing else let through."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from app.pictures import LARGE, SMALL, draw
from app.refusal import Refused
from tests.app.painting import painted

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_of_every_kind_becomes_a_small_and_a_large_webp(kind: str) -> None:
    found = draw(painted(kind, (1600, 1200)), "bild")
    for data, most in ((found.small, SMALL), (found.large, LARGE)):
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, picture.size) == ("WEBP", most)
    assert (found.width, found.height) == LARGE


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_the_right_way_up() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # held on its side
    notes[0x010F] = "Kameran AB"
    notes.get_ifd(0x8825)[1] = "N"
    data = painted("JPEG", (1200, 800), exif=notes)
    assert b"Kameran AB" in data
    found = draw(data, "bild.jpg")
    assert (found.width, found.height) == (640, 960)
    for each in (found.small, found.large):
        with Image.open(io.BytesIO(each)) as picture:
            assert not picture.getexif()
        assert b"Kameran" not in each


def test_what_is_seen_through_stays_so() -> None:
    with Image.open(io.BytesIO(draw(painted("PNG", (500, 500), mode="RGBA"), "b.png").large)) as picture:
        assert picture.mode == "RGBA"


def _png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they hold an enormous picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    told = (struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xff" * (12 * 1024 * 1024 + 1), "large"),
        (_png_that_claims(60_000, 60_000), "pixels|picture"),
        (_png_that_claims(8_000, 6_000), "pixels"),
        (_png_that_claims(2_000, 2_000), "picture"),
        (SVG, "picture"),
        (b"GIF89a" + b"\0" * 40, "picture"),
        (b"%PDF-1.7 not a picture", "picture"),
        (b"<html><img src=x onerror=alert(1)>", "picture"),
        (painted("JPEG", (800, 600))[:2000], "picture"),
        (painted("PNG", (399, 200)), "small"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_too_large_too_small_or_broken_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=rf"uploads\.refused\.({why})"):
        draw(data, "../../etc/<b>bild</b>.jpg")
