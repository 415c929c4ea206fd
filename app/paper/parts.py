"""The pieces a page is made of, and the structure a screen reader meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.paper.faces import Style


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an element's ink is: the page (from 0) and the marked content's number on it."""

    page: int
    number: int


@dataclass(slots=True, eq=False)
class Node:
    """An element of the structure, itself and no other; `scope` and `span` are for the cells of a table."""

    tag: str
    scope: Literal["", "Column", "Row"] = ""
    span: int = 1
    kids: list[Node | Mark] = field(default_factory=list)

    def add(self, tag: str, *, scope: Literal["", "Column", "Row"] = "", span: int = 1) -> Node:
        """A new element inside this one."""
        kid = Node(tag, scope, span)
        self.kids.append(kid)
        return kid


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; x is its left end and y its baseline, in points from the top left. Without a node: decoration."""

    node: Node | None
    text: str
    style: Style
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal line."""

    x: float
    y: float
    width: float
    thick: float
    colour: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A tinted field with round corners; y is its upper edge."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Petals:
    """The shop's mark; y is its upper edge."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Code:
    """A square of dark and light squares; y is its upper edge."""

    x: float
    y: float
    size: float
    modules: tuple[tuple[bool, ...], ...]


Item = Text | Stroke | Panel | Petals | Code
Page = list[Item]


@dataclass(frozen=True, slots=True)
class Line:
    """A broken line waiting for its place."""

    node: Node | None
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines below each other between two edges."""

    x: float
    width: float
    lines: Sequence[Line]
    align: Literal["left", "right"] = "left"

    @property
    def height(self) -> float:
        """Points from the first line's upper edge to the last one's lower."""
        return sum(line.style.leading for line in self.lines)

    def split(self, room: float) -> tuple[Cell, Cell]:
        """What fits in the room, and the rest."""
        count, used = 0, 0.0
        while count < len(self.lines) and (used := used + self.lines[count].style.leading) <= room:
            count += 1
        return replace(self, lines=self.lines[:count]), replace(self, lines=self.lines[count:])


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other, with air around them and perhaps a line beneath."""

    cells: Sequence[Cell]
    above: float = 0.0
    below: float = 0.0
    thick: float = 0.0
    colour: str = ""

    @property
    def height(self) -> float:
        """Points with the air."""
        return self.above + max((cell.height for cell in self.cells), default=0.0) + self.below

    def split(self, room: float) -> tuple[Row, Row]:
        """What fits in the room, and the rest for the next page."""
        halves = [cell.split(room - self.above) for cell in self.cells]
        head = replace(self, cells=[first for first, _ in halves], below=0.0, thick=0.0)
        return head, replace(self, cells=[rest for _, rest in halves], above=0.0)

    def silent(self) -> Row:
        """The same row as decoration, for titles repeated on the next page."""
        cells = [replace(cell, lines=[replace(line, node=None) for line in cell.lines]) for cell in self.cells]
        return replace(self, cells=cells)
