"""A sheet becomes pages: head, facts, blocks, and on every page the brand line, the foot and the page number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from app.paper.codes import modules
from app.paper.faces import Faces, Style
from app.paper.flow import Flow
from app.paper.parts import Cell, Code, Line, Node, Page, Petals, Row, Stroke, Text
from app.paper.sheet import Fact, Paragraphs, Scan, Sheet, Table

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
MARGIN = 20 * MM
INNER = WIDTH - 2 * MARGIN
BRAND_LINE = 4.5  # 6 px

# Text is black and not the ink of the screen: a laser printer makes dots of anything else.
BLACK, GREY, HAIR, BRAND, TINT = "#000000", "#54605D", "#D8DADA", "#0F5C4D", "#F1F5F4"
TITLE = Style("bold", 23, 27, BLACK, -0.015)
HEADING = Style("bold", 13, 17, BLACK, -0.005)
LEAD = Style("regular", 10.5, 15.5, GREY)
BODY = Style("regular", 9.5, 13.5, BLACK)
STRONG = Style("semibold", 9.5, 13.5, BLACK)
TOTAL = Style("bold", 11.5, 16, BLACK)
LABEL = Style("semibold", 8, 11.5, GREY)
SENDER = Style("bold", 11, 16, BLACK)
SMALL = Style("regular", 8, 11, GREY)
PAD = 12.0
CODE = 24 * MM
HEAD_LINES, FOOT_LINES = 4, 6
# A heading or the titles of a table want at least this much of what they stand over.
LEAST_BELOW = 60.0


def pages_of(sheet: Sheet, fonts: Faces) -> tuple[Node, list[Page]]:
    """The structure of the sheet and its pages."""
    foot = _foot_lines(sheet, fonts)
    bottom = HEIGHT - MARGIN - len(foot) * SMALL.leading - 22
    flow = Flow(fonts, left=MARGIN, width=INNER, top=MARGIN + 44, bottom=bottom)
    document = Node("Document")
    _head(flow, sheet, document)
    if sheet.facts:
        _facts(flow, sheet.facts, document)
    for block in sheet.blocks:
        if isinstance(block, Table):
            _table(flow, block, document)
        elif isinstance(block, Scan):
            _scan(flow, block, document)
        else:
            _paragraphs(flow, block, document)
    _furnish(flow, sheet, foot, document)
    return document, flow.pages


def _lines(fonts: Faces, node: Node | None, text: str, style: Style, *, width: float) -> list[Line]:
    return [Line(node, line, style) for line in fonts.wrap(text, style, width)] if text else []


def _wide(flow: Flow, node: Node, text: str, style: Style) -> Cell:
    return Cell(flow.left, flow.width, _lines(flow.fonts, node, text, style, width=flow.width))


def _head(flow: Flow, sheet: Sheet, document: Node) -> None:
    """Sender to the left, number and date to the right, then the title and its lead."""
    flow.y = MARGIN + 16
    flow.pages[-1].append(Petals(flow.left, flow.y, 24))
    half, fonts = flow.width / 2, flow.fonts
    sender = _lines(fonts, document.add("P"), sheet.sender, SENDER, width=half - 46) if sheet.sender else []
    # The mark is 24 points high; a lone line of text stands beside its middle.
    left = Cell(flow.left + 32, half - 46, sender[:HEAD_LINES])
    flow.place(Row([left, _number_and_date(flow, sheet, document)], above=4, below=26))
    flow.place(Row([_wide(flow, document.add("H1"), sheet.title, TITLE)]))
    if sheet.lead:
        flow.place(Row([_wide(flow, document.add("P"), sheet.lead, LEAD)], above=5))
    flow.y += 16


def _number_and_date(flow: Flow, sheet: Sheet, document: Node) -> Cell:
    lines: list[Line] = []
    half = flow.width / 2
    for label, text, style in ((sheet.words.number, sheet.number, STRONG), (sheet.words.issued, sheet.issued, BODY)):
        if text:
            lines += _lines(flow.fonts, document.add("P"), f"{label} {text}".strip(), style, width=half)
    return Cell(flow.left + half, half, lines[:HEAD_LINES], "right")


def _facts(flow: Flow, facts: Sequence[Fact], document: Node) -> None:
    """Facts in two columns on a tinted field, read row by row."""
    every, gap = document.add("L"), 16.0
    width = (flow.width - 2 * PAD - gap) / 2
    cells = [(_fact(flow.fonts, fact, every, width), place % 2) for place, fact in enumerate(facts)]
    placed = [Cell(flow.left + PAD + side * (width + gap), width, lines) for lines, side in cells]
    pairs = zip_longest(placed[::2], placed[1::2])
    rows = [Row([cell for cell in pair if cell], below=8) for pair in pairs]
    flow.panel(sum(row.height for row in rows) + 2 * PAD - 8, TINT)
    flow.y += PAD
    for row in rows:
        flow.place(row)
    flow.y += PAD + 8


def _fact(fonts: Faces, fact: Fact, every: Node, width: float) -> list[Line]:
    item = every.add("LI")
    label = _lines(fonts, item.add("Lbl"), fact.label, LABEL, width=width)
    return label + _lines(fonts, item.add("LBody"), fact.value, BODY, width=width)


def _heading(flow: Flow, text: str, document: Node) -> None:
    flow.place(Row([_wide(flow, document.add("H2"), text, HEADING)], above=8, below=4), keep=LEAST_BELOW)


def _paragraphs(flow: Flow, block: Paragraphs, document: Node) -> None:
    if block.heading:
        _heading(flow, block.heading, document)
    for text in block.lines:
        flow.place(Row([_wide(flow, document.add("P"), text, BODY)], below=5))
    flow.y += 10


def _scan(flow: Flow, block: Scan, document: Node) -> None:
    """A code to the left, decoration for a screen reader, and beside it in words what it says."""
    left, width = flow.left + CODE + PAD, flow.width - CODE - PAD
    lines = _lines(flow.fonts, document.add("H2"), block.heading, HEADING, width=width)
    for text in block.lines:
        lines += _lines(flow.fonts, document.add("P"), text, BODY, width=width)
    row = Row([Cell(left, width, lines)])
    if flow.room < max(CODE, row.height):
        flow.turn()
    flow.pages[-1].append(Code(flow.left, flow.y, CODE, modules(block.code)))
    after = flow.y + CODE
    flow.place(row)
    flow.y = max(flow.y, after) + 10


def _table(flow: Flow, table: Table, document: Node) -> None:
    """Caption, titles, rows and sums; titles come again on each new page, sums stay with the last row."""
    if table.caption:
        _heading(flow, table.caption, document)
    node = document.add("Table")
    titles = _row(flow, table, [column.title for column in table.columns], node.add("THead"))
    body = node.add("TBody")
    rows = [_row(flow, table, row, body) for row in table.rows]
    sums = _sums(flow, table, node.add("TFoot")) if table.sums else []
    flow.place(titles, keep=min(rows[0].height, LEAST_BELOW) if rows else 0)
    flow.repeat(titles)
    for place, row in enumerate(rows, 1):
        flow.place(row, keep=sum(each.height for each in sums) if place == len(rows) else 0)
    for row in sums:
        flow.place(row)
    flow.again = []
    flow.y += 18


def _row(flow: Flow, table: Table, texts: Sequence[str], group: Node) -> Row:
    """A row of cells; in the group THead they are titles."""
    titles, share = group.tag == "THead", flow.width / sum(column.width for column in table.columns)
    node, cells, x, last = group.add("TR"), [], flow.left, len(texts) - 1
    for place, (column, text) in enumerate(zip(table.columns, texts, strict=True)):
        full = column.width * share
        width = max(full - (0 if place == last else 10), 1)
        cell = node.add("TH", scope="Column") if titles else node.add("TD")
        lines = _lines(flow.fonts, cell, text, LABEL if titles else BODY, width=width)
        cells.append(Cell(x, width, lines, column.align))
        x += full
    if titles:
        return Row(cells, above=4, below=5, thick=1, colour=BRAND)
    return Row(cells, above=5.5, below=5.5, thick=0.5, colour=HAIR)


def _sums(flow: Flow, table: Table, group: Node) -> list[Row]:
    rows, last = [], len(table.sums) - 1
    half = flow.width / 2
    for place, (label, value) in enumerate(table.sums):
        style, node = (TOTAL if place == last else BODY), group.add("TR")
        title = node.add("TH", scope="Row", span=max(len(table.columns) - 1, 1))
        amount = title if len(table.columns) == 1 else node.add("TD")
        left = Cell(flow.left + half, half * 0.55, _lines(flow.fonts, title, label, style, width=half * 0.55))
        right = Cell(left.x + left.width + 8, half * 0.45 - 8, (), "right")
        lines = _lines(flow.fonts, amount, value, style, width=right.width)
        rows.append(Row([left, Cell(right.x, right.width, lines, "right")], above=8 if place == 0 else 3, below=2))
    return rows


def _foot_lines(sheet: Sheet, fonts: Faces) -> list[str]:
    """The foot's lines beside the page number; what is beyond the handful a foot is for is left out."""
    lines = [line for text in sheet.footer for line in fonts.wrap(text, SMALL, INNER - 90)]
    return lines[:FOOT_LINES] or [""]


