"""Rows find their places: down the page, and over to the next when it is full."""

from __future__ import annotations

from collections.abc import Sequence

from app.paper.faces import Faces
from app.paper.parts import Cell, Page, Panel, Row, Stroke, Text

# Less than this is not worth starting a long row in.
LEAST = 60.0


class Flow:
    """Pages being filled; all measures in points from the top of the page."""

    def __init__(self, fonts: Faces, *, left: float, width: float, top: float, bottom: float) -> None:
        self.fonts, self.left, self.width, self.top, self.bottom = fonts, left, width, top, bottom
        self.pages: list[Page] = [[]]
        self.y = top
        self.again: list[Row] = []

    @property
    def room(self) -> float:
        """What is left of this page."""
        return self.bottom - self.y

    @property
    def fresh(self) -> float:
        """What a new page offers below repeated rows."""
        return self.bottom - self.top - sum(row.height for row in self.again)

    def turn(self) -> None:
        """Start a page, with the rows that are repeated on each."""
        self.pages.append([])
        self.y = self.top
        for row in self.again:
            self._put(row)

    def place(self, row: Row, keep: float = 0.0) -> None:
        """Put a row here or on the next page, kept with `keep` points that follow; over-long rows break."""
        wanted = row.height + (keep if row.height + keep <= self.fresh else 0.0)
        if wanted > self.room and (wanted <= self.fresh or self.room < LEAST):
            self.turn()
        while row.height > self.room and any(cell.lines for cell in row.cells):
            head, row = row.split(self.room)
            self._put(head)
            self.turn()
        self._put(row)

    def repeat(self, row: Row) -> None:
        """Repeat a row on top of coming pages, unless it would fill them."""
        if row.height <= (self.bottom - self.top) / 3:
            self.again = [row.silent()]

    def panel(self, height: float, colour: str) -> None:
        """Tint what comes next, if it has room on one page; else it goes without."""
        if height > self.fresh:
            return
        if height > self.room:
            self.turn()
        self.pages[-1].append(Panel(self.left, self.y, self.width, height, colour))

    def _put(self, row: Row) -> None:
        for cell in row.cells:
            self.pages[-1] += self._texts(cell, self.y + row.above)
        self.y += row.height
        if row.thick:
            self.pages[-1].append(Stroke(self.left, self.y, self.width, row.thick, row.colour))

    def _texts(self, cell: Cell, y: float) -> Sequence[Text]:
        placed = []
        for line in cell.lines:
            style, x = line.style, cell.x
            if cell.align == "right":
                x += cell.width - self.fonts.width(line.text.rstrip(" "), style)
            # Capitals are about 0.7 of the size: this puts them in the middle of their line.
            placed.append(Text(line.node, line.text, style, x, y + style.leading / 2 + style.size * 0.35))
            y += style.leading
        return placed
