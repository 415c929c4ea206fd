"""Orders for tests, made through the shop's own doors."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks.models import ApprovalRequest
from app.orders.models import Order, OrderLine
from tests.client import Page, ShopClient

HEADSET = "headset-tradlost"
PHONE = "mobil-android-standard"
LAPTOP = "barbar-dator-14-standard"
PROJECTOR = "projektor-klassrum"


def fill(browser: ShopClient, *slugs: str, quantity: int = 1, answer: str = "nej") -> None:
    """Put products in the basket and answer what is asked."""
    for slug in slugs:
        assert browser.post("/varukorg/rader", {"item": slug, "antal": str(quantity)}).status == 303
    basket = browser.get("/varukorg")
    for form in basket.soup.select("form[action^='/varukorg/rader/']"):
        names = {str(tag["name"]) for tag in form.select("input[type=radio][name]")}
        if names:
            data = basket.form(str(form["action"])) | dict.fromkeys(names, answer)
            assert browser.post(str(form["action"]), data).status == 303


def submit(browser: ShopClient, **changed: str) -> Page:
    """Send the check page as it stands, with changes."""
    return browser.post("/kassa", browser.get("/kassa").form("/kassa") | changed)


def place(browser: ShopClient, *slugs: str, quantity: int = 1, answer: str = "nej") -> str:
    """Order products; gives the order's number."""
    fill(browser, *slugs, quantity=quantity, answer=answer)
    page = submit(browser)
    assert page.status == 303, page.text[:500]
    return page.location.split("/")[-1].split("?")[0]


def order(session: Session, number: str) -> Order:
    """An order as it stands now."""
    session.rollback()
    return session.scalars(sa.select(Order).where(Order.number == number)).one()


def lines(session: Session, number: str) -> dict[str, OrderLine]:
    """The lines of an order by kind, as they stand now."""
    found = sa.select(OrderLine).where(OrderLine.order_id == order(session, number).id).order_by(OrderLine.position)
    return {line.kind: line for line in session.scalars(found)}


def states(session: Session, number: str) -> dict[str, str]:
    """Where each line of an order stands now."""
    return {kind: line.state for kind, line in lines(session, number).items()}


def request(session: Session, number: str) -> ApprovalRequest:
    """The request about an order."""
    found = sa.select(ApprovalRequest).where(ApprovalRequest.order_id == order(session, number).id)
    return session.scalars(found).one()


def decide(browser: ShopClient, request_id: int, verb: str = "godkann", **changed: Any) -> Page:
    """Decide a request as its page offers it, with changes; names with _ for -."""
    address = f"/godkann/{request_id}"
    form = browser.get(address).form(address) | {"beslut": verb}
    return browser.post(address, form | {name.replace("_", "-"): str(value) for name, value in changed.items()})
