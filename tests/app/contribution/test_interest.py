"""Each municipality decides its own internal interest; who has not follows the budget's (DOMAIN d3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.administration.actions import settings
from app.contribution import queries
from app.contribution.queries.interest import KEY
from app.identity.models import Organisation
from app.refusal import Refused
from catalogue.edition import load
from tests.app.contribution.making import PURCHASES, Scene
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

NEW_YEAR = dt.date(2027, 1, 1)


@pytest.mark.rule("R-133")
def test_a_members_own_interest_is_borne_by_that_member_and_must_be_reckoned_before_the_budget_stands(
    session: Session, people: People, client_as: Callable[[str], ShopClient]
) -> None:
    scene = Scene(session, people)
    for purchase in PURCHASES:
        scene.buy(*purchase)
    scene.begin(2027)
    scene.line(2027, "shared_investment", "ups", 480_000_000, months=48, in_use_on=dt.date(2026, 12, 10))
    scene.reckon(2027)

    def interest() -> dict[str, int]:
        session.rollback()
        shown = queries.shown(session, 2027)
        return {"laxa": shown.costs[scene.ids["laxa"]].interest, "shared": shown.shared_capital}

    assert interest() == {"laxa": 3_505_000, "shared": 132_000_000}
    laxa = session.get_one(Organisation, scene.ids["laxa"])
    scene.do(lambda: settings.decide(
        session, session.get_one(Organisation, laxa.id), load().settings[KEY], value=300, holds_from=NEW_YEAR,
        seen=0, actor=scene.elin.actor, at=MOMENT, today=MOMENT.date(),
    ))  # fmt: skip
    for to in ("proposed", "in_dialogue"):
        scene.step(2027, to)
    with pytest.raises(Refused, match="no_run"):
        scene.decide(2027, "askersund")
    scene.reckon(2027)
    assert interest() == {"laxa": 4_206_000, "shared": 132_000_000}
    assert "Laxå 3,00 procent" in client_as("elin").get("/ekonomi/budget/2027").text
    assert "3,00" in client_as("rut").get("/ekonomi/medlemsbidrag/2027/kapitalkostnad").text
    scene.decide(2027)
    scene.step(2027, "adopted")
