"""A supplier's invoice that deviates and its credit notes: settled, not quite settled, or cancelled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history
from app.outbox import Letter
from tests.app.invoicing.supplier_papers import Row, came, paper, send
from tests.app.invoicing.test_supplier_invoices import expected, stands, words
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def elin(client_as: SignIn) -> ShopClient:
    """Elin, Laxå's economist."""
    return client_as("elin")


def test_a_credit_note_is_asked_for_once_and_settles_what_was_too_dear(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    at = send(elin, paper(Row(price=70_000))).location
    ask = {"atgard": "kredit", "meddelande": "Se avtalet & <bilagan>"}
    assert [elin.post(at, ask).status for _ in range(2)] == [303, 303]
    session.rollback()
    [letter] = session.scalars(sa.select(Letter).where(Letter.key.like("supplier-credit:%")))
    assert letter.payload["to"] == "order@it-partner.example"
    assert "Dyrare än beställt" in letter.payload["params"]["faults"][0]
    send(elin, paper(Row(1, net=100_000), number="K-1", credit="F-1"))
    assert (stands(session), expected(session)) == ([("F-1", "closed"), ("K-1", "matched")], "closed")
    assert "Kreditnota K-1 reglerar det som avvek" in elin.get(at).text
    assert elin.post(at, {"atgard": "prova"}).status == 409
    assert list(history.verify(session)) == []


def test_a_credit_note_that_is_too_small_says_what_still_differs_until_the_next_one_comes(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    at = send(elin, paper(Row(price=70_000), charges=[("Frakt", 50_000)])).location
    send(elin, paper(Row(1, net=35_000), number="K-1", credit="F-1"))
    assert words(session) == ["dearer", "freight"]
    page = elin.get(at).text.replace("\xa0", " ")
    assert "Kreditnota K-1 är avdragen" in page
    assert "Dyrare än beställt: 6 650 kr i stället för 6 000 kr" in page
    send(elin, paper(Row(1, net=65_000), number="K-2", credit="F-1", charges=[("Frakt", 50_000)]))
    assert stands(session) == [("F-1", "closed"), ("K-1", "matched"), ("K-2", "matched")]
    end = {"atgard": "avsluta", "utfall": "paid"}
    assert elin.post(at, end).status == 422
    assert elin.post(at, end | {"skal": "Redan klar"}).status == 303
    assert "K-1, K-2" in elin.get(at).text


def test_a_duplicate_and_its_credit_note_leave_the_order_as_the_first_invoice_did(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    send(elin, paper(number="F-1"))
    send(elin, paper(number="F-2"))
    assert (words(session), expected(session)) == (["already_invoiced"], "deviating")
    send(elin, paper(number="K-2", credit="F-2"))
    assert stands(session) == [("F-1", "matched"), ("F-2", "closed"), ("K-2", "matched")]
    assert (words(session), expected(session)) == ([], "closed")


def test_an_invoice_with_the_wrong_reference_and_a_credit_note_of_all_of_it_close_each_other(
    app: Flask, session: Session, elin: ShopClient
) -> None:
    came(app, session)
    at = send(elin, paper(reference="FEL")).location
    send(elin, paper(reference="FEL", number="K-1", credit="F-1"))
    assert stands(session) == [("F-1", "closed"), ("K-1", "closed")]
    assert "tar tillbaka hela fakturan" in elin.get(at).text
    assert expected(session) == "expected", "the order waits for an invoice that is right"
    send(elin, paper(number="F-2"))
    assert (stands(session)[2], expected(session)) == (("F-2", "matched"), "matched")
