"""What is referred to the budget shows in next year's budget work, wherever it came from (R-025)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.budgets.models import BudgetRequest
from app.desks.models import ApprovalRequest
from tests.app.budgets.making import frame, individual
from tests.app.orders.making import LAPTOP, decide, lines, order, place
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
NEEDS = "/ekonomi/budgetbehov/2027"


@pytest.mark.rule("R-025")
def test_an_order_beyond_the_frame_is_referred_to_next_years_budget_and_is_seen_and_answered_there(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    frames = [individual(session, key, 100_00) for key in ("askersund", "hallsberg", "laxa", "lekeberg")]
    anders, gunnar, elin = client_as("anders"), client_as("gunnar"), client_as("elin")
    number = place(anders, LAPTOP)
    asked = session.scalars(
        sa.select(ApprovalRequest.id).where(
            ApprovalRequest.order_id == order(session, number).id, ApprovalRequest.step == "head_of_it"
        )
    ).one()
    session.rollback()
    assert decide(gunnar, asked, "budget", meddelande="Ryms inte").status == 303
    assert lines(session, number)["staff_pc"].state == "referred_to_budget"
    assert sum(frame(session, each).sums.taken for each in frames) == 0
    page = elin.get(NEEDS)
    assert "1 st" in page.text
    assert page.soup.select_one(f"a[href='/bestallningar/{number}']")
    need = session.scalars(sa.select(BudgetRequest)).one()
    assert (need.year, need.amount, need.state) == (2027, lines(session, number)["staff_pc"].value, "new")
    need_id = need.id
    session.rollback()
    assert elin.post(f"{NEEDS}/{need_id}", {"svar": "nej", "text": ""}).status == 422
    assert elin.post(f"{NEEDS}/{need_id}", {"svar": "ja", "text": "Med i rad 4"}).status == 303
    assert "Med i budgeten" in elin.get(NEEDS).text
    assert number in elin.get(f"{NEEDS}/export.csv").answer.get_data(as_text=True)
