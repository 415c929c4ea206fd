"""The start page tells of everything that waits on somebody, each with the way there."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Holding, Question
from app.orders.models import LineOffer
from tests.app.delivery.making import line, order
from tests.app.devices import making
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]


def test_what_is_to_be_fetched_answered_and_confirmed_stands_there_for_whom_it_waits(
    client_as: SignIn, session: Session
) -> None:
    device = making.device(session, "karin", 900).id
    mine = order(session, "karin")
    line(session, mine, "staff_pc", state="ready")
    held_up = line(session, mine, "headset", state="backordered")
    session.add(
        LineOffer(
            order_id=mine.id, line_id=held_up.id, supplier_name="IT-partnern", article="A-9", name="Headset X",
            quantity=1, unit_price=100_00, made_at=MOMENT,
        )
    )  # fmt: skip
    holding = session.scalars(sa.select(Holding.id).where(Holding.device_id == device)).one()
    session.add(Question(holding_id=holding, kind="yearly", asked_at=MOMENT))
    session.commit()
    page = client_as("karin").get("/")
    links = {link.get_text().replace("\xa0", " "): str(link["href"]) for link in page.soup.select("#vantar ~ ul a")}
    assert set(links) == {
        "1 sak att hämta ut", "1 förslag från leverantören att svara på", "1 enhet att bekräfta",
    }  # fmt: skip
    assert links["1 enhet att bekräfta"] == "/enheter"
    assert links["1 sak att hämta ut"] == "/bestallningar/2026-00001"
    assert "Inget väntar på dig" not in page.text
    assert "Inget väntar på dig" in client_as("maria").get("/").text
