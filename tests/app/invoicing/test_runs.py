"""Runs: everything once, nothing twice, whatever stops them; nothing that IT pays; one bad customer stops nobody."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import begin_write
from app.identity.models import Unit
from app.invoicing import actions
from app.invoicing.models import InvoiceCustomer, InvoiceLine, InvoiceRun, InvoiceSource, IssuedInvoice, RunFault
from app.licences.models import Licence
from app.refusal import Refused
from tests import peppol as rules
from tests.app.findings.making import decide, found
from tests.app.invoicing.making import ELIN, paper, state
from tests.app.invoicing.working import work
from tests.app.licences import making
from tests.client import ShopClient
from tests.databases import MOMENT

MONTH = dt.date(2026, 11, 1)
NASTY = ("<b>fet</b>", "<img src=/etc/passwd>", "x" * 120, "Licens 🎉😀", "&amp; ]]> \u202e", "\u200b")


def begun(session: Session, month: dt.date = MONTH) -> InvoiceRun:
    session.rollback()
    begin_write(session)
    run = actions.start(session, month, actor=ELIN, at=MOMENT, today=MOMENT.date())
    session.commit()
    return run


def many(session: Session, count: int) -> None:
    """Licences of units with references of their own, a few in each; everything else is as it was."""
    first = making.licence(session, "karin")
    begin_write(session)
    plain = {column.name: getattr(first, column.name) for column in sa.inspect(Licence).columns if column.name != "id"}
    for number in range(1, count):
        same = {
            "number": f"LX{number:05}",
            "holder_id": None,
            "holder_name": "",
            "place": f"Plats {number}",
            "position": number + 1,
        }
        session.add(Licence(**plain | same | {"name": NASTY[number % len(NASTY)], "price": 1000 + number % 3}))
    session.commit()


def sources(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(sa.select(InvoiceSource.key)))


def test_a_run_charges_what_units_pay_and_nothing_that_it_pays(app: Flask, session: Session) -> None:
    mine = making.licence(session, "karin")
    also = making.licence(session, "anders")
    other = making.licence(session, "maria", making.COPILOT, cost_centre="1810 18000")
    making.licence(session, "anders", making.ROOM, place="Personalrummet")
    making.licence(session, "eva", starts_on=dt.date(2026, 12, 1))
    run = begun(session)
    work(app)
    session.refresh(run)
    rows = session.scalars(sa.select(IssuedInvoice).order_by(IssuedInvoice.id)).all()
    assert sources(session) == sorted(f"licence:{row.id}:2026-11" for row in (mine, also, other))
    assert (run.state, run.planned, run.done, run.amount) == ("done", 2, 2, sum(row.net for row in rows))
    lines = session.scalars(sa.select(InvoiceLine).order_by(InvoiceLine.id)).all()
    assert {(line.quantity, line.accounting) for line in lines} == {(20_000, "4410 44000"), (10_000, "1810 18000")}
    assert all(state(session, row) == "validated" for row in rows)
    assert all(rules.billing_faults(paper(session, row)) == [] for row in rows)


def test_a_month_that_is_run_again_gives_only_what_came_since(app: Flask, session: Session) -> None:
    making.licence(session, "karin")
    begun(session)
    work(app)
    begun(session)
    work(app)
    late = making.licence(session, "anders")
    begun(session)
    work(app)
    assert session.scalars(sa.select(InvoiceRun.done).order_by(InvoiceRun.id)).all() == [1, 0, 1]
    assert f"licence:{late.id}:2026-11" in sources(session)
    assert session.scalars(sa.select(IssuedInvoice.number)).all() == ["2600001", "2600002"]


def test_names_that_are_none_stop_no_run(app: Flask, session: Session) -> None:
    many(session, 12)
    begun(session)
    work(app)
    assert len(sources(session)) == 12
    (row,) = session.scalars(sa.select(IssuedInvoice))
    assert rules.billing_faults(paper(session, row)) == []


def test_a_customer_without_a_reference_is_named_and_stands_in_nobodys_way(app: Flask, session: Session) -> None:
    making.licence(session, "karin")
    making.licence(session, "maria")
    begin_write(session)
    laxa = session.scalars(sa.select(InvoiceCustomer).where(InvoiceCustomer.name == "Laxå kommun")).one()
    laxa.postal_code = ""
    session.commit()
    begun(session)
    work(app)
    (fault,) = session.scalars(sa.select(RunFault))
    assert fault.faults == "Det går inte att fakturera Laxå kommun: kundens adress är inte hel."
    assert [row.customer for row in session.scalars(sa.select(IssuedInvoice))] == ["Hallsbergs kommun"]


def test_a_month_that_has_not_begun_has_no_run_and_one_under_way_is_the_same(session: Session) -> None:
    with pytest.raises(Refused, match="month"):
        begun(session, dt.date(2026, 12, 1))
    assert begun(session).id == begun(session).id


def spread(session: Session, count: int) -> None:
    """Licences in that many units, each with a reference of its own."""
    first = making.licence(session, "karin")
    begin_write(session)
    plain = {column.name: getattr(first, column.name) for column in sa.inspect(Licence).columns if column.name != "id"}
    unit = session.get_one(Unit, first.unit_id)
    for number in range(1, count):
        other = Unit(organisation_id=unit.organisation_id, name=f"Enhet {number}", invoice_reference=f"REF{number:03}")
        session.add(other)
        session.flush()
        own = {"number": f"LX{number:05}", "holder_id": None, "holder_name": "", "place": "Entrén", "unit_id": other.id}
        session.add(Licence(**plain | own))
    session.commit()


def killed_everywhere(app: Flask, session: Session, count: int, step: int) -> None:
    """Kill a run after every few documents, go on each time, and look that everything is there once."""
    spread(session, count)
    begun(session)
    for _ in range(0, count, step):
        with pytest.raises(KeyboardInterrupt):
            work(app, documents=step - 1)
        numbers = session.scalars(sa.select(IssuedInvoice.number).order_by(IssuedInvoice.id)).all()
        session.rollback()
        assert numbers == [f"26{number:05}" for number in range(1, len(numbers) + 1)]
    work(app)
    assert len(sources(session)) == count
    assert session.scalar(sa.select(sa.func.count()).select_from(IssuedInvoice)) == count


def test_a_run_that_is_killed_goes_on_and_gives_the_same_documents_once(app: Flask, session: Session) -> None:
    killed_everywhere(app, session, 6, 3)


@pytest.mark.hard
def test_a_run_killed_at_every_twentieth_gives_the_same_documents_once(app: Flask, session: Session) -> None:
    killed_everywhere(app, session, 100, 5)


@pytest.mark.hard
def test_two_workers_on_one_run_give_the_same_documents_once(app: Flask, session: Session) -> None:
    spread(session, 40)
    begun(session)
    failed: list[BaseException] = []

    def one() -> None:
        try:
            work(app)
        except sa.exc.OperationalError:
            one()
        except BaseException as error:  # told below, in the thread that judges
            failed.append(error)

    workers = [threading.Thread(target=one) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert len(sources(session)) == 40
    numbers = session.scalars(sa.select(IssuedInvoice.number).order_by(IssuedInvoice.id)).all()
    assert numbers == [f"26{number:05}" for number in range(1, 41)]


def test_an_extra_cost_is_recharged_to_the_unit_that_bears_it_once(
    app: Flask, session: Session, client_as: Callable[[str], ShopClient]
) -> None:
    number = found(client_as("omar"), session)
    decide(client_as("gunnar"), number, "charge_extra_cost")
    cost = {"token": "k" * 40, "belopp": "1 250", "avser": "Två timmars felsökning", "dag": "2026-10-20"}
    client_as("omar").post(f"/avvikelser/{number}/kostnad", cost)
    for _twice in range(2):
        begun(session)
        work(app)
    session.rollback()
    (line,) = session.scalars(sa.select(InvoiceLine))
    assert (line.name, line.net, line.period_first) == ("Två timmars felsökning", 125_000, dt.date(2026, 10, 20))
    assert [key.partition(":")[0] for key in sources(session)] == ["extra"]
