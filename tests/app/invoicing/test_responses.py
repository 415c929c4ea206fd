"""What customers answer: read safely, shown on the invoice, taken in once and never backwards; files in and out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import begin_write
from app.invoicing import actions
from app.invoicing.models import InvoiceResponse, InvoiceStanding, IssuedInvoice
from app.outbox import Letter
from app.refusal import Refused
from app.ubl import Pairs, coded, write
from app.worker import run
from tests.app.invoicing.making import ELIN, issued, paper, state
from tests.client import Page, ShopClient
from tests.databases import MOMENT, Database

LAXA = "2120000035"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def response(number: str, code: str = "AP", *, document: str = "svar-1", sender: str = LAXA, why: str = "") -> bytes:
    """An Invoice Response as a customer's system writes it."""
    pairs: Pairs = [
        ("CustomizationID", "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"),
        ("ProfileID", "urn:fdc:peppol.eu:poacc:bis:invoice_response:3"),
        ("ID", document),
        ("IssueDate", MOMENT.date()),
        ("SenderParty", [("EndpointID", coded(sender, schemeID="0007"))]),
        (
            "DocumentResponse",
            [
                ("Response", [("ResponseCode", code), ("Status", [("StatusReason", why)])]),
                ("DocumentReference", [("ID", number), ("DocumentTypeCode", "380")]),
            ],
        ),
    ]
    return write("ApplicationResponse", pairs)


def taken(session: Session, data: bytes) -> actions.Taken:
    session.rollback()
    begin_write(session)
    found = actions.take_in(session, data, actor=ELIN, at=MOMENT)
    session.commit()
    return found


def test_an_answer_is_taken_in_once_and_a_late_one_takes_nothing_back(session: Session) -> None:
    row = issued(session)
    assert taken(session, response(row.number, "RE", why="Fel referens.")).is_new
    assert not taken(session, response(row.number, "RE", why="Fel referens.")).is_new
    assert taken(session, response(row.number, "AB", document="svar-0")).is_new
    standing = session.get_one(InvoiceStanding, row.id, populate_existing=True)
    assert (standing.response, standing.response_note) == ("RE", "Fel referens.")
    assert session.scalar(sa.select(sa.func.count()).select_from(InvoiceResponse)) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "ubl.refused.dangerous"), (b"<a" + b" " * 2**20 + b"/>", "ubl.refused.large"),
        (b"<Invoice/>", "not_a_response"), (response("2699999"), "not_ours"),
        (response("2600001", sender="2120000027"), "wrong_sender"), (response("2600001", "XX"), "not_a_response"),
    ],
    ids=["bomb", "large", "other", "unknown", "sender", "code"],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(session: Session, data: bytes, why: str) -> None:
    if b"2600001" in data:
        issued(session)
    with pytest.raises(Refused, match=why):
        taken(session, data)


def test_an_answer_read_in_by_hand_is_shown_on_the_invoice(
    session: Session, client_as: Callable[[str], ShopClient]
) -> None:
    row = issued(session)
    elin, here = client_as("elin"), "/ekonomi/fakturor/svar"

    def send(data: bytes) -> Page:
        return elin.post(here, {"fil": (io.BytesIO(data), "svar.xml")}, content_type="multipart/form-data")

    assert "inget fakturasvar" in send(b"<a/>").text
    page = elin.follow(send(response(row.number, "UQ", why="Vad är det här?")))
    assert "Kunden har en fråga" in page.text
    assert "Vad är det här?" in page.text
    assert "Kunden har en fråga" in elin.get("/ekonomi/fakturor").text


def test_the_worker_hands_over_the_kept_bytes_and_takes_in_answers(
    app: Flask, session: Session, database: Database, data_dir: Path
) -> None:
    row = issued(session)
    run(app, once=True)
    out = data_dir / "invoices"
    assert (out / f"{row.number}.xml").read_bytes() == paper(session, row)
    assert (out / f"{row.number}.pdf").read_bytes() == paper(session, row, "pdf")
    assert state(session, row) == "handed_over"
    (out / "in").mkdir()
    (out / "in" / "a.xml").write_bytes(b"<a")
    (out / "in" / "b.xml").write_bytes(response(row.number, "AB"))
    database.clock.forward(minutes=1)
    run(app, once=True)
    assert state(session, row) == "delivered"
    assert [path.parent.name for path in sorted((out / "in").glob("*/*.xml"))] == ["taken", "unreadable"]


def test_a_letter_that_is_carried_twice_hands_over_once(app: Flask, session: Session, data_dir: Path) -> None:
    row = issued(session)
    run(app, once=True)
    (data_dir / "invoices" / f"{row.number}.xml").unlink()
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Letter).where(Letter.kind == "invoice").values(state="waiting", due_at=MOMENT))
    session.commit()
    run(app, once=True)
    assert not (data_dir / "invoices" / f"{row.number}.xml").exists()
    assert session.scalar(sa.select(sa.func.count()).select_from(IssuedInvoice)) == 1