def _furnish(flow: Flow, sheet: Sheet, foot: Sequence[str], document: Node) -> None:
    """What every page carries. Decoration for a screen reader, except the foot's words, which the last page says."""
    fonts, right, top = flow.fonts, flow.left + flow.width, HEIGHT - MARGIN - len(foot) * SMALL.leading
    spoken = document.add("P") if any(foot) else None
    for number, page in enumerate(flow.pages, 1):
        page.insert(0, Stroke(flow.left, MARGIN + BRAND_LINE / 2, flow.width, BRAND_LINE, BRAND))
        if number > 1:
            sender, name = (fonts.shorten(text, SMALL, flow.width / 2 - 8) for text in (sheet.sender, sheet.name))
            page.append(Text(None, sender, SMALL, flow.left, MARGIN + 20))
            page.append(Text(None, name, SMALL, right - fonts.width(name, SMALL), MARGIN + 20))
        page.append(Stroke(flow.left, top - 6, flow.width, 0.5, HAIR))
        node = spoken if number == len(flow.pages) else None
        for place, line in enumerate(foot):
            page.append(Text(node, line, SMALL, flow.left, top + 8 + place * SMALL.leading))
        label = fonts.shorten(sheet.words.page.format(page=number, pages=len(flow.pages)), SMALL, 84)
        page.append(Text(None, label, SMALL, right - fonts.width(label, SMALL), top + 8))
