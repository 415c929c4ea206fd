"""What is decided and proposed stands on the product's page, and what is decided but cannot be ordered is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.forum.actions import outcomes, proposing
from tests.app.assortment.making import OMAR, item
from tests.app.forum.making import SCREEN, Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def test_an_accepted_proposal_stands_on_the_product_with_its_day(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.accepted(days=7)
    wish = proposing.Suggestion(
        kind="withdraw", title="Ta bort den", need="Den flimrar", item_id=item(stage.session, SCREEN).id
    )
    proposing.suggest(stage.session, wish, me=stage.me("eva"), at=MOMENT)
    stage.session.commit()
    karin, omar = client_as("karin"), client_as("omar")
    page = karin.get(f"/sortiment/{SCREEN}").text
    assert "Beslutat: varan ersätts av skarm-ny måndag 30 november 2026" in page
    assert "Ta bort den" not in page
    assert "Ta bort den" in omar.get(f"/sortiment/{SCREEN}").text
    assert "IT publicerar enligt beslutet" in omar.get("/redigera/beslutat").text
    outcomes.publish(stage.session, stage.session.merge(proposal), actor=stage.me("omar").actor, at=MOMENT)
    stage.session.commit()
    assert "Beslutat: varan ersätts av" in karin.get(f"/sortiment/{SCREEN}").text
    assert "kommer in av sig själv den dagen" in omar.get("/redigera/beslutat").text


@pytest.mark.rule("R-217")
def test_what_is_decided_and_nobody_can_order_is_listed_with_what_is_left_to_do(
    stage: Stage, client_as: SignIn
) -> None:
    assert "Allt som är beslutat går att beställa" in client_as("eva").get("/redigera/beslutat").text
    stage.accepted(new_item_id=None)
    assortment.correct(stage.session, item(stage.session, "mus-tradlos"), {"orderable": False}, actor=OMAR, at=MOMENT)
    stage.session.commit()
    text = client_as("eva").get("/redigera/beslutat").text
    assert "En större skärm" in text
    assert "IT gör utkastet" in text
    assert item(stage.session, "mus-tradlos").name in text
    assert "Varan är stängd för beställning" in text
    client_as("karin").get("/redigera/beslutat", status=403)
