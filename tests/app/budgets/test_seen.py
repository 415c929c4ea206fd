"""What is left of a frame is seen before anybody acts: by the buyer, and by the one who approves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.budgets.making import individual, of_unit
from tests.app.orders.making import LAPTOP, PHONE, fill, place, request
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
MOST = 6


def test_buyer_and_approver_see_what_is_left_before_they_act_without_more_questions(
    app: Flask, client_as: SignIn, session: Session, people: People, count_queries: Callable[[], list[str]]
) -> None:
    of_unit(session, people["karin"].unit_id, 10_000_00)
    karin, anders = client_as("karin"), client_as("anders")
    fill(karin, PHONE, quantity=2)
    seen = count_queries()
    for path in ("/varukorg", "/kassa"):
        karin.get(path)
        seen.clear()
        page = karin.get(path).text
        assert "Enhetens ram 2026" in page
        assert "Kvar efter den här beställningen" in page
        assert len(seen) <= MOST, (path, seen)
    number = place(karin, PHONE)
    asked = request(session, number).id
    session.rollback()
    anders.get(f"/godkann/{asked}")
    seen.clear()
    page = anders.get(f"/godkann/{asked}").text
    assert "Kvar efter beslut" in page
    assert len(seen) <= MOST, seen


def test_who_orders_a_computer_sees_the_municipalitys_frame_and_that_more_must_say_yes(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    for key in ("askersund", "hallsberg", "laxa", "lekeberg"):
        individual(session, key, 100_00)
    anders = client_as("anders")
    fill(anders, LAPTOP)
    page = anders.get("/kassa").text
    assert "Kommunens investeringsram 2026" in page
    assert "ja också från förvaltningschef IT och kommunchefen" in page


def test_a_chef_sees_their_units_frame_beside_its_costs(
    app: Flask, client_as: SignIn, session: Session, people: People, count_queries: Callable[[], list[str]]
) -> None:
    of_unit(session, people["karin"].unit_id, 10_000_00)
    place(client_as("karin"), PHONE)
    anders = client_as("anders")
    anders.get("/kostnader")
    seen = count_queries()
    page = anders.get("/kostnader").text
    assert "Ramen för Stenebergsskolan 2026" in page
    assert "finns kvar av" in page
    assert len(seen) <= MOST, seen
