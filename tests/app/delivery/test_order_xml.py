"""Partner orders as Peppol documents: sent beside the paper, kept, the same bytes each time, and nothing unsound."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import outbox, worker
from app.assortment.models import Supplier
from app.db import begin_write
from app.delivery.models import GoodsReceipt, Mismatch, PartnerDocument, PartnerOrder
from app.devices.models import Device
from app.identity.models import Organisation, Person
from app.orders.models import OrderLine
from app.ubl.orders import OrderedLine, PaperOrder, Party, agreement
from tests.app.delivery.making import ordered
from tests.app.delivery.papers import send
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.peppol import RULES, broken_rules, tree

SignIn = Callable[[str], ShopClient]
NUMBER = "P2026-00001"


def mails(folder: Path) -> list[EmailMessage]:
    found = []
    for path in sorted((folder / "mail").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def attached(folder: Path) -> dict[str, bytes]:
    return {
        str(part.get_filename()): part.get_payload(decode=True)
        for message in mails(folder)
        for part in message.iter_attachments()
    }


def change(session: Session, table: type, **values: object) -> None:
    session.rollback()
    begin_write(session)
    session.execute(sa.update(table).values(values))
    session.commit()


def wants_agreements(session: Session) -> None:
    change(session, Organisation, settings={"order_agreement_to": "inkop@laxa.example"})


def sound(document: bytes) -> None:
    """The official rules find nothing, where they lie beside the checkout."""
    if RULES.exists():
        assert broken_rules(document, warnings=True) == []


@pytest.mark.rule("R-049")
def test_an_order_leaves_with_the_units_exact_reference(app: Flask, session: Session, data_dir: Path) -> None:
    [line] = ordered(session, "karin", "headset", quantity=3, name='Headset "Å & <b>Ö</b>"', note="Ring <först>")
    price, line_id = line.unit_price, line.id
    worker.run(app, once=True)
    document = attached(data_dir)[f"{NUMBER}.xml"]
    root = tree(document)
    assert root.findtext("{*}ID") == NUMBER
    assert root.findtext("{*}CustomerReference") == "LAX-41200"
    assert root.findtext("{*}BuyerCustomerParty/{*}Party/{*}EndpointID") == "2120000035"
    assert root.findtext("{*}OrderLine/{*}LineItem/{*}Item/{*}Name") == 'Headset "Å & <b>Ö</b>"'
    assert root.findtext("{*}AnticipatedMonetaryTotal/{*}TaxExclusiveAmount") == f"{3 * price / 100:.2f}"
    assert line_id
    sound(document)


def test_an_order_sent_again_is_the_same_bytes_whatever_has_changed(
    app: Flask, session: Session, data_dir: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(session, "karin", "headset")

    def die(*_given: object, **_named: object) -> None:
        raise SystemExit("killed")

    monkeypatch.setattr(outbox, "sent", die)
    with pytest.raises(SystemExit):
        worker.run(app, once=True)
    monkeypatch.undo()
    first = attached(data_dir)
    change(session, Supplier, name="Annat namn")
    change(session, OrderLine, vat_rate=0)
    clock.forward(minutes=3)
    worker.run(app, once=True)
    assert attached(data_dir) == first
    assert set(first) == {f"{NUMBER}.pdf", f"{NUMBER}.xml"}


def test_what_cannot_be_a_peppol_order_leaves_on_paper_and_it_is_told(
    app: Flask, session: Session, data_dir: Path, client_as: SignIn
) -> None:
    ordered(session, "karin", "headset")
    change(session, Supplier, org_number="556000-0101")
    worker.run(app, once=True)
    assert set(attached(data_dir)) == {f"{NUMBER}.pdf"}
    session.rollback()
    assert "kontrollsiffra" in session.scalars(sa.select(PartnerOrder.xml_fault)).one()
    assert "kontrollsiffra" in client_as("omar").get(f"/it/leverantorsbestallningar/{NUMBER}").text


def test_the_purchasing_system_gets_an_agreement_where_the_organisation_wants_one(
    app: Flask, session: Session, data_dir: Path
) -> None:
    wants_agreements(session)
    ordered(session, "karin", "headset", quantity=2)
    worker.run(app, once=True)
    [message] = [each for each in mails(data_dir) if each["To"] == "inkop@laxa.example"]
    [part] = message.iter_attachments()
    document = part.get_payload(decode=True)
    root = tree(document)
    assert root.findtext("{*}CustomizationID", "").endswith("order_agreement:3")
    assert root.findtext("{*}OrderReference/{*}ID") == NUMBER
    assert root.findtext("{*}CustomerReference") == "LAX-41200"
    sound(document)


def test_the_partner_fetches_what_was_sent(app: Flask, session: Session, data_dir: Path, client_as: SignIn) -> None:
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "headset", supplier_id=partner)
    worker.run(app, once=True)
    answer = client_as("petra").get(f"/partner/bestallningar/{NUMBER}/xml")
    assert answer.answer.get_data() == attached(data_dir)[f"{NUMBER}.xml"]


def test_an_order_made_elsewhere_waits_for_a_person_and_makes_nothing(
    app: Flask, session: Session, client_as: SignIn
) -> None:
    paper = PaperOrder(
        number="T-77", issued=MOMENT.date(), until=MOMENT.date(), reference="X", buyer=Party("Laxå", "2120000035"),
        seller=Party("IT-partnern", "5560000100"),
        lines=[OrderedLine(position=1, article="A1", name="Docka", quantity=2, unit="H87", price=150_000, net=300_000,
                           vat=75_000, rate=2500)],
    )  # fmt: skip
    data, petra = agreement(paper), client_as("petra")
    first = send(petra, data)
    assert first.status == 303
    assert "2 st Docka" in petra.get(first.location).text
    assert send(petra, data).location == first.location
    petra.post(first.location)
    session.rollback()
    assert session.scalars(sa.select(PartnerDocument.state)).all() == ["unmatched"]
    assert session.scalars(sa.select(Mismatch.kind)).all() == ["unmatched"]
    for table in (GoodsReceipt, PartnerOrder, OrderLine):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert not session.scalar(sa.select(Device.id).where(Device.order_line_id.is_not(None)).limit(1))
    assert "gjort någon annanstans" in client_as("omar").get("/it/leveranser/avvikelser").text


def test_where_agreements_go_is_set_by_each_organisation(session: Session, client_as: SignIn) -> None:
    gunnar, door = client_as("gunnar"), "/admin/organisationer/laxa/installningar/order_agreement_to"
    form = gunnar.get(door).form(door)
    wrong = gunnar.post(door, form | {"own": "ja", "value": "inkop laxa"})
    assert wrong.status == 422
    assert "Skriv en mejladress" in wrong.text
    assert gunnar.post(door, form | {"own": "ja", "value": "inkop@laxa.example"}).status == 303
    session.rollback()
    settings = session.scalars(sa.select(Organisation.settings).where(Organisation.key == "laxa")).one()
    assert settings["order_agreement_to"] == "inkop@laxa.example"
