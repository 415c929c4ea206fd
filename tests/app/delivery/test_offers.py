"""What the supplier offers instead: one tap when it costs no more, a new yes when it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.db import begin_write
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.desks.models import ApprovalRequest
from app.identity.models import Organisation
from app.orders.models import LineOffer, OrderLine
from app.outbox import Letter
from app.words.formats import today_of
from tests.app.delivery.papers import response, take_in
from tests.app.orders.making import HEADSET, PHONE, decide, place
from tests.app.warranty.making import FORM
from tests.client import Page, ShopClient
from tests.databases import MOMENT, Clock

SignIn = Callable[[str], ShopClient]


class Scene:
    """Karin's phone, approved by Anders and ordered from the IT partner."""

    def __init__(self, app: Flask, client_as: SignIn, session: Session) -> None:
        self.app, self.session, self.again = app, session, client_as
        self.karin, self.anders, self.petra = client_as("karin"), client_as("anders"), client_as("petra")

    def begin(self) -> Scene:
        """Order it, and let Anders say yes."""
        self.number = place(self.karin, PHONE)
        self.approve()
        return self

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
    return Scene(app, client_as, session).begin()


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


def steps(session: Session) -> dict[str, tuple[str, str]]:
    """Whose yes is wanted: who has each step, and whether it is open."""
    session.rollback()
    rows = session.scalars(sa.select(ApprovalRequest).order_by(ApprovalRequest.id))
    return {row.step: (row.decider_name, row.state) for row in rows}


def test_whoever_must_say_yes_anew_is_written_to_and_has_as_long_as_anybody(
    scene: Scene, session: Session, clock: Clock
) -> None:
    clock.forward(days=7)
    scene.karin, scene.petra = scene.again("karin"), scene.again("petra")
    scene.offers(f"{scene.line.unit_price // 100 + 250}")
    scene.answers("ja")
    session.rollback()
    request = session.scalars(sa.select(ApprovalRequest)).one()
    assert (today_of(request.desk_at), request.next_event) == (today_of(clock()), "remind")
    assert request.next_on > today_of(clock())
    assert [mail["decider"] for mail in scene.mails("approval_asked")] == ["Anders Ek", "Anders Ek"]


def test_something_dearer_that_passes_a_limit_wants_the_yes_that_the_limit_asks_for(
    scene: Scene, session: Session
) -> None:
    """Promise 23: a sum that grows after the order is judged by the same limits as one that was so from the start."""
    organisation = session.scalars(sa.select(Organisation).where(Organisation.key == "laxa")).one()
    organisation.settings = {**organisation.settings, "next_manager_limit": scene.line.unit_price + 10_000}
    session.commit()
    scene.offers(f"{scene.line.unit_price // 100 + 250}")
    scene.answers("ja")
    assert steps(session) == {"manager": ("Anders Ek", "open"), "next_manager": ("Birgitta Holm", "open")}
    assert [mail["decider"] for mail in scene.mails("approval_asked")[1:]] == ["Anders Ek", "Birgitta Holm"]
    asked = session.scalars(sa.select(ApprovalRequest).order_by(ApprovalRequest.id)).all()
    decide(scene.anders, asked[0].id)
    assert scene.line.state == "pending_approval"
    birgitta = scene.again("birgitta")
    assert "nästa chef" in birgitta.get(f"/godkann/{asked[1].id}").text
    decide(birgitta, asked[1].id)
    assert scene.line.state == "released"
    assert list(history.verify(session)) == []


def test_small_things_that_grow_past_the_limit_together_want_the_chefs_yes(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    """Promise 23: a headset, and two more the same day, cost too little for a yes until one of them becomes dearer."""
    scene = Scene(app, client_as, session)
    scene.number = place(scene.karin, HEADSET)
    place(scene.karin, HEADSET, quantity=2)
    worker.run(app, once=True)
    scene.offers("2600")
    scene.answers("ja")
    assert steps(session) == {"manager": ("Anders Ek", "open")}
    page = scene.anders.get(f"/godkann/{session.scalars(sa.select(ApprovalRequest.id)).one()}")
    assert "Varför behövs ett ja?" in page.text
    assert "utan godkännande" not in page.text


def test_what_went_out_twice_is_claimed_as_one_thing(scene: Scene, session: Session) -> None:
    """The line stands on two orders to the partner, one of which it has left."""
    session.rollback()
    begin_write(session)
    session.execute(sa.update(OrderLine).values(registers=False))
    session.commit()
    scene.offers(f"{scene.line.unit_price // 100 + 250}")
    scene.answers("ja")
    scene.approve()
    session.rollback()
    begin_write(session)
    session.execute(sa.update(OrderLine).values(state="closed", delivered_at=MOMENT, warranty_months=24))
    session.commit()
    address = f"/bestallningar/{scene.number}/rader/{scene.line.id}/reklamera"
    assert "P2026-00002" in scene.karin.get(scene.karin.post(address, FORM).location).text
