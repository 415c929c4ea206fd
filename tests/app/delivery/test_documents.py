"""Dispatch notes and order answers from the partner: one effect each, all of it or nothing, faults in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.delivery.models import GoodsReceipt, Mismatch, PartnerDocument, PartnerOrder, Shipment
from app.devices.models import Device
from app.history import HistoryEntry
from app.identity.models import Person
from app.orders.models import Order, OrderLine
from tests.app.delivery.making import ordered
from tests.app.delivery.papers import response, send, take_in
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
NUMBER = "P2026-00001"
IMEI, WRONG = "490154203237518", "490154203237519"


def dispatch(number: str, *rows: str) -> str:
    """A dispatch note as a partner's system writes it."""
    return "\n".join(["Beställning;Rad;Antal;Serienummer;IMEI;Följesedel", *(f"{row};{number}" for row in rows)])


@pytest.fixture
def petra(client_as: SignIn, session: Session, app: Flask) -> ShopClient:
    """Petra of the IT partner, with an order of ten headsets and two phones to her company."""
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "headset", supplier_id=partner, quantity=10, ordered_quantity=10)
    [phone] = ordered(session, "karin", "mobile_phone", number="2026-00002", supplier_id=partner, quantity=2)
    worker.run(app, once=True)
    assert phone is not None
    return client_as("petra")


def lines(session: Session) -> dict[str, OrderLine]:
    session.rollback()
    return {line.kind: line for line in session.scalars(sa.select(OrderLine))}


def told(session: Session) -> Counter[str]:
    session.rollback()
    return Counter(session.scalars(sa.select(HistoryEntry.event)))


def everything(session: Session) -> list[object]:
    """What a delivery could change."""
    session.rollback()
    tables = (Order, OrderLine, PartnerOrder, Shipment, Device, GoodsReceipt, PartnerDocument, Mismatch, HistoryEntry)
    return [sorted(map(str, session.execute(sa.select(table.__table__)))) for table in tables]


def test_the_same_dispatch_note_twice_has_one_effect(petra: ShopClient, session: Session) -> None:
    note = dispatch("F-1", f"{NUMBER};1;6;;", f"{NUMBER};2;;F2LZK1ABCD;{IMEI}")
    page = petra.get(send(petra, note).location)
    assert "6 st är på väg" in page.text
    assert "serienummer F2LZK1ABCD" in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Shipment)) == 0
    for _ in range(2):
        assert take_in(petra, note).status == 303
    assert told(session)["delivery.announced"] == 2
    assert session.scalars(sa.select(Shipment.number)).all() == ["F-1"]
    other = send(petra, dispatch("F-1", f"{NUMBER};1;1;;"))
    assert other.status == 422
    assert "med ett annat innehåll" in other.text
    assert lines(session)["headset"].state == "sourced"


def test_ten_ordered_come_in_six_three_and_one_and_close_exactly_once(
    petra: ShopClient, omar: ShopClient, client_as: SignIn, session: Session
) -> None:
    came = 0
    for number, count in enumerate((6, 3, 1), start=1):
        take_in(petra, dispatch(f"F-{number}", f"{NUMBER};1;{count};;"))
        address = f"/it/leveranser/sandningar/{number}"
        form = omar.get(address).form(address)
        assert [omar.post(address, form).status for _ in range(2)] == [303, 303]
        came += count
        assert lines(session)["headset"].received_quantity == came
    line = lines(session)["headset"]
    assert (line.state, line.received_quantity) == ("delivered", 10)
    assert set(session.scalars(sa.select(Shipment.state))) == {"received"}
    karin = client_as("karin")
    for _ in range(2):
        karin.post(f"/bestallningar/2026-00001/rader/{line.id}/mottagen")
    assert lines(session)["headset"].state == "closed"
    counted = told(session)
    assert (counted["delivery.received"], counted["delivery.delivered"], counted["delivery.confirmed"]) == (3, 1, 1)
    assert session.scalar(sa.select(sa.func.sum(GoodsReceipt.quantity))) == 10
    assert send(petra, dispatch("F-9", f"{NUMBER};1;1;;")).status == 422
    assert list(history.verify(session)) == []


def test_bad_rows_are_listed_in_words_and_nothing_else_changes(petra: ShopClient, session: Session) -> None:
    before = everything(session)
    page = send(
        petra,
        dispatch(
            "F-1", f"{NUMBER};1;6;;", f"{NUMBER};2;;F2LZK1ABCD;{WRONG}", "P2026-09999;1;1;;", f"{NUMBER};7;1;;",
            f"{NUMBER};1;5;;", f"{NUMBER};2;;ab;{IMEI}", f"{NUMBER};2;;F2LZK1ABCE;",
        ),
    )  # fmt: skip
    assert page.status == 422
    for said in (
        "Rad 3: Kontrollsiffran stämmer inte", "Rad 4: Beställning P2026-09999 finns inte", "Rad 5: Beställning",
        "Rad 6: Av", "finns 10 kvar att skicka", "Rad 7: Ett serienummer", "Rad 8: Ange telefonens IMEI",
    ):  # fmt: skip
        assert said in page.text
    assert everything(session) == before


