"""Issuing: unbroken numbers, bytes that are never changed, nothing that is wrong, and credits up to what is left."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import begin_write
from app.invoicing import actions
from app.invoicing.models import (
    InvoiceCustomer,
    InvoiceGroup,
    InvoiceLine,
    InvoicePaper,
    InvoiceStep,
    IssuedInvoice,
    Issuer,
    State,
)
from app.invoicing.queries.credits import left_of
from app.outbox import Letter
from app.refusal import Refused
from app.ubl import parse
from catalogue.invoices import Kind, kronor
from tests import peppol as rules
from tests.app.invoicing.making import ELIN, credited, issued, organisation, paper, state, steps
from tests.catalogue.invoice_scenes import line
from tests.databases import MOMENT
from tests.pdf import PdfReader


def test_an_issued_invoice_has_the_same_figures_in_rows_file_and_paper(session: Session) -> None:
    row = issued(session, line(), line("Copilot", "33.3333", "3", accounting="4410 44000"))
    read = parse(paper(session, row))
    assert (row.number, row.document, row.ocr) == ("2600001", "invoice", "260000195")
    assert (row.net, row.vat, row.payable) == (48850, 12213, 61063)
    assert read.one("LegalMonetaryTotal/PayableAmount") == str(kronor(row.payable))
    assert [part.one("LineExtensionAmount") for part in read.all("InvoiceLine")] == ["388.50", "100.00"]
    lines = session.scalars(sa.select(InvoiceLine.net).order_by(InvoiceLine.place)).all()
    groups = session.execute(sa.select(InvoiceGroup.net, InvoiceGroup.vat)).all()
    assert (lines, groups) == ([38850, 10000], [(48850, 12213)])
    assert rules.billing_faults(paper(session, row)) == []
    foot = PdfReader(paper(session, row, "pdf")).document.all("TFoot")[0]
    assert [cell.said for cell in foot.all("TD")] == ["488,50", "122,13", "610,63"]
    for kept in session.scalars(sa.select(InvoicePaper)):
        assert kept.sha256 == hashlib.sha256(kept.data).hexdigest()


def test_what_is_issued_passes_its_check_and_is_put_in_the_outbox_once(session: Session) -> None:
    row = issued(session)
    assert steps(session, row) == ["created", "validated"]
    assert [letter.key for letter in session.scalars(sa.select(Letter))] == ["invoice:2600001:1"]
    assert [entry.event for entry in history.of(session, "invoice", row.id)] == ["invoice.invoice"]


def test_numbers_are_unbroken_whatever_is_refused_or_undone_between(session: Session) -> None:
    numbers = [issued(session, key="a").number]
    with pytest.raises(Refused, match="faults"):
        issued(session, line(price="-1"), key="b")
    session.rollback()
    begin_write(session)
    of = organisation(session)
    basis = actions.basis_for(session, Kind.LICENCE, of, [line()], key="c")
    actions.issue(session, basis, of, actor=ELIN, at=MOMENT)
    session.rollback()
    numbers += [issued(session, key="d").number, issued(session, key="a").number, issued(session, key="e").number]
    assert numbers == ["2600001", "2600002", "2600001", "2600003"]


def test_the_database_refuses_to_change_what_was_issued(session: Session) -> None:
    issued(session)
    issued_tables = (IssuedInvoice, InvoiceLine, InvoiceGroup, InvoicePaper, InvoiceStep)
    for table in issued_tables:
        column = table.__mapper__.primary_key[0]
        for statement in (sa.update(table).values({column.name: column}), sa.delete(table)):
            begin_write(session)
            with pytest.raises(sa.exc.DBAPIError, match="never changed"):
                session.execute(statement)
            session.rollback()


def test_an_invoice_waits_for_what_is_missing_and_says_what(session: Session) -> None:
    begin_write(session)
    session.execute(sa.update(InvoiceCustomer).values(reference=""))
    session.commit()
    with pytest.raises(Refused) as refused:
        issued(session)
    assert refused.value.params["faults"] == "kundens referens saknas."
    session.rollback()
    with pytest.raises(Refused, match="customer"):
        issued(session, to="laxahem")
    session.rollback()
    begin_write(session)
    session.execute(sa.delete(Issuer))
    session.commit()
    with pytest.raises(Refused, match="issuer"):
        issued(session)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(IssuedInvoice)) == 0


def test_a_whole_credit_note_points_at_its_invoice_and_takes_all_of_it(session: Session) -> None:
    invoice = issued(session, line(), line("Reglering", "100", "-1"))
    note = credited(session, invoice)
    read = parse(paper(session, note))
    assert read.one("BillingReference/InvoiceDocumentReference/ID") == invoice.number
    assert read.one("CreditNoteTypeCode") == "381"
    assert (note.number, note.net, note.payable) == ("2600002", invoice.net, invoice.payable)
    assert rules.billing_faults(paper(session, note)) == []
    with pytest.raises(Refused, match="credit_nothing"):
        credited(session, invoice, key="b")
    session.rollback()
    with pytest.raises(Refused, match="credit_of_credit"):
        credited(session, note, key="c")


def test_parts_are_credited_up_to_what_is_left_and_no_more(session: Session) -> None:
    invoice = issued(session, line(price="0.04", quantity="1"), line(price="100", quantity="1", rate=2500))
    first, second = (each.line.id for each in left_of(session, invoice.id))
    notes = [
        credited(session, invoice, {first: 2}, key="a"),
        credited(session, invoice, {first: 2, second: 4000}, key="b"),
    ]
    with pytest.raises(Refused, match="credit_more"):
        credited(session, invoice, {second: 6001}, key="c")
    session.rollback()
    notes.append(credited(session, invoice, key="d"))
    assert [note.net for note in notes] == [2, 4002, 6000]
    assert sum(note.vat for note in notes) == invoice.vat
    assert sum(note.payable for note in notes) == invoice.payable
    for note in notes:
        assert rules.billing_faults(paper(session, note)) == []
    assert credited(session, invoice, key="a").id == notes[0].id


def test_a_document_moves_on_one_step_at_a_time(session: Session) -> None:
    row = issued(session)
    begin_write(session)
    with pytest.raises(Refused, match="moved"):
        actions.tell(session, row, State.DELIVERED, actor=ELIN, at=MOMENT)
    parcel = actions.pack(session, row.id)
    assert parcel is not None
    assert parcel.xml == paper(session, row)
    actions.handed_over(session, parcel, at=MOMENT)
    actions.handed_over(session, parcel, at=MOMENT)
    assert actions.pack(session, row.id) is None
    actions.tell(session, row, State.FAILED, "Okänd mottagare.", actor=ELIN, at=MOMENT)
    actions.send_again(session, row, actor=ELIN, at=MOMENT)
    session.commit()
    assert steps(session, row) == ["created", "validated", "handed_over", "failed", "validated"]
    assert state(session, row) == "validated"
    assert [letter.key for letter in session.scalars(sa.select(Letter).order_by(Letter.id))][-1] == "invoice:2600001:2"
