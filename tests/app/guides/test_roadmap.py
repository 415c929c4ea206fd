"""The plan for programs and systems: written with the units, published, read by all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.guides.models import RoadmapItem
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
PLAN = "/tjanster/plan"
FACTS = {"program": "Windows", "vad": "Nästa version till alla datorer", "nar": "2027-09-01", "med": "skolorna"}


@pytest.mark.rule("R-222")
def test_a_plan_is_made_with_the_units_and_published(session: Session, client_as: SignIn) -> None:
    omar, karin = client_as("omar"), client_as("karin")
    assert omar.post(PLAN, FACTS | {"med": ""}).status == 422
    assert omar.post(PLAN, FACTS).status == 303
    assert "Nästa version" not in karin.get(PLAN).text
    found = session.scalars(sa.select(RoadmapItem)).one()
    session.rollback()
    move = f"{PLAN}/{found.id}"
    session.rollback()
    assert karin.post(move, {"till": "planned"}).status == 403
    assert omar.post(move, {"till": "done"}).status == 422
    assert omar.post(move, {"till": "planned"}).status == 303
    page = karin.get(PLAN)
    for part in ("onsdag 1 september 2027", "Windows", "Nästa version till alla datorer", "Tillsammans med skolorna"):
        assert part in page.text
    assert not page.soup.select("main form")
    assert omar.post(move, {"till": "done"}).status == 303
    assert "Klart" in karin.get(PLAN).text
    assert omar.post(move, {"till": "dropped"}).status == 422
    assert omar.post(f"{PLAN}/999", {"till": "done"}).status == 404
