"""What a letter says without its looks: subject and plain words, read from the HTML itself, so they are the same.

The subject is the title. The words begin at the heading; what stands before it is the letterhead and the line that a
mail program shows in its list. A row of the facts table becomes `term: value`, a link its label and its address.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

# A no-break space is no space to be shortened: it stands in sums and dates.
SPACE = re.compile(r"[ \t\r\n]+")
# What a mail program takes for a link ends at the first letter that is not English.
IN_LINKS = ":/?#[]@!$&'()*+,;=%~"


def subject_and_text(html: str) -> tuple[str, str]:
    """The subject and the plain text of a letter; raises ValueError where there is no subject."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    subject = " ".join(reader.subject.split())
    if not subject:
        raise ValueError("the letter has no subject line")
    return subject, "\n\n".join("\n".join(lines) for lines in reader.parts if lines) + "\n"


def first_link(html: str, address: str) -> str:
    """Where the letter's button leads, or `address` when it has none."""
    reader = _Reader()
    reader.feed(html)
    return next((link for link in reader.links if link.startswith(address)), address)


class _Reader(HTMLParser):
    """Reads titles, paragraphs, rows of facts and links; each table, heading and paragraph is a part of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.subject = ""
        self.parts: list[list[str]] = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._cells: list[str] = []
        self._term, self._link = "", ""
        self._title = self._begun = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new part, row or cell begins; a link's address is kept until its label has been read."""
        if tag == "title":
            self._title = True
        elif tag in ("h1", "p", "table"):
            self._begun = self._begun or tag == "h1"
            self._words = []
            self.parts.append([])
        elif tag == "tr":
            self._cells = []
        elif tag == "td":
            self._words = []
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
            self.links.append(self._link)

    def handle_data(self, data: str) -> None:
        """Words, where they are part of the letter."""
        if self._title:
            self.subject += data
        elif self._begun:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """What has been read becomes a line."""
        if tag == "title":
            self._title = False
        elif not self._begun:
            return
        elif tag in ("h1", "p"):
            self._say(_tidy("".join(self._words)))
        elif tag == "td":
            self._cells.append(_tidy("".join(self._words)))
            self._words = []
        elif tag == "tr":
            self._row()

    def _row(self) -> None:
        if len(self._cells) == 2:  # a term and its value
            self._term = self._cells[0] or self._term
            self._say(f"{self._term}: {self._cells[1]}")
        elif self._link:
            self._say(f"{self._cells[0]}:\n{quote(self._link, safe=IN_LINKS)}")
        elif self._cells:
            self.parts.append([])
            self._say(self._cells[0])
        self._cells, self._link = [], ""

    def _say(self, words: str) -> None:
        if words and self.parts:
            self.parts[-1].append(words)
        self._words = []


def _tidy(words: str) -> str:
    """Lines that a person wrote stay lines; what indents the template does not."""
    return "\n".join(SPACE.sub(" ", line).strip() for line in words.strip().splitlines())
