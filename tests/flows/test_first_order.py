"""Karin orders a headset, a phone, a laptop and a projector in one basket, and every line finds its own way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.assortment.models import Item
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.desks.models import ApprovalRequest
from app.devices.models import Device
from app.orders.models import Order, OrderLine
from tests.client import Page, ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]
IMEI = "490154203237518"


@pytest.fixture
def slugs(session: Session) -> dict[str, str]:
    """One product of each kind that the flow needs."""
    wanted = {"headset": "headset", "phone": "mobile_phone", "laptop": "staff_pc", "projector": "av_partner"}
    found = {}
    for name, kind in wanted.items():
        question = sa.select(Item.slug).where(Item.kind == kind, Item.state == "published", Item.orderable)
        slug = session.scalar(question.where(Item.segment == "staff").order_by(Item.popularity.desc()).limit(1))
        assert slug is not None, kind
        found[name] = slug
    session.rollback()
    return found


def place(browser: ShopClient, *slugs: str) -> Page:
    """Put products in the basket, answer what is asked with no, and order; gives the order's page."""
    for slug in slugs:
        assert browser.post("/varukorg/rader", {"item": slug, "antal": "1"}).status == 303
    answer_no(browser)
    kassa = browser.get("/kassa")
    return browser.follow(browser.post("/kassa", kassa.form("/kassa")))


def answer_no(browser: ShopClient) -> None:
    """Answer every open question in the basket with no."""
    basket = browser.get("/varukorg")
    for form in basket.soup.select("form[action^='/varukorg/rader/']"):
        names = {str(tag["name"]) for tag in form.select("input[type=radio][name]")}
        if names:
            data = basket.form(str(form["action"])) | dict.fromkeys(names, "nej")
            assert browser.post(str(form["action"]), data).status == 303


def lines(session: Session) -> dict[str, OrderLine]:
    """The lines of the newest order by kind."""
    session.rollback()
    newest = sa.select(sa.func.max(Order.id)).scalar_subquery()
    return {line.kind: line for line in session.scalars(sa.select(OrderLine).where(OrderLine.order_id == newest))}


def states(session: Session) -> dict[str, str]:
    """Where each line of the newest order stands."""
    return {kind: line.state for kind, line in lines(session).items()}


def work(app: Flask) -> None:
    """Let the worker carry what waits."""
    worker.run(app, once=True)


def approve_from_mail(client_as: SignIn, data_dir: Path, person: str) -> Page:
    """Open the link of the newest mail to the chef and say yes to everything."""
    mail = sorted((data_dir / "mail").glob("*approval-asked*.eml"))[-1]
    link = re.search(r"/godkann/\d+", mail.read_text().replace("=\n", ""))
    assert link is not None
    browser = client_as(person)
    page = browser.get(link.group())
    return browser.follow(browser.post(link.group(), page.form(link.group()) | {"beslut": "godkann"}))


@pytest.mark.rule("R-013")
def test_every_line_takes_the_way_the_agreement_says(
    client_as: SignIn, session: Session, app: Flask, data_dir: Path, slugs: dict[str, str], clock: Clock
) -> None:
    karin = client_as("karin")
    order = place(karin, *[slugs[name] for name in ("headset", "phone", "laptop", "projector")])
    assert "Anders Ek" in order.text
    assert states(session)["headset"] == "released"
    assert states(session)["mobile_phone"] == "pending_approval"
    assert states(session)["staff_pc"] == "pending_approval"

    work(app)
    assert states(session)["headset"] == "sourced"
    partner = session.scalars(sa.select(PartnerOrder)).one()
    assert list((data_dir / "mail").glob(f"*{partner.number}*.eml"))

    approve_from_mail(client_as, data_dir, "anders")
    assert states(session)["mobile_phone"] == "released"
    assert states(session)["staff_pc"] == "released"
    clock.forward(minutes=11)
    work(app)
    assert states(session)["mobile_phone"] == "sourced"

    receive_everything(client_as, session)
    session.rollback()
    registered = {device.kind for device in session.scalars(sa.select(Device))}
    assert {"mobile_phone", "staff_pc"} <= registered
    assert list(history.verify(session)) == []
    number = session.scalars(sa.select(Order.number)).one()
    story = karin.get(f"/bestallningar/{number}").text
    assert "Anders Ek" in story
    assert "Omar Haddad" in story


