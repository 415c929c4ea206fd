"""Papers that partners send, for tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from tests.client import Page, ShopClient

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
T76 = "urn:fdc:peppol.eu:poacc:trns:order_response:3"


def response(
    code: str, *, order: str = "P2026-00001", number: str = "101", day: str = "", sender: str = "5560000100",
    customization: str = T76, lines: Sequence[Mapping[str, object]] = (),
) -> bytes:  # fmt: skip
    """A Peppol Order Response of the IT partner."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OrderResponse xmlns="{UBL}:OrderResponse-2" xmlns:cac="{UBL}:CommonAggregateComponents-2"
 xmlns:cbc="{UBL}:CommonBasicComponents-2">
<cbc:CustomizationID>{customization}</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate>
<cbc:OrderResponseCode>{code}</cbc:OrderResponseCode><cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>{order}</cbc:ID></cac:OrderReference>
<cac:SellerSupplierParty><cac:Party><cbc:EndpointID schemeID="0007">{sender}</cbc:EndpointID>
<cac:PartyLegalEntity><cbc:RegistrationName>IT-partnern</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:SellerSupplierParty>
{_delivery(day)}{"".join(_line(line) for line in lines)}</OrderResponse>""".encode()


def send(browser: ShopClient, data: bytes | str, kind: str = "dispatch", **fields: str) -> Page:
    """Send a file in as the partner does; the answer before anything is taken in."""
    raw = data.encode() if isinstance(data, str) else data
    return browser.post("/partner/filer", {"sort": kind, "fil": (io.BytesIO(raw), "fil.csv"), **fields})


def take_in(browser: ShopClient, data: bytes | str, kind: str = "dispatch", **fields: str) -> Page:
    """Send a file in and let it have its effect."""
    sent = send(browser, data, kind, **fields)
    assert sent.status == 303, sent.text
    return browser.post(sent.location)


def _delivery(day: object) -> str:
    if not day:
        return ""
    period = f"<cac:PromisedDeliveryPeriod><cbc:EndDate>{day}</cbc:EndDate></cac:PromisedDeliveryPeriod>"
    return f"<cac:Delivery>{period}</cac:Delivery>"


def _line(line: Mapping[str, object]) -> str:
    currency = line.get("currency", "SEK")
    amount = f'<cbc:PriceAmount currencyID="{currency}">{line.get("price")}</cbc:PriceAmount>'
    price = f"<cac:Price>{amount}</cac:Price>"
    instead = (
        f"<cac:SellerSubstitutedLineItem><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>{line.get('name')}</cbc:Name>"
        f"<cac:SellersItemIdentification><cbc:ID>{line.get('article')}</cbc:ID></cac:SellersItemIdentification>"
        "</cac:Item></cac:SellerSubstitutedLineItem>"
    )
    quantity = f'<cbc:Quantity unitCode="C62">{line["quantity"]}</cbc:Quantity>' if "quantity" in line else ""
    later = f"<cbc:MaximumBackorderQuantity>{line['later']}</cbc:MaximumBackorderQuantity>" if "later" in line else ""
    return (
        f"<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:LineStatusCode>{line['status']}</cbc:LineStatusCode>"
        f"{quantity}{later}{_delivery(line.get('day'))}{price if 'price' in line else ''}"
        "<cac:Item><cbc:Name>x</cbc:Name></cac:Item></cac:LineItem>"
        f"{instead if 'article' in line else ''}"
        f"<cac:OrderLineReference><cbc:LineID>{line['id']}</cbc:LineID></cac:OrderLineReference></cac:OrderLine>"
    )
