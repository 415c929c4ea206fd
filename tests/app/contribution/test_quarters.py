"""Quarters, amendments, a settlement that comes late, and capital costs that the worker reckons."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from pikepdf import Pdf
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.contribution import actions, queries
from app.contribution.actions import Change, Result, reckoning
from app.contribution.models import CapitalPart, CapitalRow, CapitalRun, QuarterInvoice
from app.db import begin_write
from app.devices.models import Device
from app.history import HistoryEntry
from app.identity.models import Organisation
from app.invoicing.models import InvoiceCustomer, InvoiceLine, InvoiceRun, IssuedInvoice
from app.refusal import Forbidden, Refused
from app.worker.reckoning import carry_costs
from catalogue import contribution
from tests.app.contribution.making import INHABITANTS, Scene
from tests.app.invoicing.working import work
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People
from tests.races import at_once

SignIn = Callable[[str], ShopClient]
NEXT_YEAR = dt.datetime(2027, 1, 20, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def scene(session: Session, people: People) -> Scene:
    """A budget of 2026 that is adopted, without anything of anybody's own."""
    made = Scene(session, people)
    made.begin(2026)
    made.line(2026, "shared_operation", "salary", 3_000_000_000)
    made.reckon(2026)
    made.adopt(2026)
    return made


def lines_of(session: Session, number: str) -> list[tuple[str, str, int]]:
    question = sa.select(InvoiceLine.name, InvoiceLine.description, InvoiceLine.net).join(
        IssuedInvoice, IssuedInvoice.id == InvoiceLine.invoice_id
    )
    return [
        tuple(row)
        for row in session.execute(question.where(IssuedInvoice.number == number).order_by(InvoiceLine.place))
    ]


@pytest.mark.rule("R-028", "R-129")
def test_an_amendment_stands_with_its_reason_on_the_next_invoice_and_each_quarter_is_issued_once(
    app: Flask, scene: Scene, session: Session, client_as: SignIn
) -> None:
    elin, root = client_as("elin"), "/ekonomi/medlemsbidrag/2026"
    assert elin.post(f"{root}/kvartal/2").status == 422
    assert elin.post(f"{root}/kvartal/1").status == 303
    work(app)
    bare = elin.post(f"{root}/justera", {"skal": "regulation", "text": "", "vem": "0", "belopp": "10 000"})
    assert bare.status == 422
    law = {"skal": "regulation", "text": "Cybersäkerhetslagen, nämnden § 9", "vem": "0", "belopp": "10 000,01"}
    assert elin.post(f"{root}/justera", law).status == 303
    own = {"skal": "end_of_support", "text": "Äldre telefonväxel", "vem": str(scene.ids["laxa"]), "belopp": "500",
           "avdrag": "y"}  # fmt: skip
    assert elin.post(f"{root}/justera", own).status == 303
    for number in (2, 2, 3):
        assert elin.post(f"{root}/kvartal/{number}").status == 303
        work(app)
    first, second, third = (scene.amounts(2026, quarter) for quarter in (1, 2, 3))
    assert first == third
    assert sum(second.values()) - sum(first.values()) == 1_000_001 - 50_000
    row = queries.by_year(session, 2026)
    laxa = [each for each in queries.issued(session, row) if each.organisation_id == scene.ids["laxa"]]
    assert [len(lines_of(session, each.invoice_number)) for each in laxa] == [1, 3, 1]
    told = lines_of(session, laxa[1].invoice_number)
    assert told[1][:2] == ("Justering av medlemsbidraget: Ny lag eller föreskrift", "Cybersäkerhetslagen, nämnden § 9")
    assert told[2] == ("Justering av medlemsbidraget: Stödet upphör", "Äldre telefonväxel", -50_000)
    assert session.scalar(sa.select(sa.func.count()).select_from(QuarterInvoice)) == 12
    with pytest.raises(IntegrityError):
        scene.do(lambda: session.execute(_again(laxa[0])))
    with pytest.raises(DatabaseError, match="never changed"):
        scene.do(lambda: session.execute(sa.update(QuarterInvoice).values(base=1, total=1)))
    scene.invoice(2026, 4)
    late = Change("regulation", "För sent", 100)
    with pytest.raises(Refused):
        scene.change(2026, lambda year: actions.amend(session, year, scene.elin, late, at=MOMENT))
    book = openpyxl.load_workbook(io.BytesIO(elin.get(f"{root}/export.xlsx").answer.data)).active
    sheet = [[cell.value for cell in line] for line in book.iter_rows(min_row=2)]
    assert round(sum(line[6] for line in sheet), 2) == 30_000_000
    assert round(sum(line[11] for line in sheet), 2) == 30_009_500.01
    paper = Pdf.open(io.BytesIO(elin.get(f"{root}/laxa/underlag.pdf").answer.data))
    assert len(paper.pages) >= 1


