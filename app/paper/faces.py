"""The fonts of the paper: which glyph a character gets, how wide a text is and where its lines break."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

Weight = Literal["regular", "semibold", "bold"]

FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
OURS: Mapping[Weight, str] = {
    "regular": "Figtree-Regular.ttf",
    "semibold": "Figtree-SemiBold.ttf",
    "bold": "Figtree-Bold.ttf",
}
# Stand-ins for letters ours lacks, or for all of them when the asset build has not run. Vera comes with reportlab.
STAND_INS: Mapping[Weight, tuple[str, ...]] = {
    "regular": ("DejaVuSans.ttf", "Vera.ttf"),
    "semibold": ("DejaVuSans-Bold.ttf", "VeraBd.ttf"),
    "bold": ("DejaVuSans-Bold.ttf", "VeraBd.ttf"),
}
BOX = "\u25a1"
NBSP = "\u00a0"
SPACES = {"\u202f": NBSP, "\u2007": NBSP, "\t": " "}
LINE_BREAKS = re.compile(r"\r\n|[\r\n\v\f\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; sizes in points, `spacing` between letters as a share of the size."""

    weight: Weight
    size: float
    leading: float
    colour: str
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """What is drawn for a character: in which font, and how wide at size 1."""

    font: str
    text: str
    advance: float


class Face:
    """One weight: our font first, the stand-in for what it lacks."""

    def __init__(self, fonts: list[Any]) -> None:
        self.fonts = fonts
        self._known: dict[str, Glyph] = {}

    def glyph(self, char: str) -> Glyph:
        """The glyph for a character; a box or a question mark when no font has it."""
        found = self._known.get(char)
        if found is None:
            candidates = (self._in(font, text) for text in (char, BOX, "?") for font in self.fonts)
            found = self._known[char] = next(glyph for glyph in candidates if glyph)
        return found

    def _in(self, font: Any, char: str) -> Glyph | None:
        # Above U+FFFF the library writes a character map that readers cannot follow: better an honest box.
        if ord(char) > 0xFFFF or ord(char) not in font.face.charToGlyph:
            return None
        # A no-break space is drawn as a space, so it must be measured as one.
        code = 32 if char == NBSP else ord(char)
        return Glyph(font.fontName, char, font.face.getCharWidth(code) / 1000)


class Faces:
    """The three weights of one family."""

    def __init__(self, weights: Mapping[Weight, Face]) -> None:
        self.weights = weights

    def runs(self, text: str, style: Style) -> Iterator[tuple[str, str]]:
        """The text in pieces of one font each: (font name, what to draw)."""
        face = self.weights[style.weight]
        for font, glyphs in groupby((face.glyph(char) for char in text), key=lambda glyph: glyph.font):
            yield font, "".join(glyph.text for glyph in glyphs)

    def width(self, text: str, style: Style) -> float:
        """Points the text takes on one line."""
        face = self.weights[style.weight]
        return sum(face.glyph(char).advance + style.spacing for char in text) * style.size

    def wrap(self, text: str, style: Style, width: float) -> list[str]:
        """The text in lines; a line that was broken keeps its space, so that read aloud the words stay apart."""
        *parts, last = clean(text).split("\n")
        lines: list[str] = []
        for part in parts:
            lines += self._fold(part, style, width)
            lines[-1] += " "
        return [*lines, *self._fold(last, style, width)]

    def shorten(self, text: str, style: Style, width: float) -> str:
        """The text on one line, cut with three dots when it is too long."""
        text = clean(text).replace("\n", " ")
        if self.width(text[:1000], style) <= width:
            return text[:1000]
        kept = self._chop(text, style, width - self.width("…", style))
        return f"{next(kept).rstrip()}…"

    def _fold(self, text: str, style: Style, width: float) -> Iterator[str]:
        line, used, space = "", 0.0, self.width(" ", style)
        for word in re.split(" +", text.strip(" ")):
            wide = self.width(word, style)
            if line and used + space + wide <= width:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                yield f"{line} "
            *whole, line = self._chop(word, style, width) if wide > width else [word]
            yield from whole
            used = self.width(line, style)
        yield line

    def _chop(self, word: str, style: Style, width: float) -> Iterator[str]:
        face, start, used = self.weights[style.weight], 0, 0.0
        for place, char in enumerate(word):
            wide = (face.glyph(char).advance + style.spacing) * style.size
            if used + wide > width and place > start:
                yield word[start:place]
                start, used = place, 0.0
            used += wide
        yield word[start:]


def clean(text: str) -> str:
    """Text with one kind of line break and nothing invisible; what has no shape of its own becomes a box."""
    return "".join(map(_visible, LINE_BREAKS.sub("\n", unicodedata.normalize("NFC", text))))


@functools.lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    kind = unicodedata.category(char)
    if char == "\n" or char in SPACES:
        return SPACES.get(char, char)
    if kind == "Zs":
        return char if char == NBSP else " "
    # Direction marks, joiners and variation selectors have no ink; neither have control characters.
    if kind in {"Cc", "Cf"} or "\ufe00" <= char <= "\ufe0f":
        return ""
    return BOX if kind in {"Cs", "Co", "Cn"} else char


@functools.cache
def faces(folder: Path = FOLDER) -> Faces:
    """The fonts, loaded once a process: ours from the folder when it has them, always a stand-in behind."""
    return Faces({weight: Face([*_ours(folder / name), _stand_in(weight)]) for weight, name in OURS.items()})


def _ours(file: Path) -> list[Any]:
    if not file.is_file():
        return []
    try:
        return [_load(f"{file.stem}@{file.parent}", str(file))]
    except TTFError:
        return []


def _stand_in(weight: Weight) -> Any:
    *wished, last = STAND_INS[weight]
    for name in wished:
        try:
            return _load(name, name)
        except TTFError:
            continue
    return _load(last, last)


def _load(name: str, file: str) -> Any:
    font = TTFont(name, file)
    pdfmetrics.registerFont(font)
    return font
