"""Wares that go back to a supplier."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.orders.models import OrderLine
from tests.app.scenes import Scene
from tests.app.scenes.things import partner_order
from tests.client import ShopClient


def returnable(app: Flask, session: Session) -> Scene:
    """Karin's headset, which has come."""
    partner_order(app, session)
    session.rollback()
    line = session.scalars(sa.select(OrderLine.id)).one()
    ShopClient(app, "petra").post("/partner/bestallningar/P2026-00001", {"atgard": "levererad"})
    return Scene({"number": "2026-00001", "line": line}, "Headset")


def ware_return(app: Flask, session: Session) -> Scene:
    """The return of it, on its way to the IT partner."""
    scene = returnable(app, session)
    karin = ShopClient(app, "karin")
    address = f"/bestallningar/2026-00001/rader/{scene.values['line']}/returnera"
    karin.post(address, {"antal": "1", "skal": "unwanted", "nyckel": "k"})
    karin.post("/returer/R2026-00001", {"atgard": "skickad"})
    return Scene({"number": "R2026-00001"}, "R2026-00001", {"owner": "karin", "partner": "petra"})
