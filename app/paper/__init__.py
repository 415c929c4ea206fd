"""The shop's paper: a sheet of facts, tables and paragraphs becomes a tagged PDF with its fonts inside.

    data = render(Sheet(title=..., number=..., issued=..., words=Words(page=...), sender=..., blocks=[Table(...)]))

The same sheet gives the same bytes. No text is read as markup, and no text can make the kit open a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.paper.sheet import Attachment, Column, Fact, Label, Paragraphs, Scan, Sheet, Table, Words

if TYPE_CHECKING:
    from app.paper.faces import Faces

__all__ = [
    "Attachment",
    "Column",
    "Fact",
    "Label",
    "Paragraphs",
    "Scan",
    "Sheet",
    "Table",
    "Words",
    "label_sheets",
    "render",
]


def label_sheets(labels: Sequence[Label], *, title: str, sender: str, skip: int = 0) -> bytes:
    """Labels with a code on sheets of A4; `skip` places of the first sheet are used already."""
    from app.paper.labels import render_labels  # here, as below

    return render_labels(labels, title=title, sender=sender, skip=skip)


def render(sheet: Sheet, fonts: Faces | None = None) -> bytes:
    """The sheet as a PDF; every text is allowed, and what the fonts lack becomes a box."""
    # Here, since a process that never draws need not hold the drawing libraries in memory.
    from app.paper.compose import pages_of
    from app.paper.faces import faces
    from app.paper.ink import draw
    from app.paper.tags import finish

    fonts = fonts or faces()
    document, pages = pages_of(sheet, fonts)
    return finish(draw(pages, fonts), sheet, document)
