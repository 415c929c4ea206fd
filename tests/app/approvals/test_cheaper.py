"""A cheaper thing that the orderer takes with one click; only that line waits for a new yes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.orders.models import OrderLine, Suggestion
from catalogue import money
from tests.app.orders.making import LAPTOP, PHONE, decide, fill, lines, order, place, request, states, submit
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def dear(session: Session) -> Item:
    """The dearest phone that is sold."""
    sold = sa.select(Item).where(Item.kind == "mobile_phone", Item.orderable, Item.state == "published")
    return session.scalars(sold.order_by(Item.price.desc()).limit(1)).one()


@pytest.fixture
def number(client_as: SignIn, dear: Item) -> str:
    """Karin has ordered two dear phones and a computer."""
    karin = client_as("karin")
    fill(karin, dear.slug, quantity=2)
    fill(karin, LAPTOP)
    return submit(karin).location.split("/")[-1].split("?")[0]


def put_forward(client_as: SignIn, session: Session, number: str, who: str = "anders") -> Page:
    """Suggest the first cheaper thing for the phones."""
    asked, line = request(session, number).id, lines(session, number)["mobile_phone"].id
    browser = client_as(who)
    page = browser.get(f"/godkann/{asked}/billigare/{line}")
    first = page.soup.select_one("input[name=artikel]")
    assert first is not None
    return browser.post(
        f"/godkann/{asked}/billigare/{line}", {"artikel": str(first["value"]), "meddelande": "Räcker den?"}
    )


def suggestion(session: Session) -> Suggestion:
    """The suggestion as it stands now."""
    session.rollback()
    return session.scalars(sa.select(Suggestion)).one()


def test_the_orderer_takes_it_and_only_that_line_needs_a_new_yes(
    client_as: SignIn, session: Session, number: str, dear: Item
) -> None:
    assert put_forward(client_as, session, number).status == 303
    anders, asked = client_as("anders"), request(session, number).id
    page = anders.get(f"/godkann/{asked}")
    assert "Beställaren har inte svarat än" in page.text
    assert page.soup.select_one(f"input[name=rad-{lines(session, number)['mobile_phone'].id}]") is None
    assert decide(anders, asked).status == 303
    assert states(session, number) == {"mobile_phone": "pending_approval", "staff_pc": "released"}
    row = suggestion(session)
    karin = client_as("karin")
    shown = karin.get(f"/bestallningar/{number}").text
    assert f"Går det bra med {row.item_name}?" in shown
    for _ in range(2):
        assert karin.post(f"/bestallningar/{number}/forslag/{row.id}", {"svar": "ja"}).status == 303
    line = lines(session, number)["mobile_phone"]
    assert (line.item_id, line.unit_price, line.state) == (row.item_id, row.unit_price, "pending_approval")
    assert line.unit_cost == money.line_total(row.unit_price, 2)
    assert line.vat == money.vat(line.unit_cost, line.vat_rate)
    assert order(session, number).unit_cost == line.unit_cost
    assert (dear.price - row.unit_price) * 2 == row.saves
    assert request(session, number).amount == line.unit_cost
    assert decide(anders, asked).status == 303
    assert states(session, number) == {"mobile_phone": "released", "staff_pc": "released"}


def test_the_orderer_keeps_it_and_the_chef_decides(client_as: SignIn, session: Session, number: str) -> None:
    put_forward(client_as, session, number)
    row = suggestion(session)
    before = lines(session, number)["mobile_phone"].item_id
    assert client_as("karin").post(f"/bestallningar/{number}/forslag/{row.id}", {"svar": "nej"}).status == 303
    assert lines(session, number)["mobile_phone"].item_id == before
    assert decide(client_as("anders"), request(session, number).id, "avsla", meddelande="För dyrt").status == 303
    assert set(states(session, number).values()) == {"declined"}


def test_a_yes_given_before_the_change_never_covers_what_came_after(
    client_as: SignIn, session: Session, number: str
) -> None:
    """Promise 20."""
    anders, asked = client_as("anders"), request(session, number).id
    form = anders.get(f"/godkann/{asked}").form(f"/godkann/{asked}")
    put_forward(client_as, session, number)
    assert anders.post(f"/godkann/{asked}", form | {"beslut": "godkann"}).status == 409


def test_a_price_that_changed_meanwhile_is_not_taken(client_as: SignIn, session: Session, number: str) -> None:
    put_forward(client_as, session, number)
    row = suggestion(session)
    session.execute(sa.update(Item).where(Item.id == row.item_id).values(state="withdrawn"))
    session.execute(sa.text("UPDATE catalogue_version SET number = number + 1"))
    session.commit()
    page = client_as("karin").post(f"/bestallningar/{number}/forslag/{row.id}", {"svar": "ja"})
    assert page.status == 409
    assert "säljs inte längre" in page.text


def test_cancelling_the_line_ends_the_suggestion_and_leaves_nothing_open(
    client_as: SignIn, session: Session, number: str
) -> None:
    put_forward(client_as, session, number)
    anders, asked = client_as("anders"), request(session, number).id
    decide(anders, asked)
    phone = lines(session, number)["mobile_phone"].id
    client_as("karin").post(f"/bestallningar/{number}/avbestall", {"rad": str(phone)})
    assert suggestion(session).state == "withdrawn"
    assert request(session, number).state == "withdrawn"


def test_only_the_decider_puts_something_forward(client_as: SignIn, session: Session, number: str) -> None:
    asked, line = request(session, number).id, lines(session, number)["mobile_phone"].id
    for person in ("karin", "birgitta", "omar", "maria"):
        assert client_as(person).get(f"/godkann/{asked}/billigare/{line}", status=404).status == 404
        assert client_as(person).post(f"/godkann/{asked}/billigare/{line}", {"artikel": "1"}).status == 404
    dearest = session.scalars(sa.select(OrderLine.item_id).where(OrderLine.id == line)).one()
    for item in (str(dearest), "0", "x", ""):
        page = client_as("anders").post(f"/godkann/{asked}/billigare/{line}", {"artikel": item})
        assert page.status == 422


def test_only_the_orderer_answers(client_as: SignIn, session: Session, number: str) -> None:
    put_forward(client_as, session, number)
    row = suggestion(session)
    other = place(client_as("karin"), PHONE)
    assert client_as("maria").post(f"/bestallningar/{number}/forslag/{row.id}", {"svar": "ja"}).status == 404
    assert client_as("anders").post(f"/bestallningar/{number}/forslag/{row.id}", {"svar": "ja"}).status == 403
    assert client_as("karin").post(f"/bestallningar/{other}/forslag/{row.id}", {"svar": "ja"}).status == 404
