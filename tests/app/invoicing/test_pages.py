"""The economist's pages: the list and its files, a document on its way, credits, runs, customers and the issuer."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.models import RoleGrant
from app.invoicing.models import InvoiceCustomer, InvoiceRun, IssuedInvoice, Issuer
from app.invoicing.queries.credits import left_of
from tests.app.invoicing.making import credited, issued, organisation, paper, state
from tests.app.licences import making
from tests.catalogue.invoice_scenes import line
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
LIST = "/ekonomi/fakturor"


def test_the_list_is_searched_and_filtered_and_its_file_has_the_same_sums(session: Session, client_as: SignIn) -> None:
    first = issued(session, key="a")
    issued(session, line("=1+1", "10"), key="b", to="hallsberg")
    note = credited(session, first)
    elin = client_as("elin")
    page = elin.get(LIST)
    assert [row.a.text for row in page.soup.select("tr[data-row] th")] == ["2600003", "2600002", "2600001"]  # type: ignore[union-attr]  # each row has a link
    assert "2600002" not in elin.get(f"{LIST}?organisation=laxa").text
    assert "2600001" in elin.get(f"{LIST}?q={first.ocr}").text
    assert "Ingen faktura passar" in elin.get(f"{LIST}?lage=delivered&slag=goods").text
    sheet = openpyxl.load_workbook(io.BytesIO(elin.get(f"{LIST}/export.xlsx").answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[union-attr]  # there is one
    at = rows[0].index("Att betala")
    assert [round(row[at] * 100) for row in rows[1:]] == [first.payable, 3750, -note.payable]
    assert "485,63" in elin.get(f"{LIST}/export.csv").answer.get_data(as_text=True)
    elin.get(f"{LIST}/export.doc", status=404)


def test_a_document_is_read_fetched_and_moved_on_by_hand(session: Session, client_as: SignIn) -> None:
    row = issued(session, line("<b>fet</b>"))
    elin, here = client_as("elin"), f"{LIST}/{row.number}"
    page = elin.get(here)
    assert "Faktura 2600001" in page.h1
    assert "<b>fet</b>" in page.text
    assert elin.get(f"{here}/xml").answer.data == paper(session, row)
    assert elin.get(f"{here}/pdf").answer.data == paper(session, row, "pdf")
    for act, wanted in (
        ("lamnad", "handed_over"),
        ("stoppad", "failed"),
        ("igen", "validated"),
        ("lamnad", "handed_over"),
        ("levererad", "delivered"),
    ):
        elin.follow(elin.post(here, {"atgard": act, "meddelande": "Okänd mottagare"}))
        assert state(session, row) == wanted
    assert elin.post(here, {"atgard": "stoppad"}).status == 422
    assert elin.post(here, {"atgard": "x"}).status == 422


def test_a_credit_note_is_made_once_from_a_form_that_is_sent_twice(session: Session, client_as: SignIn) -> None:
    row = issued(session, line(price="100", quantity="1"), line(price="50", quantity="1"))
    elin, here = client_as("elin"), f"{LIST}/{row.number}/kreditera"
    second = left_of(session, row.id)[1].line.id
    form = elin.get(here).form(here) | {"skal": "Fel antal.", f"belopp-{second}": "20,50"}
    assert elin.post(here, form | {f"belopp-{second}": "50,01"}).status == 422
    assert elin.post(here, form | {f"belopp-{second}": "tjugo"}).status == 422
    assert elin.post(here, form | {"skal": ""}).status == 422
    first = elin.post(here, form)
    assert elin.post(here, form).location == first.location
    page = elin.follow(first)
    assert "Kreditfaktura 2600002" in page.h1
    session.rollback()
    assert session.scalars(sa.select(IssuedInvoice.net).where(IssuedInvoice.document == "credit")).all() == [2050]
    elin.get(f"{LIST}/2600002/kreditera", status=422)


def test_a_month_is_run_from_the_page_and_its_progress_is_shown(session: Session, client_as: SignIn) -> None:
    making.licence(session, "karin")
    elin, here = client_as("elin"), f"{LIST}/korningar"
    assert "Ingen månad har fakturerats" in elin.get(here).text
    elin.follow(elin.post(here, {"manad": "2026-11"}))
    elin.follow(elin.post(here, {"manad": "2026-11"}))
    assert "0 av 1" in elin.fragment(here).text
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(InvoiceRun)) == 1
    assert elin.post(here, {"manad": "2027-01"}).status == 422


def test_numbers_are_checked_when_they_are_entered(session: Session, client_as: SignIn) -> None:
    elin, here = client_as("elin"), f"{LIST}/kunder/laxa"
    form = elin.get(here).form(here)
    wrong = elin.post(here, form | {"organisationsnummer": "212000-0036", "adresstyp": "0088", "gln": "7350000000008"})
    assert wrong.status == 422
    assert "Organisationsnumret stämmer inte" in wrong.text
    assert "GLN stämmer inte" in wrong.text
    elin.follow(elin.post(here, form | {"organisationsnummer": "212000-0035", "referens": "ZZ1 2"}))
    row = session.get_one(InvoiceCustomer, organisation(session))
    assert (row.org_number, row.reference, row.version) == ("2120000035", "ZZ1 2", 2)
    assert elin.post(here, form).status == 409
    new = elin.get(f"{LIST}/kunder/laxahem").form(f"{LIST}/kunder/laxahem")
    assert new["momsnummer"] == "SE556000014201"


def test_the_issuer_is_a_new_version_each_time_and_old_invoices_keep_theirs(
    session: Session, client_as: SignIn
) -> None:
    old = issued(session)
    elin, here = client_as("elin"), f"{LIST}/installningar"
    form = elin.get(here).form(here)
    for change, said in (
        ({"kontonummer": "991-2345"}, "Bankgironumret stämmer inte"), ({"konto": "iban"}, "IBAN-numret stämmer inte"),
        ({"moms-contribution": "O-0"}, "Skriv varför ingen moms tas ut"), ({"dagar": "91"}, "90"),
    ):  # fmt: skip
        assert said in elin.post(here, form | change).text
    elin.follow(elin.post(here, form | {"moms-contribution": "O-0", "momsskal": "Ingen omsättning", "avrundning": "y"}))
    session.rollback()
    versions = session.scalars(sa.select(Issuer).order_by(Issuer.id)).all()
    assert [version.whole_kronor for version in versions] == [False, True]
    assert versions[1].treatments["contribution"] == {"category": "O", "rate": 0, "reason": "Ingen omsättning"}
    assert old.issuer_id == versions[0].id


def test_a_customers_economist_reads_its_own_invoices_and_changes_nothing(
    app: Flask, session: Session, people: People, client_as: SignIn
) -> None:
    own, other = issued(session, key="a"), issued(session, key="b", to="hallsberg")
    session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id == people["elin"].id, RoleGrant.role == "finance")
        .values(organisation_id=organisation(session))
    )
    session.commit()
    elin = client_as("elin")
    assert other.number not in elin.get(LIST).text
    elin.get(f"{LIST}/{own.number}/xml")
    for path in ("", "/pdf", "/xml", "/kreditera"):
        elin.get(f"{LIST}/{other.number}{path}", status=404)
    for path in (f"/{own.number}/kreditera", "/installningar", "/kunder/laxa"):
        elin.get(f"{LIST}{path}", status=403)
    for path, form in ((f"/{own.number}", {"atgard": "lamnad"}), ("/korningar", {"manad": "2026-11"})):
        assert elin.post(f"{LIST}{path}", form).status == 403
    client_as("karin").get(f"{LIST}/{own.number}", status=403)
    client_as("rut").get(f"{LIST}/{other.number}")
