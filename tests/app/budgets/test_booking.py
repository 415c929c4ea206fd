"""What orders book on frames: reserved, ordered, delivered, credited, given back; and what stops them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.budgets import actions as budgets
from app.budgets.models import Claim, Entry
from app.db import begin_write
from app.desks.models import ApprovalRequest
from app.orders.models import OrderLine
from catalogue.budgets import Stop, Sums
from tests.app.budgets.making import frame, individual, is_whole, of_unit
from tests.app.orders.making import HEADSET, LAPTOP, PHONE, decide, fill, lines, order, place, request, submit
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
PLENTY = 10_000_000_00


def test_an_order_is_reserved_and_what_ends_gives_it_back(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    """Promise 48: fewer, no and cancelled give back exactly what was taken, once."""
    mine = of_unit(session, people["karin"].unit_id, PLENTY)
    karin, anders = client_as("karin"), client_as("anders")
    number = place(karin, PHONE, quantity=3)
    price = lines(session, number)["mobile_phone"].unit_price
    assert frame(session, mine).sums == Sums(reserved=3 * price)
    asked, line = request(session, number).id, lines(session, number)["mobile_phone"].id
    assert decide(anders, asked, **{f"antal_{line}": 2}).status == 303
    assert frame(session, mine).sums == Sums(reserved=2 * price)
    assert anders.post(f"/godkann/{asked}/angra").status == 303
    assert frame(session, mine).sums == Sums(reserved=3 * price)
    assert decide(anders, asked, "avsla", meddelande="Inte i år").status == 303
    assert frame(session, mine).sums == Sums()
    again = place(karin, PHONE)
    for _ in range(2):
        karin.post(f"/bestallningar/{again}/avbestall")
    assert frame(session, mine).sums == Sums()
    is_whole(session)


@pytest.mark.rule("R-046")
@pytest.mark.rule("R-132")
def test_a_computer_debits_its_own_municipalitys_frame_and_no_other(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    known = {key: individual(session, key, PLENTY) for key in ("askersund", "hallsberg", "laxa", "lekeberg")}
    own = of_unit(session, people["anders"].unit_id, PLENTY)
    number = place(client_as("anders"), LAPTOP, quantity=2)
    line = lines(session, number)["staff_pc"]
    price, own_municipality = line.unit_price, order(session, number).organisation_id
    taken = {}
    for found in known.values():
        row = frame(session, found)
        taken[row.organisation_id] = row.sums
    assert taken.pop(own_municipality) == Sums(reserved=2 * price)
    assert set(taken.values()) == {Sums()}
    assert frame(session, own).sums == Sums()
    is_whole(session)


def test_more_than_a_hard_frame_is_refused_in_words_and_nothing_is_lost(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    mine = of_unit(session, people["karin"].unit_id, 100_00, stop=Stop.HARD)
    karin = client_as("karin")
    fill(karin, HEADSET)
    answer = submit(karin)
    assert answer.status == 422
    assert "Enhetens ram 2026 räcker inte" in answer.text
    assert "100 kr finns kvar" in answer.text.replace("\xa0", " ")
    assert "be ekonomen höja ramen" in answer.text
    assert karin.get("/varukorg").soup.select("form[action^='/varukorg/rader/']")
    assert frame(session, mine).sums == Sums()
    assert session.scalars(sa.select(Claim)).all() == []


@pytest.mark.rule("R-046")
def test_a_computer_beyond_a_soft_frame_waits_for_the_head_of_it_and_the_municipality(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    mine = individual(session, "hallsberg", 100_00)
    number = place(client_as("jonas"), LAPTOP)
    line = lines(session, number)["staff_pc"]
    assert line.state == "pending_approval"
    asked = sa.select(ApprovalRequest.step, ApprovalRequest.decider_name).where(
        ApprovalRequest.order_id == line.order_id, ApprovalRequest.step.in_(("head_of_it", "kckd"))
    )
    assert {row.step: row.decider_name for row in session.execute(asked)} == {
        "head_of_it": "Gunnar Wik", "kckd": "Kommundirektören i Hallsberg",
    }  # fmt: skip
    assert frame(session, mine).left < 0


def test_the_ledger_follows_from_sourced_to_invoice_and_credit(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock
) -> None:
    """Identity through the whole life; an invoice and a credit are booked from what the line took, never more."""
    mine = of_unit(session, people["karin"].unit_id, PLENTY, stop=Stop.HARD)
    number = place(client_as("karin"), HEADSET, quantity=2)
    line = lines(session, number)["headset"]
    each, line_id = line.unit_price, line.id
    total = 2 * each
    session.rollback()
    begin_write(session)
    budgets.invoice(session, line_id, each, reference="F1", last=False, at=clock())
    assert budgets.credit(session, line_id, each // 2, reference="K1", at=clock()) == each // 2
    assert budgets.credit(session, line_id, each // 2, reference="K1", at=clock()) == 0
    assert budgets.credit(session, line_id, total, reference="K1", at=clock()) == each - each // 2
    assert budgets.credit(session, line_id, total, reference="K2", at=clock()) == 0
    session.commit()
    assert frame(session, mine).sums == Sums(reserved=total // 2, invoiced=total // 2, credited=total // 2)
    session.rollback()
    begin_write(session)
    budgets.invoice(session, line_id, PLENTY * 2, reference="F2", last=True, at=clock())
    session.commit()
    found = frame(session, mine)
    assert found.overdraft > 0
    assert found.left + found.overdraft == 0
    is_whole(session)


def test_the_database_refuses_what_would_break_the_ledger(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    mine = of_unit(session, people["karin"].unit_id, PLENTY, stop=Stop.HARD)
    place(client_as("karin"), HEADSET)
    entry = session.scalars(sa.select(Entry)).one()
    claim, at = entry.claim_id, entry.at
    session.rollback()
    for statement in (
        sa.update(Entry).values(amount=1),
        sa.delete(Entry),
        sa.insert(Entry).values(frame_id=mine, claim_id=claim, source="free", target="reserved", amount=PLENTY, at=at),
        sa.insert(Entry).values(frame_id=mine, claim_id=claim, source="ordered", target="free", amount=1, at=at),
        sa.insert(Entry).values(frame_id=mine, claim_id=claim, source="credited", target="free", amount=1, at=at),
        sa.insert(Entry).values(frame_id=mine, claim_id=claim, source="free", target="reserved", amount=-1, at=at),
    ):
        begin_write(session)
        with pytest.raises(sa.exc.DBAPIError):
            session.execute(statement)
        session.rollback()
    is_whole(session)
    assert session.scalar(sa.select(sa.func.count(OrderLine.id))) == 1
