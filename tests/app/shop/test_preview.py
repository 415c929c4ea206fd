"""A draft as somebody else would see it: the same rules, the same words, and nothing to order."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from tests.app.assortment.making import draft
from tests.client import Page, ShopClient

SCREEN, TABLET, PROJECTOR = "skarm-24", "elevsurfplatta-11", "projektor-klassrum"
SignIn = Callable[[str], ShopClient]


def facts(page: Page) -> list[str]:
    """What a product page says of price, payer, delivery and approval."""
    found = page.soup.select(".buy .price, .buy .tags, .buy .facts")
    return [" ".join(each.get_text(" ").split()) for each in found]


def test_a_draft_is_seen_as_it_will_stand_before_anybody_else_sees_it(client_as: SignIn, session: Session) -> None:
    new = draft(session, SCREEN, "skarm-ny")
    new.price = 777_700
    session.commit()
    page = client_as("omar").get("/redigera/sortiment/skarm-ny/forhandsvisa")
    assert "7\u00a0777\u00a0kr" in page.html
    assert "Så här ser varan ut för Medarbetare i Askersunds kommun" in page.text
    assert not page.soup.select("button[form=add]")
    client_as("eva").get("/redigera/sortiment/skarm-ny/forhandsvisa")
    client_as("karin").get("/redigera/sortiment/skarm-ny/forhandsvisa", status=403)
    client_as("karin").get("/sortiment/skarm-ny", status=404)
    client_as("omar").get("/redigera/sortiment/finns-inte/forhandsvisa", status=404)


def test_who_pays_who_approves_and_who_may_follow_the_role(client_as: SignIn) -> None:
    omar = client_as("omar")
    path = f"/redigera/sortiment/{TABLET}/forhandsvisa?kommun=laxa"
    employee, orderer = omar.get(f"{path}&roll=employee"), omar.get(f"{path}&roll=school_orderer")
    assert "Vad händer nu?" not in employee.text
    assert "Vad händer nu?" in orderer.text
    assert "Betalas av: IT" in orderer.text
    questions = omar.get(f"/redigera/sortiment/{PROJECTOR}/forhandsvisa?roll=manager").text
    assert "Ska utrustningen anslutas till wifi?" in questions


def test_it_says_the_same_as_the_shop_says_to_that_person(client_as: SignIn) -> None:
    omar, maria = client_as("omar"), client_as("maria")
    for slug in (SCREEN, PROJECTOR):
        shown = omar.get(f"/redigera/sortiment/{slug}/forhandsvisa?kommun=hallsberg&roll=designated_orderer")
        assert facts(shown)[:2] == facts(maria.get(f"/sortiment/{slug}"))[:2]


def test_a_municipalitys_own_setting_counts(client_as: SignIn, session: Session) -> None:
    lekeberg = session.scalars(sa.select(Organisation).where(Organisation.key == "lekeberg")).one()
    lekeberg.settings = {"staff_tablet_payer": "invest"}
    session.commit()
    omar, path = client_as("omar"), "/redigera/sortiment/surfplatta-11/forhandsvisa"
    assert "Betalas av: er enhet" in omar.get(f"{path}?kommun=laxa").text
    assert "Betalas av: IT" in omar.get(f"{path}?kommun=lekeberg").text
