"""Peppol Order Response (BIS Ordering 3, T76): read without document types, entities or network, and within limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from xml.parsers import expat

from app.delivery.actions.reading.rows import ANSWER, Answered, Content, Where
from app.refusal import Refused
from app.words import say

MOST_BYTES = 1024 * 1024
MOST_DEPTH, MOST_PARTS = 30, 20_000
LONGEST_TEXT = 2000
NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2"
CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order_response:3"
AGREEMENT = "urn:fdc:peppol.eu:poacc:trns:order_agreement:3"
# As the code list says: received, accepted, refused, accepted with changes.
CODES = ("AB", "AP", "RE", "CA")
STATUSES = {"3": "changed", "5": "ordered", "7": "refused"}
PLAIN_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


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


def read_response(data: bytes) -> Content:
    """What an Order Response says; raises Refused for any other document, and for XML that is broken or dangerous."""
    root = parse(data)
    kind = root.one("CustomizationID")
    if kind == AGREEMENT:
        raise Refused("parcels.refused.agreement")
    if root.name != f"{NAMESPACE} OrderResponse" or kind != CUSTOMIZATION:
        raise Refused("parcels.refused.not_response")
    found = Content(
        kind=ANSWER, reference=root.one("ID")[:80], order=root.one("OrderReference/ID").upper()[:40],
        code=root.one("OrderResponseCode"), sender=_sender(root),
        sender_name=root.one("SellerSupplierParty/Party/PartyLegalEntity/RegistrationName")[:120],
    )  # fmt: skip
    if not found.reference or not found.order or found.code not in CODES:
        raise Refused("parcels.refused.response_parts")
    found.day = _promised(root, found, say("parcels.place.head"))
    lines = list(root.all("OrderLine"))
    if (found.code == "CA") != bool(lines):
        raise Refused("parcels.refused.response_lines", code=found.code)
    for number, line in enumerate(lines, start=1):
        _take(found, line, number)
    return found


def parse(data: bytes) -> Part:
    """The root of a document; raises Refused for a document type, an entity, too much of anything, or broken XML."""
    if len(data) > MOST_BYTES:
        raise Refused("parcels.refused.xml_large", most=MOST_BYTES // (1024 * 1024))
    reading = _Reading()
    try:
        reading.parser.Parse(data, True)  # expat takes no names
    except expat.ExpatError as error:
        raise Refused("parcels.refused.xml_broken", line=error.lineno) from error
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
            raise Refused("parcels.refused.xml_deep")
        part = Part(name, attributes=attributes)
        self.open[-1].parts.append(part)
        self.open.append(part)

    def _text(self, text: str) -> None:
        part = self.open[-1]
        part.text = (part.text + text)[:LONGEST_TEXT]


def _dangerous(*_whatever: object) -> None:
    raise Refused("parcels.refused.xml_dangerous")


def _sender(root: Part) -> str:
    """The organisation number of who answers: the address of 0007, or the company's own number."""
    for path in ("SellerSupplierParty/Party/EndpointID", "SellerSupplierParty/Party/PartyLegalEntity/CompanyID"):
        for part in root.all(path):
            digits = re.sub(r"[\s-]", "", part.text)
            if part.attributes.get("schemeID") == "0007" and digits.isascii() and digits.isdigit():
                return digits[:20]
    return ""


def _take(found: Content, line: Part, number: int) -> None:
    place = say("parcels.place.line", line=number)
    item = next(line.all("LineItem"), Part(""))
    status = item.one("LineStatusCode")
    position = line.one("OrderLineReference/LineID") or item.one("ID")
    if not position.isascii() or not position.isdigit() or len(position) > 4:
        return _blame(found, place, "line_missing")
    if status in ("1", "42"):
        return None if status == "42" else _blame(found, place, "line_added")
    if status not in STATUSES:
        return _blame(found, place, "status", value=status)
    later = _quantity(found, place, item.one("MaximumBackorderQuantity")) or 0
    replaced = next(line.all("SellerSubstitutedLineItem/Item"), Part(""))
    quantity, price = _quantity(found, place, item.one("Quantity")), _price(found, place, item)
    found.answers.append(
        Answered(
            Where(found.order, int(position), place=place), STATUSES[status], quantity, later,
            _promised(item, found, place), None, price, replaced.one("SellersItemIdentification/ID")[:40],
            replaced.one("Name")[:120],
        )
    )  # fmt: skip
    return None


def _blame(found: Content, place: str, key: str, **params: Any) -> None:
    found.faults.append(say("parcels.fault.at", place=place, what=say(f"parcels.fault.{key}", **params)))


def _promised(part: Part, found: Content, place: str) -> dt.date | None:
    """The last promised day, else the first."""
    period = next(part.all("Delivery/PromisedDeliveryPeriod"), Part(""))
    text = period.one("EndDate") or period.one("StartDate")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        _blame(found, place, "day", value=text[:40])
        return None


def _quantity(found: Content, place: str, text: str) -> int | None:
    """How many, whole pieces only: the standard writes 10 as 10.0 as well."""
    if not text:
        return None
    if PLAIN_NUMBER.fullmatch(text) and Decimal(text) == int(Decimal(text)) <= 99:
        return int(Decimal(text))
    _blame(found, place, "number", column=say("parcels.column.quantity"), value=text[:40])
    return None


def _price(found: Content, place: str, item: Part) -> int | None:
    """The price of one piece, öre."""
    text, currency = item.one("Price/PriceAmount"), next(item.all("Price/PriceAmount"), Part(""))
    if not text:
        return None
    base = item.one("Price/BaseQuantity") or "1"
    try:
        if not PLAIN_NUMBER.fullmatch(text) or not PLAIN_NUMBER.fullmatch(base):
            raise InvalidOperation
        ore = Decimal(text) * 100 / Decimal(base)
    except (InvalidOperation, ZeroDivisionError):
        _blame(found, place, "amount", value=text[:40])
        return None
    if currency.attributes.get("currencyID", "SEK") != "SEK":
        _blame(found, place, "currency", value=currency.attributes["currencyID"][:10])
        return None
    return int(ore.quantize(Decimal(1), ROUND_HALF_UP))