def receive_everything(client_as: SignIn, session: Session) -> None:
    """Omar takes the computer from stock, and receives phone and computer with serial numbers."""
    omar = client_as("omar")
    laptop = lines(session)["staff_pc"]
    assert omar.post("/it/koer/it_workplace", {"atgard": "hamta", "rad": str(laptop.id)}).status == 303
    for kind, serial, imei in (("mobile_phone", "F2LZK1ABCD", IMEI), ("staff_pc", "5CG1234ABC", "")):
        line = lines(session)[kind]
        address = f"/it/leveranser/{line.id}"
        form = omar.get(address).form(address)
        serial_field = next(name for name in form if name.startswith("serie"))
        form[serial_field] = serial
        for name in form:
            if name.startswith("imei") and not name.startswith("imei2"):
                form[name] = imei
        assert omar.post(address, form).status == 303


@pytest.mark.rule("R-139")
@pytest.mark.rule("R-042")
def test_direct_lines_carry_the_units_reference_and_an_expected_invoice(
    client_as: SignIn, session: Session, app: Flask, slugs: dict[str, str]
) -> None:
    place(client_as("karin"), slugs["headset"])
    work(app)
    line = session.scalars(sa.select(PartnerOrderLine)).one()
    assert line.invoice_reference == "LAX-41200"
    invoice = session.scalars(sa.select(ExpectedInvoice)).one()
    assert (invoice.net, invoice.vat) == (line.net, line.vat)


@pytest.mark.rule("R-058")
@pytest.mark.rule("R-061")
def test_a_projector_that_joins_the_network_waits_for_its_chef_and_then_for_it(
    client_as: SignIn, session: Session, data_dir: Path, app: Flask, slugs: dict[str, str]
) -> None:
    maria = client_as("maria")
    maria.post("/varukorg/rader", {"item": slugs["projector"], "antal": "1"})
    basket = maria.get("/varukorg")
    form = basket.soup.select_one("form[action^='/varukorg/rader/']:has(input[type=radio])")
    assert form is not None
    data = basket.form(str(form["action"])) | {str(t["name"]): "ja" for t in form.select("input[type=radio]")}
    maria.post(str(form["action"]), data)
    kassa = maria.get("/kassa")
    maria.follow(maria.post("/kassa", kassa.form("/kassa")))
    work(app)
    approve_from_mail(client_as, data_dir, "jonas")
    assert states(session)["av_partner"] == "pending_consultation"


def test_the_order_cannot_be_placed_before_the_three_questions_are_answered(
    client_as: SignIn, session: Session, slugs: dict[str, str]
) -> None:
    maria = client_as("maria")
    maria.post("/varukorg/rader", {"item": slugs["projector"], "antal": "1"})
    page = maria.post("/kassa", maria.get("/kassa").form("/kassa"))
    assert page.status == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 0


def test_submitting_many_times_makes_one_order(client_as: SignIn, session: Session, slugs: dict[str, str]) -> None:
    karin = client_as("karin")
    karin.post("/varukorg/rader", {"item": slugs["headset"], "antal": "2"})
    form = karin.get("/kassa").form("/kassa")
    answers = {karin.post("/kassa", form).location for _ in range(5)}
    assert len(answers) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_a_chefs_own_order_goes_to_the_chefs_chef(client_as: SignIn, session: Session, slugs: dict[str, str]) -> None:
    order = place(client_as("anders"), slugs["phone"])
    assert "Birgitta Holm" in order.text
    request = session.scalars(sa.select(ApprovalRequest)).one()
    assert request.decider_name == "Birgitta Holm"


def test_forged_fields_change_nothing(client_as: SignIn, session: Session, slugs: dict[str, str]) -> None:
    karin = client_as("karin")
    forged = {"price": "1", "unit_price": "1", "payer": "shared", "unit_id": "1", "approver": "1", "state": "released"}
    karin.post("/varukorg/rader", {"item": slugs["phone"], "antal": "1", **forged})
    form = karin.get("/kassa").form("/kassa")
    karin.follow(karin.post("/kassa", form | forged))
    line = lines(session)["mobile_phone"]
    price = session.scalar(sa.select(Item.price).where(Item.id == line.item_id))
    assert (line.unit_price, line.payer, line.state) == (price, "direct", "pending_approval")


@pytest.mark.parametrize("number", ["2026-00001", "2026-99999", "x", "1"])
def test_another_persons_order_looks_like_an_unknown_one(client_as: SignIn, slugs: dict[str, str], number: str) -> None:
    place(client_as("karin"), slugs["headset"])
    foreign = client_as("sara").get(f"/bestallningar/{number}", status=404)
    unknown = client_as("sara").get("/bestallningar/2026-12345", status=404)
    assert foreign.text == unknown.text


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "１２", "NaN", "1e3", "", "100"])
def test_a_quantity_that_is_none_is_said_and_loses_nothing(
    client_as: SignIn, slugs: dict[str, str], quantity: str
) -> None:
    page = client_as("karin").post("/varukorg/rader", {"item": slugs["headset"], "antal": quantity})
    assert page.status == 422
    assert "tal" in page.text
