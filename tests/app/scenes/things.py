"""Devices and the partner's orders."""

from __future__ import annotations

import io

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.identity.models import Person
from app.orders.models import LineOffer
from tests.app.delivery.making import ordered
from tests.app.devices import making
from tests.app.scenes import Scene
from tests.client import ShopClient


def device(app: Flask, session: Session) -> Scene:
    """Karin's computer."""
    tag = making.device(session, "karin").tag
    return Scene({"tag": tag}, tag)


def partner_order(app: Flask, session: Session) -> Scene:
    """The order of Karin's headset to the IT partner, where Petra works."""
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "headset", supplier_id=partner)
    worker.run(app, once=True)
    number = "P2026-00001"
    return Scene({"number": number, "position": 1}, number, {"owner": "karin", "partner": "petra"})


def partner_document(app: Flask, session: Session) -> Scene:
    """The dispatch note that Petra sent about that order."""
    partner_order(app, session)
    petra = ShopClient(app, "petra")
    table = "Beställning;Rad;Antal;Följesedel\nP2026-00001;1;1;FS-4711\n"
    form = {"sort": "dispatch", "fil": (io.BytesIO(table.encode()), "foljesedel.csv")}
    sent = petra.post("/partner/filer", form)
    return Scene(
        {"document_id": int(sent.location.rpartition("/")[2])}, "FS-4711", {"owner": "karin", "partner": "petra"}
    )


def line_offer(app: Flask, session: Session) -> Scene:
    """What the IT partner offers Karin instead of that headset."""
    partner_order(app, session)
    petra = ShopClient(app, "petra")
    answer = "Order;Rad;Ersättningsartikel;Ersätts med\nP2026-00001;1;A-9;Headset X\n"
    sent = petra.post(
        "/partner/filer", {"sort": "answer", "nummer": "S1", "fil": (io.BytesIO(answer.encode()), "s.csv")}
    )
    petra.post(sent.location)
    session.rollback()
    offer = session.scalars(sa.select(LineOffer.id)).one()
    return Scene({"number": "2026-00001", "offer_id": offer}, "Headset X")
