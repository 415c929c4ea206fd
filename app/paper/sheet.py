"""What a paper says, before anybody thinks of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact; a line break in the value starts a new line."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the width, whatever the shares add up to."""

    title: str
    width: float = 1.0
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under repeated column titles; the last of the `sums` is the grand total."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    sums: Sequence[tuple[str, str]] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise ValueError("a table needs columns, each with a width above zero")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has more or fewer cells than the table has columns")


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text under a heading, which may be empty."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scan:
    """A QR code with lines beside it that say the same to people."""

    code: str
    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The kit's own words in the sheet's language; `page` holds {page} and {pages}."""

    page: str
    number: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF, for instance an e-invoice."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Label:
    """One label: what it is called, short lines below, and what its code holds."""

    title: str
    lines: Sequence[str]
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper; `issued` is a date already in words, `footer` at most a handful of short lines on every page."""

    title: str
    number: str
    issued: str
    words: Words
    sender: str
    language: str = "sv"
    lead: str = ""
    facts: Sequence[Fact] = ()
    blocks: Sequence[Table | Paragraphs | Scan] = ()
    footer: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()

    @property
    def name(self) -> str:
        """Title and number, as a window or a running head shows it."""
        return self.title if self.number in self.title else f"{self.title} {self.number}"
