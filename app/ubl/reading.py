"""Reads XML that others send: without document types, entities or network, and within limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from app.refusal import Refused

MOST_BYTES = 1024 * 1024
MOST_DEPTH, MOST_PARTS = 30, 20_000
LONGEST_TEXT = 2000


@dataclass(slots=True)
class Part:
    """An element: its name with namespace, its text, what stands inside it."""

    name: str
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def all(self, path: str) -> Iterator[Part]:
        """The elements at a path of local names."""
        first, _, rest = path.partition("/")
        for part in self.parts:
            if part.name.rpartition(" ")[2] == first:
                yield from part.all(rest) if rest else (part,)

    def one(self, path: str) -> str:
        """The text of the first element at a path; empty for none."""
        found = next(self.all(path), None)
        return found.text.strip() if found else ""


def is_xml(data: bytes) -> bool:
    """Whether a file holds XML, in whatever encoding, rather than a table."""
    head = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith(b"<")


def parse(data: bytes, *, most: int = MOST_BYTES) -> Part:
    """The root of a document of at most that many bytes.

    Raises Refused for a document type, an entity, an instruction, too much of anything, or broken XML.
    """
    if len(data) > most:
        raise Refused("ubl.refused.large", most=most // (1024 * 1024))
    reading = _Reading()
    try:
        reading.parser.Parse(data, True)  # expat takes no names
    except expat.ExpatError as error:
        raise Refused("ubl.refused.broken", line=error.lineno) from error
    return reading.top.parts[0]


class _Reading:
    def __init__(self) -> None:
        self.top = Part("")
        self.open = [self.top]
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda _name: self.open.pop()
        self.parser.CharacterDataHandler = self._text
        for name in ("StartDoctypeDecl", "EntityDecl", "ExternalEntityRef", "ProcessingInstruction"):
            setattr(self.parser, f"{name}Handler", _dangerous)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > MOST_DEPTH or self.count > MOST_PARTS:
            raise Refused("ubl.refused.deep")
        part = Part(name, attributes=attributes)
        self.open[-1].parts.append(part)
        self.open.append(part)

    def _text(self, text: str) -> None:
        part = self.open[-1]
        part.text = (part.text + text)[:LONGEST_TEXT]


def _dangerous(*_whatever: object) -> None:
    raise Refused("ubl.refused.dangerous")
