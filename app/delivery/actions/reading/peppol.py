"""Peppol Order Response and Order Agreement (BIS Ordering 3, T76 and T110): what the partner answers on an order."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from app.delivery.actions.reading.rows import AGREEMENT, ANSWER, Answered, Content, Where
from app.refusal import Refused
from app.ubl import Part, parse
from app.words import say

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2"
CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order_response:3"
AGREED_BY = "urn:fdc:peppol.eu:poacc:trns:order_agreement:3"
# As the code list says: received, accepted, refused, accepted with changes.
CODES = ("AB", "AP", "RE", "CA")
STATUSES = {"3": "changed", "5": "ordered", "7": "refused"}
PLAIN_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


def read_response(data: bytes) -> Content:
    """What an Order Response or Order Agreement says.

    Raises Refused for any other document, and for XML that is broken or dangerous.
    """
    root = parse(data)
    kind = root.one("CustomizationID")
    if root.name == f"{NAMESPACE} OrderResponse" and kind == AGREED_BY:
        return _agreement(root)
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


def _agreement(root: Part) -> Content:
    """An order made elsewhere, told afterwards (T110): what was bought, for a person to match."""
    found = Content(
        kind=AGREEMENT, reference=root.one("ID")[:80], order=root.one("OrderReference/ID").upper()[:40],
        sender=_sender(root),
        sender_name=root.one("SellerSupplierParty/Party/PartyLegalEntity/RegistrationName")[:120],
    )  # fmt: skip
    if not found.reference:
        raise Refused("parcels.refused.response_parts")
    for number, line in enumerate(root.all("OrderLine/LineItem"), start=1):
        _take_agreed(found, line, number)
    return found


def _take_agreed(found: Content, item: Part, number: int) -> None:
    place = say("parcels.place.line", line=number)
    quantity, price = _quantity(found, place, item.one("Quantity")), _price(found, place, item)
    article = item.one("Item/SellersItemIdentification/ID")[:40]
    where = Where(found.order, number, article, place)
    found.answers.append(
        Answered(where, quantity=quantity, price=price, article=article, name=item.one("Item/Name")[:120])
    )


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
