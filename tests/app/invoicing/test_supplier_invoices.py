"""Suppliers' invoices come in once, are laid beside order and receipt, and are sorted out by people."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, web
from app.budgets import actions as budgets
from app.budgets.models import Claim, Frame
from app.db import begin_write
from app.delivery.models import ExpectedInvoice
from app.identity.models import Organisation, RoleGrant
from app.invoicing.actions import supplier_invoices as actions
from app.invoicing.models import IssuedInvoice
from app.invoicing.models.supplier import SupplierDeviation, SupplierInvoice, SupplierInvoiceLine
from app.orders.models import Order
from app.ware_returns.models import WareReturn
from catalogue.budgets import Stage, Standing
from tests.app.invoicing.supplier_papers import LIST, NUMBER, PRICE, Row, came, paper, receive, send
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.people import People
from tests.peppol import RULES, broken_rules

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def elin(client_as: SignIn) -> ShopClient:
    """Elin, Laxå's economist."""
    return client_as("elin")


def stands(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    question = sa.select(SupplierInvoice.document, SupplierInvoice.state).order_by(SupplierInvoice.id)
    return [(row[0], row[1]) for row in session.execute(question)]


def expected(session: Session) -> str:
    session.rollback()
    return session.scalars(sa.select(ExpectedInvoice.state)).one()


def words(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(SupplierDeviation.word).order_by(SupplierDeviation.id)))


@pytest.mark.rule("R-049")
@pytest.mark.rule("R-139")
def test_the_supplier_invoices_the_unit_and_the_line_is_matched_with_its_number(
    app: Flask, session: Session, elin: ShopClient, client_as: SignIn
) -> None:
    """No invoice of IT's is made, nothing is charged: the supplier's own invoice meets the line."""
    line_id = came(app, session)
    assert expected(session) == "expected"
    data = paper(number="F-4711")
    page = elin.follow(send(elin, data))
    assert "Fakturan stämmer" in page.text
    session.rollback()
    invoice = session.scalars(sa.select(SupplierInvoice)).one()
    assert (invoice.document, invoice.state, invoice.net) == ("F-4711", "matched", 10 * PRICE)
    assert session.scalars(sa.select(SupplierInvoiceLine.line_id)).one() == line_id
    assert expected(session) == "matched"
    assert session.scalar(sa.select(IssuedInvoice.id).limit(1)) is None
    assert "F-4711" in client_as("karin").get("/bestallningar/2026-00001/fakturor").text
    assert list(history.verify(session)) == []


