"""Shared investments: never beyond the budget, and larger ones only with the members and the committee."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.budgets import actions
from app.budgets.models import Investment
from app.budgets.queries import investment
from app.db import begin_write
from app.history import Actor
from app.identity.models import Organisation
from app.refusal import Changed, Refused
from catalogue.budgets import Category, Sums
from tests.app.budgets.making import YEAR, frame, is_whole, shared
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
NOBODY = Actor(None, "Prov")
LARGE = 500_000_00
DAY = dt.date(2026, 11, 3)
YES = {"svar": "ja", "dag": "2026-11-03", "handling": "KS 2026-11-03 § 112"}


def plan(amount: int, category: Category = Category.UPS) -> actions.Plan:
    return actions.Plan(
        year=YEAR, name="UPS till serverrummet", category=category, description="", amount=amount, threshold=LARGE
    )


@pytest.mark.rule("R-137")
def test_a_commitment_beyond_the_budget_is_refused_and_what_was_typed_stays(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    ours = shared(session, 600_000_00)
    elin = client_as("elin")
    form = {"ar": "2026", "namn": "Kylanläggning", "slag": "cooling", "belopp": "400000", "beskrivning": "Plan 2"}
    first = elin.post("/ekonomi/investeringar/ny", form)
    assert first.status == 303
    assert "Beslutad" in elin.follow(first).text
    answer = elin.post("/ekonomi/investeringar/ny", form | {"namn": "Brandskydd", "slag": "fire_protection"})
    assert answer.status == 422
    assert "får inte överskrida budgeten 2026" in answer.text
    assert answer.field("namn") == "Brandskydd"
    assert frame(session, ours).sums == Sums(ordered=400_000_00)
    number = first.location.split("/")[-1]
    assert elin.post(f"/ekonomi/investeringar/{number}/klar", {"belopp": "390000"}).status == 303
    assert frame(session, ours).sums == Sums(invoiced=390_000_00)
    assert elin.post("/ekonomi/investeringar/ny", form | {"belopp": "210000"}).status == 303
    is_whole(session)


@pytest.mark.rule("R-138")
def test_a_larger_investment_awaits_members_until_all_four_are_recorded_and_then_the_committee(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    shared(session, 2_000_000_00)
    elin = client_as("elin")
    form = {"ar": "2026", "namn": "Nytt stamnät", "slag": "network", "belopp": "1500000"}
    number = elin.post("/ekonomi/investeringar/ny", form).location.split("/")[-1]
    path = f"/ekonomi/investeringar/{number}"
    members = session.scalars(sa.select(Organisation.id).where(Organisation.is_member)).all()
    session.rollback()
    assert elin.post(f"{path}/namnden", YES).status == 422
    for count, member in enumerate(members, start=1):
        assert "Väntar på medlemmarna" in elin.get(path).text
        assert elin.post(f"{path}/medlem", YES | {"medlem": str(member), "handling": ""}).status == 422
        assert elin.post(f"{path}/medlem", YES | {"medlem": str(member)}).status == 303, count
    assert "Väntar på IT-nämnden" in elin.get(path).text
    assert elin.post(f"{path}/namnden", YES).status == 303
    assert "Beslutad" in elin.get(path).text
    assert session.scalars(sa.select(Investment.reference)).one() == YES["handling"]


def test_one_members_no_ends_it_and_its_money_is_free_again(app: Flask, session: Session) -> None:
    ours = shared(session, 2_000_000_00)
    begin_write(session)
    row = actions.propose(session, plan(1_500_000_00), actor=NOBODY, at=MOMENT)
    member = session.scalars(sa.select(Organisation).where(Organisation.is_member).limit(1)).one()
    no = actions.Said(approved=False, on=DAY, reference="KS 5", reason="Inte i år")
    actions.note_member(session, row, member, no, actor=NOBODY, at=MOMENT)
    number = row.number
    assert investment(session, number).row.state == "declined"
    with pytest.raises(Changed):
        actions.note_member(session, row, member, no, actor=NOBODY, at=MOMENT)
    session.commit()
    assert frame(session, ours).sums == Sums()
    is_whole(session)


def test_two_who_commit_the_last_of_the_budget_at_once_give_one_commitment(app: Flask, session: Session) -> None:
    """Promise 47: in SQL, under concurrency."""
    ours = shared(session, 300_000_00)
    ready, came = threading.Barrier(4), []

    def run() -> None:
        with app.app_context(), web.store.sessionmaker() as own:
            ready.wait()
            try:
                begin_write(own)
                actions.propose(own, plan(200_000_00), actor=NOBODY, at=MOMENT)
                own.commit()
                came.append("made")
            except Refused:
                own.rollback()
                came.append("refused")

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(came) == ["made", "refused", "refused", "refused"]
    assert frame(session, ours).sums == Sums(ordered=200_000_00)
    is_whole(session)
