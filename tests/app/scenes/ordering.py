"""Orders, baskets, requests and questions."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.orders.models import Consultation
from app.shop.models import BasketLine
from tests.app.orders.making import HEADSET, PHONE, PROJECTOR, fill, lines, place, request
from tests.app.scenes import Scene
from tests.client import ShopClient


def order(app: Flask, session: Session) -> Scene:
    """Karin's order of a headset and a phone."""
    number = place(ShopClient(app, "karin"), HEADSET, PHONE)
    return Scene({"number": number, "line_id": lines(session, number)["headset"].id}, number)


def approval(app: Flask, session: Session) -> Scene:
    """The request to Anders about Karin's order."""
    number = place(ShopClient(app, "karin"), PHONE)
    asked = request(session, number)
    people = {"owner": "karin", "decider": "anders", "higher_chef": "birgitta"}
    return Scene({"request_id": asked.id}, f"/godkann/{asked.id}", people)


def question(app: Flask, session: Session) -> Scene:
    """The question to IT infrastructure about Karin's projector."""
    place(ShopClient(app, "karin"), PROJECTOR, answer="ja")
    session.rollback()
    asked = session.scalars(sa.select(Consultation).where(Consultation.queue == "it_infrastructure")).first()
    assert asked is not None
    return Scene({"question_id": asked.id}, f'/it/fragor/{asked.id}"')


def basket_line(app: Flask, session: Session) -> Scene:
    """A headset in Karin's basket."""
    fill(ShopClient(app, "karin"), HEADSET)
    session.rollback()
    return Scene({"line_id": session.scalars(sa.select(BasketLine.id)).one()}, "Trådlöst headset")