def _again(row: QuarterInvoice) -> sa.Insert:
    return sa.insert(QuarterInvoice).values(
        year_id=row.year_id, organisation_id=row.organisation_id, quarter=1, supplement=False, base=1, amendments=0,
        settlement=0, total=1, invoice_id=row.invoice_id + 1000, invoice_number="x", unsettled_why="",
        issued_by_name="x", issued_at=MOMENT,
    )  # fmt: skip


@pytest.mark.rule("R-131")
def test_a_result_that_is_locked_after_the_first_quarter_comes_once_on_a_supplement(
    scene: Scene, session: Session
) -> None:
    scene.invoice(2026, 1, 2, 3, 4)
    scene.begin(2027)
    scene.line(2027, "shared_operation", "salary", 3_000_000_000)
    scene.reckon(2027)
    scene.adopt(2027)
    with pytest.raises(Refused, match="unsettled"):
        scene.invoice(2027, 1)
    scene.invoice(2027, 1, why="Bokslutet blir klart i februari.")
    planned = scene.amounts(2027, 1)
    scene.step(2026, "closed", at=NEXT_YEAR)
    scene.reckon(2026, "outcome")
    result = Result(10_000_000, "Bokslut 2026")
    scene.change(2026, lambda row: actions.prepare(session, row, scene.elin, result, at=MOMENT))
    with pytest.raises(Refused):
        scene.change(2027, lambda row: actions.supplement(session, row, scene.elin, at=MOMENT))
    with pytest.raises(Forbidden):
        scene.change(2026, lambda row: actions.lock(session, row, scene.elin, at=MOMENT))
    scene.change(2026, lambda row: actions.lock(session, row, scene.gunnar, at=MOMENT))
    with pytest.raises(DatabaseError, match="is locked"):
        scene.do(lambda: session.execute(sa.text("UPDATE year_settlement SET shared_result = 0")))
    with pytest.raises(DatabaseError, match="is locked"):
        scene.do(lambda: session.execute(sa.text("UPDATE settlement_part SET amount = 0, shared = 0, own = 0")))
    scene.change(2027, lambda row: actions.supplement(session, row, scene.elin, at=MOMENT))
    extra = scene.amounts(2027, 1, supplement=True)
    assert sum(extra.values()) == -10_000_000
    notes = session.scalars(sa.select(IssuedInvoice).where(IssuedInvoice.document == "credit")).all()
    firsts = {row.invoice_id for row in queries.issued(session, queries.by_year(session, 2027)) if not row.supplement}
    assert len(notes) == 4
    assert {note.credits_id for note in notes} == firsts
    assert scene.amounts(2027, 1) == planned
    with pytest.raises(Refused):
        scene.change(2027, lambda row: actions.supplement(session, row, scene.elin, at=MOMENT))
    scene.invoice(2027, 2)
    assert scene.amounts(2027, 2) == planned


