"""Labels with a QR code: a sheet of A4 with three across and eight down, 70 by 37 millimetres, for the usual arcs."""

from __future__ import annotations

from collections.abc import Sequence

from app.paper.codes import modules
from app.paper.compose import BLACK, HEIGHT, MM
from app.paper.faces import Faces, Style, faces
from app.paper.ink import draw
from app.paper.parts import Code, Node, Page, Text
from app.paper.sheet import Label, Sheet, Words
from app.paper.tags import finish

ACROSS, DOWN = 3, 8
A_SHEET = ACROSS * DOWN
WIDE, HIGH = 70 * MM, 37 * MM
TOP = (HEIGHT - DOWN * HIGH) / 2
PAD = 5.5 * MM
SIZE = 23 * MM
# The tag is what somebody reads off the device, so it becomes smaller rather than cut.
HEADS = [Style("bold", size, 14, BLACK) for size in (12, 11, 10, 9, 8)]
TEXT = Style("regular", 7.5, 9.5, BLACK)


def render_labels(labels: Sequence[Label], *, title: str, sender: str, skip: int = 0) -> bytes:
    """The labels as a PDF; `skip` places of the first sheet are used already."""
    fonts, document = faces(), Node("Document")
    pages: list[Page] = []
    for number, label in enumerate(labels, start=skip):
        sheet, place = divmod(number, A_SHEET)
        while len(pages) <= sheet:
            pages.append([])
        _label(pages[sheet], label, place, fonts=fonts, document=document)
    paper = Sheet(title=title, number="", issued="", words=Words(page=""), sender=sender)
    return finish(draw(pages or [[]], fonts), paper, document)


def _label(page: Page, label: Label, place: int, *, fonts: Faces, document: Node) -> None:
    x, y = place % ACROSS * WIDE + PAD, TOP + place // ACROSS * HIGH + (HIGH - SIZE) / 2
    page.append(Code(x, y, SIZE, modules(label.code)))
    left, width, node = x + SIZE + 3 * MM, WIDE - SIZE - 2 * PAD - 1.5 * MM, document.add("P")
    head = next((style for style in HEADS if fonts.width(label.title, style) <= width), HEADS[-1])
    y += HEADS[0].size
    page.append(Text(node, fonts.shorten(label.title, head, width), head, left, y))
    for line in label.lines:
        y += TEXT.leading
        page.append(Text(node, fonts.shorten(line, TEXT, width), TEXT, left, y))
