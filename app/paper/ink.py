"""Pages drawn as PDF, every piece marked: either the ink of an element or decoration."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.paper.faces import Faces
from app.paper.parts import Code, Item, Mark, Node, Page, Panel, Petals, Stroke, Text

PETALS = ("#0F5C4D", "#5FA893", "#D9A441", "#7A3E78")
# A Bézier's handle for a quarter of a circle.
ROUND = 0.5523
# A font object reads its file while a document is written: one document at a time.
ONE_AT_A_TIME = threading.Lock()


def draw(pages: Sequence[Page], fonts: Faces) -> bytes:
    """The pages as an untagged PDF whose marked content is numbered; notes each number in its element."""
    with ONE_AT_A_TIME:
        out = BytesIO()
        # Without a font of ours to start with, the library lists one it does not embed.
        start = fonts.weights["regular"].glyph(" ").font
        canvas = Canvas(out, A4, pageCompression=1, invariant=1, pdfVersion=(1, 7), initialFontName=start)
        for number, page in enumerate(pages):
            _page(canvas, page, number, fonts)
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def _page(canvas: Any, page: Page, page_number: int, fonts: Faces) -> None:
    marked = 0
    # Neighbours of the same element, or of the same kind of decoration, share one mark.
    for owner, items in groupby(page, key=_owner):
        if isinstance(owner, Node):
            canvas.addLiteral(f"/{owner.tag} <</MCID {marked}>> BDC")
            owner.kids.append(Mark(page_number, marked))
            marked += 1
        else:
            canvas.addLiteral(f"/Artifact <</Type /{owner}>> BDC")
        for item in items:
            _item(canvas, item, fonts)
        canvas.addLiteral("EMC")


def _owner(item: Item) -> Node | str:
    if isinstance(item, Text):
        return item.node or "Pagination"
    return "Layout"


def _item(canvas: Any, item: Item, fonts: Faces) -> None:
    match item:
        case Text():
            _text(canvas, item, fonts)
        case Stroke():
            canvas.setFillColor(HexColor(item.colour))
            canvas.rect(item.x, A4[1] - item.y - item.thick / 2, item.width, item.thick, stroke=0, fill=1)
        case Panel():
            canvas.setFillColor(HexColor(item.colour))
            canvas.roundRect(item.x, A4[1] - item.y - item.height, item.width, item.height, 6, stroke=0, fill=1)
        case Petals():
            _petals(canvas, item)
        case Code():
            canvas.addLiteral(_squares(item))


def _text(canvas: Any, item: Text, fonts: Faces) -> None:
    line = canvas.beginText(item.x, A4[1] - item.y)
    line.setFillColor(HexColor(item.style.colour))
    line.setCharSpace(item.style.spacing * item.style.size)
    for font, text in fonts.runs(item.text, item.style):
        line.setFont(font, item.style.size)
        line.textOut(text)
    canvas.drawText(line)


def _squares(item: Code) -> str:
    """A code as one filled path, neighbours in a row drawn together: a sheet has thousands of squares."""
    side = item.size / len(item.modules)
    parts = ["0 0 0 rg"]
    for down, row in enumerate(item.modules):
        y, across = A4[1] - item.y - (down + 1) * side, 0
        for dark, run in groupby(row):
            count = len(list(run))
            if dark:
                parts.append(f"{item.x + across * side:.3f} {y:.3f} {count * side:.3f} {side:.3f} re")
            across += count
    return " ".join([*parts, "f"])


def _petals(canvas: Any, item: Petals) -> None:
    """Four leaves around a middle, each with two round corners."""
    unit, middle = item.size / 34, (item.x + item.size / 2, A4[1] - item.y - item.size / 2)
    for colour, (across, up) in zip(PETALS, ((-1, 1), (1, 1), (-1, -1), (1, -1)), strict=True):
        canvas.setFillColor(HexColor(colour))
        canvas.drawPath(_leaf(canvas, middle, (unit * across, unit * up)), stroke=0, fill=1)


def _leaf(canvas: Any, middle: tuple[float, float], unit: tuple[float, float]) -> Any:
    def at(x: float, y: float) -> tuple[float, float]:
        return middle[0] + x * unit[0], middle[1] + y * unit[1]

    near, far, turn = 1.0, 17.0, 7.0
    bend = turn * (1 - ROUND)
    path = canvas.beginPath()
    path.moveTo(*at(near, near + turn))
    path.lineTo(*at(near, far))
    path.lineTo(*at(far - turn, far))
    path.curveTo(*at(far - bend, far), *at(far, far - bend), *at(far, far - turn))
    path.lineTo(*at(far, near))
    path.lineTo(*at(near + turn, near))
    path.curveTo(*at(near + bend, near), *at(near, near + bend), *at(near, near + turn))
    path.close()
    return path
