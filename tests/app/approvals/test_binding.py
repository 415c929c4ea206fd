"""What a yes binds, what mail scanners may do, and limits that splitting does not come round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import Organisation
from app.orders.models import Consultation, Order, OrderLine
from tests.app.orders.making import HEADSET, PHONE, PROJECTOR, decide, fill, lines, place, request, states, submit
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]


def test_a_thousand_openings_of_an_approval_link_change_nothing(client_as: SignIn, session: Session) -> None:
    """Promise 22: mail programs and scanners open links, again and again."""
    number = place(client_as("karin"), PHONE)
    asked = request(session, number).id
    anders, stranger = client_as("anders").browser, client_as("").browser
    session.rollback()
    before = history.head(session)
    session.rollback()
    for turn in range(250):
        for browser in (anders, stranger):
            browser.get(f"/godkann/{asked}?beslut=godkann&rad-1=godkann&turn={turn}")
            browser.head(f"/godkann/{asked}")
    assert history.head(session) == before
    assert states(session, number) == {"mobile_phone": "pending_approval"}
    assert session.scalars(sa.select(Decision)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"unit_price": 1}, {"name": "Något annat"}, {"payer": "unit"}, {"note": "Nytt"}, {"item_id": 1},
        {"kind": "headset"}, {"price_period": "month"}, {"quantity": 2},
    ],
)  # fmt: skip
def test_nothing_is_released_but_what_was_approved(client_as: SignIn, session: Session, change: dict[str, Any]) -> None:
    """Promise 20: approved by the chef, then changed, then answered by IT: it waits for a new yes instead."""
    number = place(client_as("maria"), PROJECTOR, answer="ja")
    jonas, asked = client_as("jonas"), request(session, number)
    assert decide(jonas, asked.id).status == 303
    assert set(states(session, number).values()) == {"pending_consultation"}
    session.execute(sa.update(OrderLine).where(OrderLine.order_id == asked.order_id).values(change))
    session.commit()
    for question in session.scalars(sa.select(Consultation).where(Consultation.state == "open")).all():
        who = "nils" if question.queue == "it_infrastructure" else "omar"
        verb = "godkann" if question.blocking else "svara"
        answer = client_as(who).post(f"/it/fragor/{question.id}", {"svar": verb, "text": "Ja"})
        assert answer.status == 303
    assert set(states(session, number).values()) == {"pending_approval"}
    assert request(session, number).state == "open"
    assert decide(jonas, asked.id).status == 303
    assert set(states(session, number).values()) == {"released"}
    made = session.scalars(sa.select(Decision).order_by(Decision.id)).all()
    assert [row.revoked_at is None for row in made] == [False, True]


def test_large_amounts_need_the_next_chef_too_where_the_organisation_says_so(
    client_as: SignIn, session: Session
) -> None:
    session.execute(sa.update(Organisation).values(settings={"next_manager_limit": 100_000}))
    session.commit()
    number = place(client_as("karin"), PHONE)
    session.rollback()
    steps = {row.step: row for row in session.scalars(sa.select(ApprovalRequest))}
    assert {step: row.decider_name for step, row in steps.items()} == {
        "manager": "Anders Ek", "next_manager": "Birgitta Holm",
    }  # fmt: skip
    assert decide(client_as("anders"), steps["manager"].id).status == 303
    assert states(session, number) == {"mobile_phone": "pending_approval"}
    assert client_as("birgitta").post(f"/godkann/{steps['manager'].id}", {"beslut": "godkann"}).status == 404
    assert decide(client_as("birgitta"), steps["next_manager"].id).status == 303
    assert states(session, number) == {"mobile_phone": "released"}


def test_a_no_from_one_ends_it_for_the_other_and_regret_asks_both(client_as: SignIn, session: Session) -> None:
    session.execute(sa.update(Organisation).values(settings={"next_manager_limit": 100_000}))
    session.commit()
    number = place(client_as("karin"), PHONE)
    session.rollback()
    steps = {row.step: row.id for row in session.scalars(sa.select(ApprovalRequest))}
    birgitta = client_as("birgitta")
    decide(birgitta, steps["next_manager"], "avsla", meddelande="Nej")
    session.rollback()
    assert session.get_one(ApprovalRequest, steps["manager"]).state == "withdrawn"
    assert birgitta.post(f"/godkann/{steps['next_manager']}/angra").status == 303
    session.rollback()
    assert {row.state for row in session.scalars(sa.select(ApprovalRequest))} == {"open"}
    assert states(session, number) == {"mobile_phone": "pending_approval"}


def test_neither_kinds_nor_helpers_come_round_the_limit(client_as: SignIn, session: Session, people: People) -> None:
    """Promise 23: a screen and a headset, and what a colleague orders for the same person, are one purchase."""
    limit = {"approval_limit": 200_000}
    session.execute(sa.update(Organisation).values(settings=limit))
    session.commit()
    karin = client_as("karin")
    first = place(karin, HEADSET)
    assert set(states(session, first).values()) == {"released"}
    spent = sum(line.value for line in lines(session, first).values())
    dear = session.scalars(
        sa.select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(Order.number == first)
    ).one()
    session.execute(sa.update(OrderLine).where(OrderLine.id == dear).values(value=199_900))
    session.commit()
    assert spent > 0
    fill(karin, "tangentbord-tradlost")
    second = submit(karin).location.split("/")[-1].split("?")[0]
    assert set(states(session, second).values()) == {"pending_approval"}
