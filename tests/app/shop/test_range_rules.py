"""What the catalogue shows of the range: what is approved today and nothing else, and printers by their own way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.models import Item
from app.shop.models import BasketLine
from tests.app.assortment.making import OMAR, decision, draft, item
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
CLASSES = {"staff_pc": "dator", "mobile_phone": "mobiltelefon", "staff_tablet": "surfplatta"}


def listed(browser: ShopClient, words: str) -> set[str]:
    """The slugs that a search of the catalogue shows, on all its pages."""
    found: set[str] = set()
    address: str | None = f"/sortiment?q={words}"
    while address:
        page = browser.get(address)
        found |= {str(link["href"]).rpartition("/")[2] for link in page.soup.select(".product-name a")}
        later = page.soup.select_one("a[rel=next]")
        address = str(later["href"]) if later else None
    return found


@pytest.mark.rule("R-032")
def test_each_class_shows_only_models_that_are_approved_today(client_as: SignIn, session: Session) -> None:
    anders, models = client_as("anders"), {}
    for kind in CLASSES:
        models[kind] = session.scalars(
            sa.select(Item.slug).where(Item.kind == kind, Item.state == "published").order_by(Item.id).limit(1)
        ).one()
        draft(session, models[kind], f"utkast-{kind.replace('_', '-')}")
    gone = models["staff_pc"]
    actions.decide(session, decision(session, MOMENT), item(session, gone), "withdrawn", actor=OMAR, at=MOMENT)
    coming = draft(session, models["mobile_phone"], "telefon-i-morgon")
    later = decision(session, MOMENT, days=1)
    actions.decide(session, later, coming, "published", actor=OMAR, at=MOMENT)
    session.commit()
    for kind, words in CLASSES.items():
        shown = listed(anders, words)
        approved = set(
            session.scalars(
                sa.select(Item.slug).where(
                    Item.slug.in_(shown), Item.state == "published", Item.decision_id.is_not(None) | ~Item.governed
                )
            )
        )
        assert shown == approved
        assert (models[kind] in shown) == (models[kind] != gone)
    assert not {"telefon-i-morgon", gone} & listed(anders, "telefon dator")


@pytest.mark.rule("R-041")
def test_a_printer_is_bought_in_the_suppliers_portal_and_never_lies_in_a_basket(
    client_as: SignIn, session: Session
) -> None:
    slug = session.scalars(sa.select(Item.slug).where(Item.kind == "printer", Item.state == "published")).first()
    assert slug is not None
    session.rollback()
    for who in ("karin", "anders", "simon", "maria"):
        browser = client_as(who)
        page = browser.get(f"/sortiment/{slug}")
        assert not page.soup.select("button[form=add]")
        assert "Det beställs i leverantörens egna kanaler" in page.text
        assert "Addas ramavtal" in page.text
        browser.post("/varukorg/rader", {"item": slug, "antal": "1"})
        assert session.scalar(sa.select(sa.func.count()).select_from(BasketLine)) == 0
        session.rollback()