def test_a_number_that_is_on_its_way_or_registered_is_refused(
    petra: ShopClient, omar: ShopClient, session: Session
) -> None:
    take_in(petra, dispatch("F-1", f"{NUMBER};2;;F2LZK1ABCD;{IMEI}"))
    again = dispatch("F-2", f"{NUMBER};2;;F2LZK1ABCD;{IMEI}")
    assert "redan aviserat på följesedel F-1" in send(petra, again).text
    omar.post("/it/leveranser/skanna", {"kod": IMEI})
    assert "finns redan i registret" in send(petra, again).text


def test_another_companys_order_looks_like_an_unknown_one(petra: ShopClient, session: Session) -> None:
    note = dispatch("F-1", f"{NUMBER};1;6;;")
    other = session.scalars(sa.select(PartnerOrder.supplier_id)).first()
    session.execute(sa.update(PartnerOrder).values(supplier_id=(other or 0) + 1))
    session.commit()
    assert "finns inte hos den här leverantören" in send(petra, note).text


def test_a_promised_day_from_peppol_moves_the_first_sentence(
    petra: ShopClient, client_as: SignIn, session: Session
) -> None:
    take_in(petra, response("AP", day="2026-12-03"))
    assert set(session.scalars(sa.select(OrderLine.expected_on))) == {dt.date(2026, 12, 3)}
    assert session.scalars(sa.select(PartnerOrder.state)).one() == "confirmed"
    assert "kommer torsdag 3 december" in client_as("karin").get("/bestallningar/2026-00001").text


def test_a_back_order_in_parts_moves_on_when_the_first_has_come(
    petra: ShopClient, omar: ShopClient, session: Session
) -> None:
    parts = "Order;Rad;Antal;Restantal;Leveransdag;Restdatum\nP2026-00001;1;7;3;2026-12-01;2026-12-10\n"
    take_in(petra, parts, "answer", nummer="S-1")
    assert lines(session)["headset"].expected_on == dt.date(2026, 12, 1)
    take_in(petra, dispatch("F-1", f"{NUMBER};1;7;;"))
    form = omar.get("/it/leveranser/sandningar/1").form("/it/leveranser/sandningar/1")
    omar.post("/it/leveranser/sandningar/1", form)
    line = lines(session)["headset"]
    assert (line.state, line.received_quantity, line.expected_on) == ("sourced", 7, dt.date(2026, 12, 10))
    headline = session.scalars(sa.select(Order.headline).where(Order.number == "2026-00001")).one()
    assert headline == "Resten av headseten kommer torsdag 10 december"


def test_all_back_ordered_waits_and_says_until_when(petra: ShopClient, session: Session) -> None:
    take_in(petra, "Order;Rad;Status;Leveransdag\nP2026-00001;1;rest;2026-12-10\n", "answer", nummer="S-1")
    line = lines(session)["headset"]
    assert (line.state, line.expected_on) == ("backordered", dt.date(2026, 12, 10))
    headline = session.scalars(sa.select(Order.headline).where(Order.number == "2026-00001")).one()
    assert headline == "Headseten dröjer: väntas torsdag 10 december"
    take_in(petra, response("CA", number="102", lines=[{"id": 1, "status": 5, "day": "2026-12-02"}]))
    assert (lines(session)["headset"].state, lines(session)["headset"].expected_on) == (
        "sourced", dt.date(2026, 12, 2),
    )  # fmt: skip


def test_an_answer_to_an_unknown_order_waits_for_a_person(
    petra: ShopClient, omar: ShopClient, session: Session
) -> None:
    sent = send(petra, response("AP", order="P2026-09999"))
    assert sent.status == 303
    assert session.scalars(sa.select(PartnerDocument.state)).one() == "unmatched"
    page = omar.get("/it/leveranser/avvikelser")
    assert "P2026-09999 finns inte" in page.text
    assert lines(session)["headset"].state == "sourced"
    omar.post("/it/leveranser/filer/1", {"atgard": "lagg-undan"})
    assert "P2026-09999" not in omar.get("/it/leveranser/avvikelser").text


def test_an_answer_in_another_companys_name_is_refused(petra: ShopClient, session: Session) -> None:
    page = send(petra, response("AP", sender="5560000209"))
    assert page.status == 422
    assert "kommer från 5560000209" in page.text
    assert session.scalars(sa.select(PartnerDocument.id)).all() == []


def test_what_a_supplier_refuses_is_ended_by_it_and_the_orderer_is_told(
    petra: ShopClient, omar: ShopClient, session: Session, app: Flask
) -> None:
    take_in(petra, response("CA", lines=[{"id": 1, "status": 7}]))
    line = lines(session)["headset"]
    assert line.state == "backordered"
    assert "kan inte leverera" in omar.get("/it/leveranser/avvikelser").text
    for status in (303, 422):
        assert omar.post(f"/it/leveranser/rader/{line.id}/avsluta").status == status
    assert lines(session)["headset"].state == "cancelled"
    assert "kan inte leverera" not in omar.get("/it/leveranser/avvikelser").text
    assert session.scalars(sa.select(PartnerOrder.state)).one() == "sent"
    assert told(session)["delivery.ended"] == 1


def test_columns_are_remembered_to_the_next_time(petra: ShopClient, session: Session) -> None:
    own = "Er beställning;Vår rad;Stycken\nP2026-00001;1;2\n"
    assert send(petra, own, nummer="F-1").status == 422
    named = {"kolumn-position": "Vår rad", "kolumn-quantity": "Stycken"}
    assert send(petra, own, nummer="F-1", **named).status == 303
    assert send(petra, own.replace(";2\n", ";3\n"), nummer="F-2").status == 303