@pytest.mark.rule("R-131")
def test_a_shared_deficit_comes_by_inhabitants_on_one_further_invoice_for_each_member(
    scene: Scene, session: Session
) -> None:
    scene.invoice(2026, 1, 2, 3, 4)
    scene.begin(2027)
    scene.line(2027, "shared_operation", "salary", 3_000_000_000)
    scene.reckon(2027)
    scene.adopt(2027)
    scene.invoice(2027, 1, why="Bokslutet blir klart i februari.")
    planned = scene.amounts(2027, 1)
    scene.step(2026, "closed", at=NEXT_YEAR)
    scene.reckon(2026, "outcome")
    result = Result(-10_000_001, "Bokslut 2026")
    scene.change(2026, lambda row: actions.prepare(session, row, scene.elin, result, at=MOMENT))
    scene.change(2026, lambda row: actions.lock(session, row, scene.gunnar, at=MOMENT))
    scene.change(2027, lambda row: actions.supplement(session, row, scene.elin, at=MOMENT))
    extra, counts = scene.amounts(2027, 1, supplement=True), list(INHABITANTS.values())
    assert list(extra) == list(INHABITANTS)
    assert list(extra.values()) == contribution.shares(10_000_001, counts)
    year = queries.by_year(session, 2027)
    rows = [row for row in queries.issued(session, year) if row.supplement]
    papers = [session.get_one(IssuedInvoice, row.invoice_id) for row in rows]
    assert {(paper.document, paper.credits_id) for paper in papers} == {("invoice", None)}
    told = [lines_of(session, paper.number) for paper in papers]
    assert [(len(lines), lines[0][0], lines[0][2]) for lines in told] == [
        (1, "Reglering av 2026 års resultat", amount) for amount in extra.values()
    ]
    with pytest.raises(Refused):
        scene.change(2027, lambda row: actions.supplement(session, row, scene.elin, at=MOMENT))
    scene.invoice(2027, 2)
    assert scene.amounts(2027, 1) == scene.amounts(2027, 2) == planned


@pytest.mark.rule("R-129")
def test_a_quarter_is_a_run_that_shows_its_progress_and_goes_on_where_it_was_killed(
    app: Flask, scene: Scene, session: Session, client_as: SignIn
) -> None:
    elin, here = client_as("elin"), "/ekonomi/medlemsbidrag/2026/kvartal/1"
    for _twice in range(2):
        assert "0 av 4 fakturor är klara" in elin.follow(elin.post(here)).text
    assert session.scalar(sa.select(sa.func.count()).select_from(IssuedInvoice)) == 0
    for done in (1, 2, 3):
        session.rollback()
        with pytest.raises(KeyboardInterrupt):
            work(app, documents=1)
        assert f"{done} av 4 fakturor är klara" in elin.fragment(here).text
    assert "Medlemsbidrag, kvartal 1 2026" in elin.get("/ekonomi/fakturor/korningar").text
    work(app)
    work(app)
    assert "faktureras nu" not in elin.get(here).text
    assert session.scalars(sa.select(IssuedInvoice.number).order_by(IssuedInvoice.number)).all() == [
        f"260000{number}" for number in (1, 2, 3, 4)
    ]
    run = session.scalars(sa.select(InvoiceRun)).one()
    assert (run.state, run.planned, run.done, run.amount) == ("done", 4, 4, sum(scene.amounts(2026, 1).values()))
    told = sa.select(sa.func.count()).where(HistoryEntry.event == "budget.invoiced")
    assert session.scalar(told) == 1
    assert "redan fakturerat" in elin.follow(elin.post(here)).text


