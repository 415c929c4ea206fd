"""Released lines go out as one partner order for each supplier and organisation, exactly once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, web
from app.db import begin_write
from app.delivery import actions
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.identity.models import Unit
from app.orders.models import LineState, OrderLine
from app.outbox import Letter
from tests.app.delivery.making import line, order, ordered
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]


def send(session: Session, *, delay: int = 0, now: dt.datetime = MOMENT) -> int:
    session.rollback()
    begin_write(session)
    made = actions.send_due(session, now=now, delay=delay)
    session.commit()
    return made


def state_of(session: Session, *ids: int) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(OrderLine.state).where(OrderLine.id.in_(ids)).order_by(OrderLine.id)))


@pytest.mark.rule("R-049")
@pytest.mark.rule("R-139")
def test_a_direct_line_becomes_a_partner_order_with_the_units_reference(session: Session) -> None:
    [headset] = ordered(session, "karin", "headset", quantity=3)
    assert send(session) == 1
    row = session.scalars(sa.select(PartnerOrderLine)).one()
    unit_reference = session.scalar(sa.select(Unit.invoice_reference).where(Unit.name == "Stenebergsskolan"))
    assert row.invoice_reference == unit_reference
    assert (row.quantity, row.net) == (3, 3 * headset.unit_price)
    assert row.recipient_name == "Karin Lund"
    invoice = session.scalars(sa.select(ExpectedInvoice)).one()
    assert (invoice.net, invoice.vat, invoice.invoice_reference) == (row.net, row.vat, unit_reference)
    assert state_of(session, headset.id) == [LineState.SOURCED]


@pytest.mark.rule("R-042")
def test_the_partner_order_names_the_organisation_and_its_number(session: Session) -> None:
    ordered(session, "karin", "headset")
    send(session)
    made = session.scalars(sa.select(PartnerOrder)).one()
    assert made.number == "P2026-00001"
    assert made.organisation_name == "Laxå kommun"
    assert made.org_number
    assert (made.line_count, made.state) == (1, "created")
    letter = session.scalars(sa.select(Letter)).one()
    assert (letter.kind, letter.key) == ("partner_order", "partner-order:P2026-00001")


def test_lines_of_one_supplier_and_organisation_share_an_order(session: Session) -> None:
    session.rollback()
    begin_write(session)
    for number, person in (("2026-00001", "karin"), ("2026-00002", "anders"), ("2026-00003", "sara")):
        line(session, order(session, person, number), "headset")
    session.commit()
    assert send(session) == 2
    counts = session.execute(
        sa.select(PartnerOrder.organisation_name, PartnerOrder.line_count).order_by(PartnerOrder.id)
    ).all()
    assert [tuple(row) for row in counts] == [("Laxå kommun", 2), ("Askersunds kommun", 1)]
    assert session.scalar(sa.select(PartnerOrder.net).limit(1)) == session.scalar(
        sa.select(sa.func.sum(PartnerOrderLine.net)).where(PartnerOrderLine.partner_order_id == 1)
    )


def test_what_is_invoiced_under_two_references_is_ordered_on_two(session: Session) -> None:
    """A Peppol invoice has one reference only, so an order has too."""
    session.rollback()
    begin_write(session)
    for number, reference in (("2026-00001", "LAX-1"), ("2026-00002", "LAX-2"), ("2026-00003", "LAX-1")):
        made = order(session, "karin", number)
        made.invoice_reference = reference
        line(session, made, "headset")
    session.commit()
    assert send(session) == 2
    rows = session.execute(sa.select(PartnerOrderLine.partner_order_id, PartnerOrderLine.invoice_reference))
    assert sorted(tuple(row) for row in rows) == [(1, "LAX-1"), (1, "LAX-1"), (2, "LAX-2")]


def test_nothing_leaves_within_the_undo_window(session: Session) -> None:
    [headset] = ordered(session, "karin", "headset", released_at=MOMENT - dt.timedelta(seconds=599))
    assert send(session, delay=600) == 0
    assert state_of(session, headset.id) == [LineState.RELEASED]
    assert send(session, delay=600, now=MOMENT + dt.timedelta(seconds=1)) == 1


@pytest.mark.parametrize("state", ["pending_approval", "pending_consultation", "cancelled", "declined", "sourced"])
def test_only_released_lines_leave(session: Session, state: str) -> None:
    [headset] = ordered(session, "karin", "headset", state=state)
    assert send(session) == 0
    assert state_of(session, headset.id) == [state]


def test_what_it_pays_waits_for_it(session: Session) -> None:
    lines = ordered(session, "karin", "staff_pc", "m365_elevated")
    assert send(session) == 0
    assert state_of(session, *[line.id for line in lines]) == ["released", "released"]


@pytest.mark.rule("R-164")
def test_a_phone_is_delivered_to_it_and_a_headset_to_the_unit(session: Session) -> None:
    ordered(session, "karin", "headset", "mobile_phone")
    send(session)
    question = sa.select(PartnerOrderLine.delivery_address).order_by(PartnerOrderLine.line_id)
    headset, phone = session.scalars(question)
    assert "Laxå" in headset
    assert phone.startswith("IT arbetsplats")


def test_the_history_tells_of_it_and_holds(session: Session) -> None:
    [headset] = ordered(session, "karin", "headset")
    send(session)
    events = [entry.event for entry in history.of(session, "order", headset.order_id)]
    assert "delivery.ordered" in events
    assert [entry.event for entry in history.of(session, "partner_order", 1)] == ["partner_order.created"]
    assert list(history.verify(session)) == []


def test_two_workers_at_once_send_every_line_once(app: Flask, session: Session) -> None:
    """Each line is on exactly one partner order, whoever came first."""
    for number in range(1, 13):
        ordered(session, "karin", "headset", number=f"2026-{number:05d}")
    barrier = threading.Barrier(4)
    faults: list[BaseException] = []

    def work() -> None:
        barrier.wait()
        try:
            with app.app_context(), web.store.sessionmaker() as own:
                send(own)
        except BaseException as error:
            faults.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    session.rollback()
    sent = list(session.scalars(sa.select(PartnerOrderLine.line_id)))
    assert len(sent) == len(set(sent)) == 12
    assert session.scalar(sa.select(sa.func.count()).where(ExpectedInvoice.state == "expected")) == 12
    assert set(session.scalars(sa.select(OrderLine.state))) == {"sourced"}
    assert list(history.verify(session)) == []


@pytest.mark.rule("R-042")
def test_the_document_names_what_the_invoice_must_say(session: Session, data_dir: Path) -> None:
    ordered(session, "karin", "headset", note="Lämnas i expeditionen <b>&")
    send(session)
    session.rollback()
    begin_write(session)
    parcel = actions.pack(session, 1, folder=data_dir / "files", at=MOMENT)
    session.commit()
    assert parcel.pdf.startswith(b"%PDF")
    assert parcel.data["lines"][0]["invoice_reference"] == "LAX-41200"
    assert parcel.data["net"] == sum(row["net"] for row in parcel.data["lines"])
    session.rollback()
    begin_write(session)
    again = actions.pack(session, 1, folder=data_dir / "files", at=MOMENT + dt.timedelta(days=2))
    session.commit()
    assert (again.pdf, again.xml, again.agreement) == (parcel.pdf, parcel.xml, parcel.agreement)
    # The paper, the Order and the Order Agreement, each once.
    assert len([path for path in (data_dir / "files").rglob("*") if path.is_file()]) == 3


def test_it_orders_what_it_pays_on_its_own_reference(client_as: SignIn, session: Session) -> None:
    """Computers for two municipalities go in one order, bought by the municipality that IT belongs to."""
    [laptop] = ordered(session, "karin", "staff_pc")
    [other] = ordered(session, "sara", "staff_pc", number="2026-00002")
    form = {"atgard": "bestall", "rad": [str(laptop.id), str(other.id)]}
    assert client_as("omar").post("/it/koer/it_workplace", form).status == 303
    assert state_of(session, laptop.id, other.id) == ["sourced", "sourced"]
    made = session.scalars(sa.select(PartnerOrder)).one()
    assert (made.organisation_name, made.line_count) == ("Lekebergs kommun", 2)
    for row in session.scalars(sa.select(PartnerOrderLine)):
        assert row.invoice_reference == "LEK-80100"
        assert row.delivery_address.startswith("IT arbetsplats")
    assert session.scalar(sa.select(sa.func.count()).select_from(ExpectedInvoice)) == 0
