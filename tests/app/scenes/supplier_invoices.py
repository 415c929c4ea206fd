"""A supplier's invoice for what Karin ordered."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.invoicing.supplier_papers import NUMBER, Row, came, paper, send
from tests.app.scenes import Scene
from tests.client import ShopClient


def supplier_invoice(app: Flask, session: Session) -> Scene:
    """The invoice of it, which is for more than has come."""
    came(app, session, received=4)
    send(ShopClient(app, "elin"), paper(Row(10)))
    return Scene({"number": "L2026-00001"}, "L2026-00001")


def order_at_supplier(app: Flask, session: Session) -> Scene:
    """The order of it, as the supplier has it."""
    came(app, session)
    return Scene({"number": "2026-00001", "at_supplier": NUMBER}, NUMBER)
