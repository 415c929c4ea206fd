"""What was announced fills in the receipt and is taken in by the scanner; what disagrees is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.delivery.models import Mismatch, PartnerMessage, Shipment
from app.devices.models import Device
from app.identity.models import Person
from app.orders.models import OrderLine
from app.outbox import Letter
from tests.app.delivery.making import ordered
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
ADDRESS = "/partner/bestallningar/P2026-00001"
FIRST, SECOND, THIRD = "490154203237518", "356938035643809", "353918052107063"


@pytest.fixture
def petra(client_as: SignIn, session: Session, app: Flask) -> ShopClient:
    """Petra of the IT partner, with an order of two phones and three headsets to her company."""
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "mobile_phone", "headset", supplier_id=partner, quantity=3)
    worker.run(app, once=True)
    return client_as("petra")


@pytest.fixture
def sent(petra: ShopClient) -> ShopClient:
    """Petra has sent two phones, one of them with two SIMs, and two headsets."""
    units = f"f2lzk1aaaa {FIRST} {SECOND}\nF2LZK1BBBB;{THIRD}\n"
    page = petra.post(f"{ADDRESS}/skicka", {"foljesedel": "FS-1", "rad-1": units, "rad-2": "2", "kolli": "K1"})
    assert page.status == 303, page.text
    return petra


def devices(session: Session) -> list[tuple[str, str | None, str | None]]:
    session.rollback()
    return [
        tuple(row) for row in session.execute(sa.select(Device.serial, Device.imei, Device.imei2).order_by(Device.id))
    ]


def line(session: Session, kind: str) -> OrderLine:
    session.rollback()
    return session.scalars(sa.select(OrderLine).where(OrderLine.kind == kind)).one()


def test_what_is_announced_stands_in_the_receipt_already(sent: ShopClient, omar: ShopClient, session: Session) -> None:
    address = f"/it/leveranser/{line(session, 'mobile_phone').id}"
    form = omar.get(address).form(address)
    assert (form["serie-0"], form["imei-0"], form["imei2-0"]) == ("F2LZK1AAAA", FIRST, SECOND)
    assert (form["serie-1"], form["serie-2"]) == ("F2LZK1BBBB", "")
    omar.post(address, form)
    assert devices(session) == [("F2LZK1AAAA", FIRST, SECOND), ("F2LZK1BBBB", THIRD, None)]
    assert line(session, "mobile_phone").state == "sourced"


def test_a_beep_takes_in_one_unit_once(sent: ShopClient, omar: ShopClient, session: Session) -> None:
    for code in (SECOND, "f2lzk1aaaa", FIRST):
        assert omar.post("/it/leveranser/skanna", {"kod": code}).status == 303
    assert devices(session) == [("F2LZK1AAAA", FIRST, SECOND)]
    unknown = omar.post("/it/leveranser/skanna", {"kod": "NOSUCH123"})
    assert unknown.status == 422
    assert "Inget som är aviserat" in unknown.text
    assert unknown.field("kod") == "NOSUCH123"
    assert omar.post("/it/leveranser/skanna", {"kod": "fs-1"}).location == "/it/leveranser/sandningar/1"
    answer = omar.get("/it/leveranser/skanna").answer
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert "camera=()" in omar.get("/it/leveranser").answer.headers["Permissions-Policy"]


def test_only_what_is_marked_is_taken_in_and_the_rest_may_be_given_up(
    sent: ShopClient, omar: ShopClient, session: Session
) -> None:
    address = "/it/leveranser/sandningar/1"
    marks = [str(tag["value"]) for tag in omar.get(address).soup.select("input[name=enhet]")]
    form = {"enhet": marks[0], "antal-2": "3", "tidigare-2": "0"}
    assert omar.post(address, form).status == 422
    assert devices(session) == []
    omar.post(address, form | {"antal-2": "1"})
    assert len(devices(session)) == 1
    assert session.scalars(sa.select(Shipment.state)).one() == "announced"
    omar.post(address, {"atgard": "avsluta"})
    session.rollback()
    assert session.scalars(sa.select(Shipment.state)).one() == "closed_short"
    page = omar.get("/it/leveranser/avvikelser")
    assert "kom aldrig: F2LZK1BBBB" in page.text
    first = session.scalars(sa.select(Mismatch.id).order_by(Mismatch.id)).first()
    empty = omar.post(f"/it/leveranser/avvikelser/{first}", {"hur": ""})
    assert empty.status == 422
    omar.post(f"/it/leveranser/avvikelser/{first}", {"hur": "Kollit hittades"})
    assert "F2LZK1BBBB" not in omar.get("/it/leveranser/avvikelser").text


def test_a_unit_nobody_announced_is_listed(sent: ShopClient, omar: ShopClient, session: Session) -> None:
    address = f"/it/leveranser/{line(session, 'mobile_phone').id}"
    form = omar.get(address).form(address)
    omar.post(address, form | {"serie-1": "F2LZK1CCCC"})
    assert "F2LZK1CCCC kom, men stod inte på följesedel FS-1" in omar.get("/it/leveranser/avvikelser").text


def test_it_is_content_with_what_came(sent: ShopClient, omar: ShopClient, session: Session) -> None:
    omar.post("/it/leveranser/sandningar/1", {"antal-2": "2", "tidigare-2": "0"})
    headset = line(session, "headset")
    assert (headset.state, headset.received_quantity) == ("sourced", 2)
    omar.post(f"/it/leveranser/rader/{headset.id}/avsluta")
    headset = line(session, "headset")
    assert (headset.state, headset.quantity, headset.value) == ("delivered", 2, 2 * headset.unit_price)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rad-2": "1"}, "Ange följesedelns nummer"),
        ({"foljesedel": "F"}, "Ange vad ni skickar"),
        ({"foljesedel": "F", "rad-2": "4"}, "3 kvar att skicka"),
        ({"foljesedel": "F", "rad-2": "två"}, "inget antal"),
        ({"foljesedel": "F", "rad-1": f"F2LZK1ABCD {FIRST[:-1]}9"}, "Kontrollsiffran"),
        ({"foljesedel": "F", "rad-1": "a b c d"}, "går inte att läsa"),
    ],
)
def test_what_is_wrong_with_a_sending_is_said_and_what_was_typed_stays(
    petra: ShopClient, session: Session, fields: dict[str, str], said: str
) -> None:
    page = petra.post(f"{ADDRESS}/skicka", fields)
    assert page.status == 422
    assert said in page.text
    for name, text in fields.items():
        assert page.field(name).strip() == text
    assert session.scalars(sa.select(Shipment.id)).all() == []


def test_sending_the_form_twice_sends_once(sent: ShopClient, session: Session) -> None:
    again = {"foljesedel": "FS-2", "rad-2": "1"}
    assert [sent.post(f"{ADDRESS}/skicka", again).status for _ in range(2)] == [303, 303]
    assert session.scalars(sa.select(Shipment.number).order_by(Shipment.id)).all() == ["FS-1", "FS-2"]


def test_a_question_gets_its_answer(petra: ShopClient, omar: ShopClient, session: Session) -> None:
    assert petra.post(ADDRESS, {"atgard": "fraga", "text": ""}).status == 422
    petra.post(ADDRESS, {"atgard": "fraga", "text": "Får vi leverera före jul?"})
    assert "Får vi leverera före jul?" in omar.get("/it/leveranser/avvikelser").text
    omar.post("/it/leverantorsbestallningar/P2026-00001", {"text": "Ja, gärna."})
    assert "Ja, gärna." in petra.get(ADDRESS).text
    assert "före jul" not in omar.get("/it/leveranser/avvikelser").text
    assert [row.from_partner for row in session.scalars(sa.select(PartnerMessage))] == [True, False]
    letters = session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail"))
    sent = {letter["template"] for letter in letters}
    assert {"partner_question", "partner_answer"} <= sent


def test_the_partner_says_another_day_for_one_line(petra: ShopClient, session: Session) -> None:
    assert petra.post(f"{ADDRESS}/rader/2", {"besked": "promised"}).status == 422
    petra.post(f"{ADDRESS}/rader/2", {"besked": "promised", "leveransdag": "2026-12-09"})
    assert str(line(session, "headset").expected_on) == "2026-12-09"
    assert str(line(session, "mobile_phone").expected_on) != "2026-12-09"
    petra.get(f"{ADDRESS}/rader/9", status=404)
