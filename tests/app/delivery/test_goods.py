"""Goods receipt through HTTP: all or part, with serial numbers that are registered in the same transaction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.models import GoodsReceipt, PartnerOrder
from app.devices.models import Device
from app.orders.models import OrderLine
from tests.app.delivery.making import ordered
from tests.client import Page, ShopClient

IMEI, IMEI2, OTHER_IMEI = "490154203237518", "356938035643809", "353918052107063"
SignIn = Callable[[str], ShopClient]
Anew = Callable[[OrderLine], OrderLine]


def receive(browser: ShopClient, line_id: int, **fields: str) -> Page:
    """Fill in the form as it stands and send it."""
    address = f"/it/leveranser/{line_id}"
    return browser.post(
        address, browser.get(address).form(address) | {k.replace("_", "-"): v for k, v in fields.items()}
    )


def devices(session: Session) -> list[Device]:
    session.rollback()
    return list(session.scalars(sa.select(Device).order_by(Device.id)))


@pytest.mark.rule("R-237")
def test_a_phone_is_in_the_register_when_its_receipt_is(omar: ShopClient, session: Session, anew: Anew) -> None:
    [phone] = ordered(session, "karin", "mobile_phone", state="sourced")
    page = receive(omar, phone.id, serie_0="f2lzk1abcd", imei_0="49 015420 323751 8", foljesedel="F-88")
    assert page.status == 303
    [device] = devices(session)
    assert (device.serial, device.imei, device.state) == ("F2LZK1ABCD", IMEI, "installing")
    assert device.tag == "LAX-MOB-00001"
    assert (device.holder_name, device.support_level, device.payer) == ("Karin Lund", "mobile", "direct")
    assert anew(phone).state == "installing"
    receipt = session.scalars(sa.select(GoodsReceipt)).one()
    assert (receipt.quantity, receipt.delivery_note) == (1, "F-88")
    story = [entry.event for entry in history.of(session, "device", device.id)]
    assert story == ["device.installing", "device.registered"]
    assert "delivery.received" in [entry.event for entry in history.of(session, "order", phone.order_id)]
    assert list(history.verify(session)) == []


def test_part_of_a_line_may_come_first(omar: ShopClient, session: Session, anew: Anew) -> None:
    [laptops] = ordered(session, "karin", "staff_pc", quantity=3, state="sourced")
    receive(omar, laptops.id, serie_1="5CG0000002")
    assert (anew(laptops).state, anew(laptops).received_quantity) == ("sourced", 1)
    assert [device.state for device in devices(session)] == ["received"]
    receive(omar, laptops.id, serie_0="5CG0000001", serie_1="5CG0000003")
    assert (anew(laptops).state, anew(laptops).received_quantity) == ("installing", 3)
    assert [device.tag for device in devices(session)] == [f"LAX-PC-{n:05d}" for n in (1, 2, 3)]
    assert {device.state for device in devices(session)} == {"installing"}


def test_sending_twice_takes_in_once(omar: ShopClient, session: Session, anew: Anew) -> None:
    [laptops] = ordered(session, "karin", "staff_pc", quantity=2, state="sourced")
    address = f"/it/leveranser/{laptops.id}"
    form = omar.get(address).form(address) | {"serie-0": "5CG0000001"}
    assert [omar.post(address, form).status for _ in range(3)] == [303, 303, 303]
    assert len(devices(session)) == 1
    assert anew(laptops).received_quantity == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(GoodsReceipt)) == 1


def test_sending_twice_what_completes_the_line_takes_in_once(omar: ShopClient, session: Session) -> None:
    [laptop] = ordered(session, "karin", "staff_pc", state="sourced")
    address = f"/it/leveranser/{laptop.id}"
    form = omar.get(address).form(address) | {"serie-0": "5CG0000001"}
    assert [omar.post(address, form).status for _ in range(2)] == [303, 303]
    assert len(devices(session)) == 1


def test_somebody_else_received_meanwhile(omar: ShopClient, client_as: SignIn, session: Session) -> None:
    [laptops] = ordered(session, "karin", "staff_pc", quantity=2, state="sourced")
    address = f"/it/leveranser/{laptops.id}"
    old = omar.get(address).form(address)
    receive(client_as("lena"), laptops.id, serie_0="5CG0000001")
    page = omar.post(address, old | {"serie-0": "5CG0000002"})
    assert page.status == 409
    assert "Någon annan tog emot" in page.text
    assert len(devices(session)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Ange ett serienummer"),
        ({"serie_0": "ab"}, "minst fyra"),
        ({"serie_0": "F2LZK1ABCD"}, "Ange telefonens IMEI"),
        ({"serie_0": "F2LZK1ABCD", "imei_0": "490154203237519"}, "Kontrollsiffran"),
        ({"serie_0": "F2LZK1ABCD", "imei_0": "12345"}, "15 siffror, det här har 5"),
        ({"imei_0": IMEI}, "Ange ett serienummer"),
        ({"serie_0": "F2LZK1ABCD", "imei_0": IMEI, "imei2_0": IMEI}, "står två gånger"),
        ({"serie_0": "F2LZK1ABCD", "imei_0": IMEI, "serie_1": "F2LZK1ABCD", "imei_1": IMEI2}, "står två gånger"),
        ({"serie_0": "F2LZK1ABCD", "imei_0": IMEI, "foljesedel": "x" * 61}, "för långt"),
        ({"serie_0": "F2LZ\u200bK1ABCD", "imei_0": IMEI}, "osynliga tecken"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    omar: ShopClient, session: Session, anew: Anew, fields: dict[str, str], said: str
) -> None:
    [phones] = ordered(session, "karin", "mobile_phone", quantity=2, state="sourced")
    page = receive(omar, phones.id, **fields)
    assert page.status == 422
    assert said in page.text
    assert page.html.count("<title>Fel: ") == 1
    for name, typed in fields.items():
        assert page.field(name.replace("_", "-")) == typed.replace("\u200b", "")
    assert devices(session) == []
    assert anew(phones).received_quantity == 0


def test_a_number_that_is_taken_names_its_device(omar: ShopClient, session: Session) -> None:
    first, second = ordered(session, "karin", "mobile_phone", "mobile_phone", state="sourced")
    receive(omar, first.id, serie_0="F2LZK1ABCD", imei_0=IMEI, imei2_0=IMEI2)
    page = receive(omar, second.id, serie_0="F2LZK1ABCD", imei_0=OTHER_IMEI)
    assert page.status == 422
    assert "LAX-MOB-00001" in page.text
    page = receive(omar, second.id, serie_0="F2LZK1ABCE", imei_0=IMEI2)
    assert page.status == 422
    assert f"IMEI {IMEI2} finns redan" in page.text
    assert len(devices(session)) == 1


def test_one_bad_row_takes_in_none(omar: ShopClient, session: Session) -> None:
    [laptops] = ordered(session, "karin", "staff_pc", quantity=2, state="sourced")
    assert receive(omar, laptops.id, serie_0="5CG0000001", serie_1="!").status == 422
    assert devices(session) == []


@pytest.mark.parametrize("quantity", ["0", "-1", "4", "1e3", "１", "NaN", ""])
def test_other_goods_are_counted_with_care(omar: ShopClient, session: Session, anew: Anew, quantity: str) -> None:
    [headsets] = ordered(session, "karin", "headset", quantity=3, state="sourced")
    page = receive(omar, headsets.id, antal=quantity)
    assert page.status == 422
    assert anew(headsets).received_quantity == 0


def test_other_goods_are_delivered_when_the_last_one_came(omar: ShopClient, session: Session, anew: Anew) -> None:
    [headsets] = ordered(session, "karin", "headset", quantity=3, state="sourced")
    receive(omar, headsets.id, antal="2")
    assert anew(headsets).state == "sourced"
    receive(omar, headsets.id, antal="1")
    assert anew(headsets).state == "delivered"
    assert anew(headsets).delivered_at is not None


@pytest.mark.parametrize("state", ["released", "installing", "delivered", "pending_approval", "cancelled"])
def test_what_is_not_on_its_way_cannot_be_received(omar: ShopClient, session: Session, anew: Anew, state: str) -> None:
    [laptop] = ordered(session, "karin", "staff_pc", state=state)
    page = omar.post(f"/it/leveranser/{laptop.id}", {"tidigare": "0", "serie-0": "5CG0000001"})
    assert page.status == 409
    assert devices(session) == []
    assert anew(laptop).state == state


def test_the_partner_order_is_received_with_its_last_line(omar: ShopClient, session: Session, app: object) -> None:
    from app import worker

    headset, phone = ordered(session, "karin", "headset", "mobile_phone")
    worker.run(app, once=True)  # type: ignore[arg-type]  # the app of the fixture
    receive(omar, phone.id, serie_0="F2LZK1ABCD", imei_0=IMEI)
    session.rollback()
    assert session.scalar(sa.select(PartnerOrder.state)) == "sent"
    omar.post("/it/koer/leverantor", {"atgard": "levererad", "rad": str(headset.id)})
    session.rollback()
    assert session.scalar(sa.select(PartnerOrder.state)) == "received"


@pytest.mark.parametrize("text", ["2026-00002", "F2", "skärm", "Maria", "maria l"])
def test_the_list_is_searched(omar: ShopClient, session: Session, text: str) -> None:
    ordered(session, "karin", "headset", state="sourced")
    [screen] = ordered(
        session, "maria", "screen", number="2026-00002", state="sourced", article="F2-77", name="En skärm"
    )
    page = omar.get(f"/it/leveranser?q={text}")
    assert f"/it/leveranser/{screen.id}" in page.html
    assert "2026-00001" not in page.text


def test_the_list_says_when_nothing_fits(omar: ShopClient, session: Session) -> None:
    ordered(session, "karin", "headset", state="sourced")
    assert "Inga leveranser för" in omar.get("/it/leveranser?q=zzz%25").text


@pytest.mark.parametrize("person", ["karin", "anders", "petra", "rut", "elin"])
def test_only_it_receives(client_as: SignIn, session: Session, person: str) -> None:
    [laptop] = ordered(session, "karin", "staff_pc", state="sourced")
    browser = client_as(person)
    browser.get("/it/leveranser", status=403)
    assert browser.post(f"/it/leveranser/{laptop.id}", {"serie-0": "5CG0000001"}).status == 403
    assert devices(session) == []


def test_an_unknown_line_is_not_there(omar: ShopClient) -> None:
    omar.get("/it/leveranser/99999", status=404)
    assert omar.post("/it/leveranser/99999", {}).status == 404


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_asks_little_however_long(
    omar: ShopClient, session: Session, count_queries: Callable[[], list[str]], rows: int
) -> None:
    for number in range(rows):
        ordered(session, "karin", "headset", number=f"2026-{number:05d}", state="sourced")
    seen = count_queries()
    omar.get("/it/leveranser")
    assert len(seen) <= 6, seen
