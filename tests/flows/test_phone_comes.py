"""A phone from wish to hand: approved, announced by the partner, taken in with one beep, installed, handed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.delivery.models import PartnerOrder
from app.desks.models import ApprovalRequest
from app.devices.models import Device
from app.orders.models import Order, OrderLine
from tests.app.delivery.papers import take_in
from tests.app.orders.making import PHONE, place
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
IMEI = "490154203237518"


@pytest.mark.rule("R-210")
@pytest.mark.rule("R-212")
@pytest.mark.rule("R-237")
def test_a_phone_passes_every_state_and_none_before_its_yes(app: Flask, client_as: SignIn, session: Session) -> None:
    karin, anders, omar, petra = (client_as(who) for who in ("karin", "anders", "omar", "petra"))
    number = place(karin, PHONE)
    worker.run(app, once=True)
    order, line = session.execute(sa.select(Order, OrderLine).join(OrderLine, OrderLine.order_id == Order.id)).one()
    line_id, order_id = line.id, order.id
    assert "Stenebergsskolan" in order.unit_name
    assert order.delivery_address.startswith("Expeditionen, Bodarnevägen 5")
    assert (line.state, session.scalars(sa.select(PartnerOrder.id)).all()) == ("pending_approval", [])
    address = f"/godkann/{session.scalars(sa.select(ApprovalRequest.id)).one()}"
    anders.post(address, anders.get(address).form(address) | {"beslut": "godkann"})
    worker.run(app, once=True)
    take_in(petra, f"Order;Rad;S/N;IMEI;Följesedel\nP2026-00001;1;F2LZK1ABCD;{IMEI};FS-1\n")
    session.rollback()
    assert session.scalars(sa.select(Device.id)).all() == []
    omar.post("/it/leveranser/skanna", {"kod": IMEI})
    session.rollback()
    device, state = session.execute(
        sa.select(Device, OrderLine.state).join(OrderLine, OrderLine.id == Device.order_line_id)
    ).one()
    assert (device.serial, device.holder_name, state) == ("F2LZK1ABCD", "Karin Lund", "installing")
    install = f"/it/installationer/{line_id}"
    steps = [str(tag["value"]) for tag in omar.get(install).soup.select("input[name=steg]")]
    omar.post(install, {"steg": steps})
    omar.post(f"{install}/lamna-ut")
    karin.post(f"/bestallningar/{number}/rader/{line_id}/mottagen")
    session.rollback()
    passed = [entry.data["to"] for entry in reversed(history.of(session, "order", order_id)) if "to" in entry.data]
    assert passed == [
        "released", "sourced", "installing", "ready", "delivered", "closed",
    ]  # fmt: skip
    assert list(history.verify(session)) == []