@pytest.mark.rule("R-129")
def test_a_member_that_cannot_be_invoiced_is_named_and_comes_with_the_next_run(
    app: Flask, scene: Scene, session: Session, client_as: SignIn
) -> None:
    laxa = session.get_one(InvoiceCustomer, scene.ids["laxa"])
    kept = {column.name: getattr(laxa, column.name) for column in sa.inspect(InvoiceCustomer).columns}
    scene.do(
        lambda: session.execute(
            sa.delete(InvoiceCustomer).where(InvoiceCustomer.organisation_id == kept["organisation_id"])
        )
    )
    elin, root = client_as("elin"), "/ekonomi/medlemsbidrag/2026"
    elin.post(f"{root}/kvartal/1")
    work(app)
    page = elin.get(f"{root}/kvartal/1").text
    assert "Allt gick inte att fakturera" in page
    assert "Laxå: " in page
    assert "Fakturera kvartal 1" in elin.get(root).text
    assert set(scene.amounts(2026, 1)) == set(INHABITANTS) - {"laxa"}
    scene.do(lambda: session.execute(sa.insert(InvoiceCustomer).values(**kept)))
    elin.post(f"{root}/kvartal/1")
    work(app)
    assert set(scene.amounts(2026, 1)) == set(INHABITANTS)
    assert session.scalars(sa.select(InvoiceRun.done).order_by(InvoiceRun.id)).all() == [3, 1]


def test_two_economists_who_issue_a_quarter_at_once_get_the_same_four_documents(
    app: Flask, scene: Scene, session: Session
) -> None:
    got: list[list[str]] = []

    def issue(own: Session) -> None:
        made = actions.issue(own, queries.held(own, 2026), 1, scene.elin, at=MOMENT)
        got.append([row.invoice_number for row in made])

    session.rollback()
    at_once(app, [issue, issue])
    session.rollback()
    numbers = session.scalars(sa.select(IssuedInvoice.number).order_by(IssuedInvoice.number)).all()
    assert [sorted(each) for each in got] == [numbers, numbers]
    assert len(numbers) == 4
    assert session.scalar(sa.select(sa.func.count()).select_from(QuarterInvoice)) == 4
    told = sa.select(sa.func.count()).where(HistoryEntry.event == "budget.invoiced")
    assert session.scalar(told) == 1


@pytest.mark.rule("R-133", "R-135")
def test_the_worker_reckons_what_is_asked_for_and_an_access_point_of_2025_is_not_among_it(
    scene: Scene, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoning, "AT_ONCE", 0)
    scene.buy(3, 600_000, "access_point", 60, dt.date(2025, 12, 30))
    scene.buy(2, 600_000, "access_point", 60, dt.date(2026, 1, 2))
    scene.buy(1, 960_000, "computer", 48, dt.date(2026, 3, 2))
    session.execute(sa.update(Device).where(Device.device_class == "computer").values(payer="direct"))
    company = sa.select(Organisation.id).where(Organisation.key == "lekebergsbostader").scalar_subquery()
    last = sa.select(sa.func.max(Device.id)).where(Device.device_class == "access_point").scalar_subquery()
    session.execute(sa.update(Device).where(Device.id == last).values(organisation_id=company))
    session.commit()
    scene.begin(2027)
    scene.reckon(2027)
    scene.reckon(2027)
    assert session.scalars(sa.select(CapitalRun.state).order_by(CapitalRun.id)).all() == ["done", "waiting"]

    @contextmanager
    def unit() -> Iterator[tuple[Session, dt.datetime]]:
        session.rollback()
        begin_write(session)
        yield session, MOMENT
        session.commit()

    carry_costs(unit, unit, threading.Event())
    carry_costs(unit, unit, threading.Event())
    run = session.scalars(sa.select(CapitalRun).order_by(CapitalRun.id.desc())).first()
    assert run is not None
    assert run.state == "done"
    rows = session.scalars(sa.select(CapitalRow).where(CapitalRow.run_id == run.id)).all()
    # The company's is borne by the member that pays for it.
    assert sorted((row.organisation_id, row.months, row.depreciation) for row in rows) == sorted(
        (scene.ids[key], 60, 120_000) for key in ("laxa", "lekeberg")
    )
    parts = session.scalars(sa.select(CapitalPart).where(CapitalPart.run_id == run.id)).all()
    assert (len(parts), sum(part.depreciation for part in parts)) == (4, 240_000)
