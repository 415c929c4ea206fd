"""Reads a tagged PDF the way a screen reader does: what is said, as what, and what is only decoration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

PAINTS = {"Tj", "TJ", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"}
DECORATION = -1


@dataclass
class Element:
    """An element of the structure with the text of its own marks."""

    tag: str
    text: str = ""
    scope: str = ""
    span: int = 1
    kids: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind below this one, in reading order."""
        return [found for kid in self.kids for found in ([kid] if kid.tag == tag else []) + kid.all(tag)]

    @property
    def said(self) -> str:
        """The text of this element and all below it."""
        return self.text + "".join(kid.said for kid in self.kids)


class PdfReader:
    """A PDF opened for questions; asserts on the way that ink and structure belong together one to one."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.marks: list[dict[int, str]] = []
        self.decoration: list[str] = []
        for page in self.pdf.pages:
            marks, decoration = _read(page)
            self.marks.append(marks)
            self.decoration.append(decoration)
        self._said: set[tuple[int, int]] = set()
        root: Any = self.pdf.Root.StructTreeRoot
        self._pages = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.document = self._element(root.K[0], root)
        drawn = {(page, number) for page, marks in enumerate(self.marks) for number in marks}
        assert self._said == drawn, "ink without an element, or an element without ink"

    @property
    def pages(self) -> list[str]:
        """What is seen on each page."""
        return [
            "".join(marks.values()) + decoration for marks, decoration in zip(self.marks, self.decoration, strict=True)
        ]

    @property
    def fonts(self) -> Iterator[Any]:
        """Every font of every page."""
        for page in self.pdf.pages:
            yield from page.Resources.Font.values()

    def _element(self, raw: Any, parent: Any) -> Element:
        assert raw.P.objgen == parent.objgen
        about = raw.get("/A", {})
        element = Element(str(raw.S)[1:], scope=str(about.get("/Scope", "/"))[1:], span=int(about.get("/ColSpan", 1)))
        for kid in raw.get("/K", []):
            if kid.Type == "/MCR":
                element.text += self._mark(self._pages[kid.Pg.objgen], int(kid.MCID), raw)
            else:
                element.kids.append(self._element(kid, raw))
        return element

    def _mark(self, page: int, number: int, owner: Any) -> str:
        assert (page, number) not in self._said
        self._said.add((page, number))
        tree: Any = self.pdf.Root.StructTreeRoot.ParentTree.Nums
        assert int(tree[2 * page]) == page == int(self.pdf.pages[page].obj.StructParents)
        assert tree[2 * page + 1][number].objgen == owner.objgen
        return self.marks[page][number]


def _read(page: Any) -> tuple[dict[int, str], str]:
    """The text of every mark by its number, and the text that is decoration."""
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    marks: dict[int, str] = {}
    decoration, letters = "", {}
    mark: Any = None
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        name = str(operator)
        if name == "BDC":
            assert mark is None, "marks inside marks"
            mark = _number(operands)
            assert mark not in marks
            marks |= {} if mark == DECORATION else {mark: ""}
        elif name == "EMC":
            mark = None
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        assert name not in PAINTS or mark is not None, "ink outside every mark"
        text = "".join(letters[code] for code in bytes(operands[0])) if name == "Tj" else ""
        if mark in marks:
            marks[mark] += text
        elif text:
            decoration += f"{text}\n"
    return marks, decoration


def _number(operands: Any) -> int:
    return DECORATION if operands[0] == "/Artifact" else int(operands[1].MCID)


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    return {int(code, 16): chr(int(char, 16)) for code, char in re.findall(r"^<(..)> <(....)>$", table, re.MULTILINE)}
