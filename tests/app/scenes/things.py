"""Devices and the partner's orders."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.identity.models import Person
from tests.app.delivery.making import ordered
from tests.app.devices import making
from tests.app.scenes import Scene


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
    return Scene({"number": number}, number, {"owner": "karin", "partner": "petra"})
