"""What the supplier offers instead: one tap when it costs no more, a new yes when it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.desks.models import ApprovalRequest
from app.orders.models import LineOffer, OrderLine
from app.outbox import Letter
from tests.app.delivery.papers import response, take_in
from tests.app.orders.making import PHONE, place
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


class Scene:
    """Karin's phone, approved by Anders and ordered from the IT partner."""

    def __init__(self, app: Flask, client_as: SignIn, session: Session) -> None:
        self.app, self.session = app, session
        self.karin, self.anders, self.petra = client_as("karin"), client_as("anders"), client_as("petra")
        self.number = place(self.karin, PHONE)
        self.approve()

    @property
    def line(self) -> OrderLine:
        self.session.rollback()
        return self.session.scalars(sa.select(OrderLine)).one()

    def approve(self) -> None:
        """Anders says yes, and the worker sends what may be sent."""
        self.session.rollback()
        request = self.session.scalars(sa.select(ApprovalRequest.id).where(ApprovalRequest.state == "open")).one()
        address = f"/godkann/{request}"
        form = self.anders.get(address).form(address)
        self.anders.post(address, form | {"beslut": "godkann"})
        worker.run(self.app, once=True)

    def offers(self, price: str, number: str = "101", order: str = "P2026-00001") -> None:
        """The partner offers another phone at a price in kronor."""
        line = {"id": 1, "status": 3, "price": price, "article": "A-9", "name": "Telefon X", "day": "2026-12-02"}
        take_in(self.petra, response("CA", number=number, order=order, lines=[line]))

    def answers(self, word: str) -> Page:
        """Karin answers the open offer."""
        self.session.rollback()
        offer = self.session.scalars(sa.select(LineOffer.id).order_by(LineOffer.id.desc())).first()
        return self.karin.post(f"/bestallningar/{self.number}/erbjudanden/{offer}", {"svar": word})

    def mails(self, template: str) -> list[dict[str, str]]:
        self.session.rollback()
        letters = self.session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail").order_by(Letter.id))
        return [letter["params"] for letter in letters if letter["template"] == template]


@pytest.fixture
def scene(app: Flask, client_as: SignIn, session: Session) -> Scene:
    return Scene(app, client_as, session)


def test_something_that_costs_no_more_is_taken_with_one_tap(scene: Scene, session: Session) -> None:
    before = scene.line
    price, line_id = before.unit_price, before.id
    scene.offers(f"{price // 100 - 100}")
    assert scene.line.state == "backordered"
    page = scene.karin.get(f"/bestallningar/{scene.number}")
    assert "Går det bra med Telefon X i stället?" in page.text
    assert "100 kr billigare" in page.text.replace("\xa0", " ")
    assert scene.mails("offer_made")[0]["offered"] == "Telefon X"
    assert "Telefon X" not in scene.anders.get(f"/bestallningar/{scene.number}").text.split("Händelser")[0]
    assert [scene.answers("ja").status for _ in range(2)] == [303, 303]
    line = scene.line
    assert (line.state, line.name, line.unit_price, line.article) == ("sourced", "Telefon X", price - 10_000, "A-9")
    assert str(line.expected_on) == "2026-12-02"
    expected = session.scalars(sa.select(ExpectedInvoice)).one()
    assert (expected.line_id, expected.net, expected.state) == (line_id, price - 10_000, "expected")
    assert [mail["said"] for mail in scene.mails("offer_answered")] == ["accepted"]
    assert session.scalars(sa.select(ApprovalRequest.state)).all() == ["decided"]
    assert "tackat ja till Telefon X" in scene.petra.get("/partner/bestallningar/P2026-00001").text
    assert list(history.verify(session)) == []


def test_something_dearer_waits_for_a_new_yes_and_goes_out_anew(scene: Scene, session: Session) -> None:
    price = scene.line.unit_price
    scene.offers(f"{price // 100 + 250}")
    assert "250 kr dyrare" in scene.karin.get(f"/bestallningar/{scene.number}").text.replace("\xa0", " ")
    scene.answers("ja")
    assert (scene.line.state, scene.line.unit_price) == ("pending_approval", price + 25_000)
    assert session.scalars(sa.select(PartnerOrder.state)).all() == ["ended"]
    assert session.scalars(sa.select(ExpectedInvoice.state)).all() == ["withdrawn"]
    assert [mail["said"] for mail in scene.mails("offer_answered")] == ["offer_asked"]
    scene.approve()
    assert scene.line.state == "sourced"
    rows = session.execute(
        sa.select(PartnerOrder.number, PartnerOrderLine.article, PartnerOrderLine.ended_at.is_(None))
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .order_by(PartnerOrder.id)
    ).all()
    assert [(row[0], row[2]) for row in rows] == [("P2026-00001", False), ("P2026-00002", True)]
    assert rows[1][1] == "A-9"
    expected = session.scalars(sa.select(ExpectedInvoice)).one()
    assert (expected.net, expected.state) == (price + 25_000, "expected")
    take_in(scene.petra, response("AP", order="P2026-00002", number="102", day="2026-12-09"))
    assert str(scene.line.expected_on) == "2026-12-09"


def test_no_means_that_the_line_waits_or_ends(scene: Scene, session: Session) -> None:
    name = scene.line.name
    scene.offers("1")
    assert scene.answers("kanske").status == 422
    scene.answers("vanta")
    assert (scene.line.state, scene.line.name) == ("backordered", name)
    scene.offers("2", number="102")
    scene.answers("avbestall")
    assert scene.line.state == "cancelled"
    assert [mail["said"] for mail in scene.mails("offer_answered")] == ["waits", "cancelled"]
    assert session.scalars(sa.select(ExpectedInvoice.state)).all() == ["withdrawn"]
    assert session.scalars(sa.select(PartnerOrder.state)).all() == ["ended"]


def test_a_newer_offer_takes_the_place_of_the_one_that_is_open(scene: Scene, session: Session) -> None:
    scene.offers("1")
    scene.offers("2", number="102")
    session.rollback()
    assert session.scalars(sa.select(LineOffer.state).order_by(LineOffer.id)).all() == ["withdrawn", "open"]
    first = session.scalars(sa.select(LineOffer.id).order_by(LineOffer.id)).first()
    page = scene.karin.post(f"/bestallningar/{scene.number}/erbjudanden/{first}", {"svar": "ja"})
    assert page.status == 303
    assert scene.line.state == "backordered"


def test_only_the_orderer_answers(scene: Scene) -> None:
    scene.offers("1")
    for other in (scene.anders, scene.petra):
        answer = other.post(f"/bestallningar/{scene.number}/erbjudanden/1", {"svar": "ja"})
        assert answer.status in (403, 404)
    assert scene.line.state == "backordered"