def test_the_same_invoice_again_is_the_same_and_other_content_is_refused(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    data = paper()
    first = send(elin, data)
    assert send(elin, data).location == first.location
    assert "annat innehåll" in send(elin, paper(Row(9))).text
    session.rollback()
    row = session.scalars(sa.select(SupplierInvoice)).one()
    assert (row.content, row.digest) == (data, hashlib.sha256(data).hexdigest())
    assert session.scalar(sa.select(sa.func.count()).select_from(SupplierInvoiceLine)) == 1
    assert elin.get(f"{LIST}/{row.number}/original").answer.get_data() == data


def test_one_bad_file_is_named_and_stops_no_other(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    files = [("a.xml", paper(number="A")), ("b.xml", b"<Invoice"), ("c.xml", paper(Row(1), number="C"))]
    page = send(elin, *files)
    assert page.status == 200
    assert "2 filer är inlästa, 1 fil lästes inte in" in page.text
    assert "2 filer är inlästa." in send(elin, files[0], files[2]).text
    assert send(elin, files[1]).status == 422
    rows = {row.find("th").get_text(): row.find("td").get_text() for row in page.soup.select("tbody tr")}
    assert re.search(r"^L2026-00001", rows["a.xml"])
    assert "Inte inläst" in rows["b.xml"]
    assert "trasig" in rows["b.xml"]
    assert [document for document, _ in stands(session)] == ["A", "C"]


def test_several_invoices_of_one_order_add_up_and_the_next_one_is_a_duplicate(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    send(elin, paper(Row(4), number="F-1"))
    assert expected(session) == "expected"
    freight = [("Frakt", 5_000)]
    send(
        elin, paper(Row(6), Row(1, net=37, line=0, name="Öresavrundning"), number="F-2", charges=freight, rounding=-12)
    )
    assert stands(session) == [("F-1", "matched"), ("F-2", "matched")]
    assert expected(session) == "matched"
    send(elin, paper(Row(1), number="F-3"))
    assert words(session) == ["already_invoiced"]
    assert expected(session) == "deviating"
    page = elin.get(LIST)
    assert "Troligen en dubblett" in page.text
    assert "F-1" not in page.text


DEVIATES = (
    (paper(Row(price=70_000)), "Dyrare än beställt"),
    (paper(Row(11)), "Fler än beställt"),
    (paper(order="P2026-99999"), "P2026-99999 finns inte"),
    (paper(order=""), "ingen beställning"),
    (paper(reference="lax-41200"), "Fel fakturareferens: lax-41200 i stället för LAX-41200"),
    (paper(Row(rate=1200)), "Fel momssats: 12 % i stället för 25 %"),
    (paper(vat=100), "Momsen går inte ihop"),
    (paper(charges=[("Frakt", 50_000)]), "Frakten är 500 kr"),
)


def test_what_deviates_is_said_in_words(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    for data, said in DEVIATES:
        page = elin.follow(send(elin, data))
        assert said in page.text.replace("\xa0", " ")
        assert said in elin.get(LIST).text.replace("\xa0", " ")
        assert stands(session)[0][1] in ("deviating", "registered")
        for table in (SupplierDeviation, SupplierInvoiceLine, SupplierInvoice):
            session.execute(sa.delete(table))
        session.commit()


def test_what_is_not_for_us_is_refused_in_words(app: Flask, session: Session, elin: ShopClient) -> None:
    laxa = sa.select(Organisation.id).where(Organisation.short_name == "Laxå").scalar_subquery()
    begin_write(session)
    session.execute(sa.update(RoleGrant).where(RoleGrant.role == "finance").values(organisation_id=laxa))
    session.commit()
    refused = {
        "ingen av butikens leverantörer": paper(seller="5560009999"),
        "ingen av organisationerna": paper(buyer="5560009999"),
        "Du tar hand om fakturor till din egen organisation": paper(buyer="2120000019"),
        "innehåller sådant som en order": b'<!DOCTYPE a [<!ENTITY b "c">]><Invoice>&b;</Invoice>',
    }
    page = send(elin, *refused.values())
    assert page.status == 422
    for said in refused:
        assert said in page.text
    assert stands(session) == []


def test_another_suppliers_order_looks_like_none(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    send(elin, paper(seller="5560000209"))
    assert words(session) == ["unknown_order"]


def test_goods_that_come_later_settle_the_invoice_by_themselves(app: Flask, session: Session, elin: ShopClient) -> None:
    line_id = came(app, session, received=4)
    send(elin, paper())
    assert words(session) == ["more_than_received"]
    receive(session, line_id, 10)
    begin_write(session)
    assert actions.tend(session, now=MOMENT) == 1
    session.commit()
    assert (stands(session), words(session), expected(session)) == ([("F-1", "matched")], [], "matched")


def test_a_person_says_where_a_line_belongs(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    at = send(elin, paper(order="")).location
    assert elin.post(at, {"atgard": "koppla", "rad": "1", "bestallning": "", "orderrad": "1"}).status == 422
    form = {"atgard": "koppla", "rad": "1", "bestallning": NUMBER.lower(), "orderrad": "1"}
    assert elin.post(at, form).status == 303
    assert stands(session) == [("F-1", "matched")]


def test_a_duplicate_that_is_not_paid_takes_nothing_of_the_order(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    at = send(elin, paper(Row(10), reference="FEL")).location
    send(elin, paper(Row(10), number="F-2"))
    assert words(session) == ["reference", "already_invoiced"]
    elin.post(at, {"atgard": "avsluta", "utfall": "rejected", "skal": "Fel referens, ny faktura F-2"})
    elin.post(at.replace("00001", "00002"), {"atgard": "prova"})
    assert (stands(session), expected(session)) == ([("F-1", "closed"), ("F-2", "matched")], "matched")


def test_the_suppliers_credit_note_settles_what_a_return_waits_for(
    app: Flask, session: Session, elin: ShopClient, client_as: SignIn
) -> None:
    line_id = came(app, session)
    send(elin, paper())
    karin = client_as("karin")
    client_as("petra").post(f"/partner/bestallningar/{NUMBER}", {"atgard": "levererad"})
    karin.post(f"/bestallningar/2026-00001/rader/{line_id}/returnera", {"antal": "2", "skal": "wrong", "nyckel": "k"})
    karin.post("/returer/R2026-00001", {"atgard": "skickad"})
    send(elin, paper(Row(2), number="K-1", credit="F-1"))
    session.rollback()
    row = session.scalars(sa.select(WareReturn)).one()
    assert (row.state, row.credit_note, row.credited) == ("credited", "K-1", 2 * PRICE)
    assert row.credited == row.expected


def test_an_invoice_on_paper_is_typed_beside_its_order(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    assert "finns inte" in elin.get(f"{LIST}/ny?bestallning=P2026-77777").text
    page = elin.get(f"{LIST}/ny?bestallning={NUMBER}")
    form = page.form(f"{LIST}/ny")
    assert (form["antal-1"], form["belopp-1"], form["referens"]) == ("10", "6000", "LAX-41200")
    assert elin.post(f"{LIST}/ny", form | {"nummer": "", "datum": "2026-11-20", "moms": "1500"}).status == 422
    form |= {"nummer": "77", "datum": "2026-11-20", "moms": "1 500,00"}
    assert elin.post(f"{LIST}/ny", form | {"belopp-1": ""}).status == 422
    sent = [elin.post(f"{LIST}/ny", form) for _ in range(2)]
    assert [page.status for page in sent] == [303, 303]
    assert sent[0].location == sent[1].location
    assert stands(session) == [("77", "matched")]


def test_what_came_and_was_not_invoiced_in_time_is_listed(
    app: Flask, session: Session, client_as: SignIn, clock: Clock
) -> None:
    came(app, session)
    client_as("petra").post(f"/partner/bestallningar/{NUMBER}", {"atgard": "levererad"})
    clock.forward(days=30)
    assert NUMBER not in client_as("elin").get(f"{LIST}/saknas").text
    clock.forward(days=2)
    elin = client_as("elin")
    assert NUMBER in elin.get(f"{LIST}/saknas").text
    begin_write(session)
    laxa = sa.update(Organisation).where(Organisation.short_name == "Laxå")
    session.execute(laxa.values(settings={"supplier_invoice_days": 60}))
    session.commit()
    assert NUMBER not in elin.get(f"{LIST}/saknas").text


def test_the_list_is_searched_and_taken_along(app: Flask, session: Session, elin: ShopClient) -> None:
    came(app, session)
    send(elin, paper(Row(2), number="A%_1"))
    assert "A%_1" in elin.get(f"{LIST}?visa=alla&q=a%25_").text
    assert "A%_1" not in elin.get(f"{LIST}?visa=alla&q=a%25x").text
    text = elin.get(f"{LIST}.csv?visa=alla").answer.get_data().decode()
    assert "1200,00;300,00;1500,00" in text
    assert elin.get(f"{LIST}.xlsx?visa=alla").answer.get_data().startswith(b"PK")
    elin.get(f"{LIST}.doc", status=404)


def test_what_is_somebody_elses_cannot_be_read_or_changed(
    app: Flask, session: Session, elin: ShopClient, client_as: SignIn
) -> None:
    came(app, session)
    at = send(elin, paper(Row(3))).location
    client_as("karin").get(at, status=403)
    assert client_as("gunnar").get(at).status == 200
    assert client_as("gunnar").post(at, {"atgard": "prova"}).status == 403
    agreement = f"/bestallningar/2026-00001/fakturor/{NUMBER}"
    client_as("karin").get(agreement, status=404)
    client_as("anders").get(agreement)
    data = elin.get(agreement).answer.get_data()
    if RULES.exists():
        assert broken_rules(data, warnings=True) == []


def test_what_is_invoiced_is_booked_on_the_frame_once_and_a_credit_gives_it_back(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    line_id = came(app, session)
    begin_write(session)
    unit = session.scalars(sa.select(Order.unit_id)).one()
    frame = Frame(year=2026, kind="unit", organisation_id=None, unit_id=unit, amount=10_000_000, stop="soft")
    frame.organisation_id = session.scalars(sa.select(Order.organisation_id)).one()
    session.add(frame)
    session.flush()
    claim = budgets.Opening(
        subject=budgets.LINE, subject_id=line_id, number="2026-00001", label="Headset", path="/", unit_id=unit
    )
    budgets.begin(session, frame, [(claim, Standing(Stage.HERE, PRICE, 10, 10))], at=MOMENT)
    session.commit()

    def booked() -> tuple[int, int, int]:
        session.rollback()
        row = session.scalars(sa.select(Claim)).one()
        return row.delivered, row.invoiced, row.credited

    for _ in range(2):
        send(elin, paper(Row(4), number="F-1"))
    assert booked() == (6 * PRICE, 4 * PRICE, 0)
    at = send(elin, paper(Row(6), number="F-2", reference="FEL")).location
    assert booked() == (6 * PRICE, 4 * PRICE, 0)
    for _ in range(2):
        elin.post(at, {"atgard": "avsluta", "utfall": "paid", "skal": "Referensen är rättad"})
    assert booked() == (0, 10 * PRICE, 0)
    send(elin, paper(Row(1), number="K-1", credit="F-1"))
    assert booked()[2] == PRICE


def test_the_page_of_an_invoice_asks_six_questions_however_many_lines(
    app: Flask, session: Session, elin: ShopClient, count_queries: Callable[[], list[str]]
) -> None:
    came(app, session, quantity=20)
    few = send(elin, paper(Row(1), number="A")).location
    many = send(elin, paper(*[Row(1)] * 19, number="B")).location
    counts = []
    for at in (few, many):
        seen = count_queries()
        elin.get(at)
        counts.append(len(seen))
    assert counts[0] <= 6
    assert counts[1] == counts[0]


def test_two_invoices_at_once_for_the_same_goods_match_once(app: Flask, session: Session, people: People) -> None:
    came(app, session)
    elin, barrier, faults = people.visitor("elin"), threading.Barrier(4), []

    def take(number: str) -> None:
        barrier.wait()
        try:
            with app.app_context(), web.store.sessionmaker() as own:
                begin_write(own)
                actions.take_in(own, elin, paper(number=number), "", at=MOMENT)
                own.commit()
        except BaseException as fault:
            faults.append(fault)

    workers = [threading.Thread(target=take, args=(number,)) for number in ("A", "A", "B", "C")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert sorted(state for _, state in stands(session)) == ["deviating", "deviating", "matched"]
    assert session.scalar(sa.select(sa.func.sum(SupplierInvoiceLine.pieces))) == 30
