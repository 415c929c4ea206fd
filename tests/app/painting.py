"""Photos for tests of what people send in."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def painted(kind: str = "JPEG", size: tuple[int, int] = (800, 600), *, mode: str = "RGB", **more: Any) -> bytes:
    """A picture with a slope of colour."""
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGBA":
        picture.putalpha(128)
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()
