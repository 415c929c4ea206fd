"""The first assortment: loaded once, the same when loaded again, and wrong rows are refused."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.models import Item, KitItem
from app.assortment.queries import catalogue_version, edition, item_by_slug, shelf
from app.refusal import Missing
from tests.databases import MOMENT


@pytest.fixture
def data() -> dict[str, Any]:
    return copy.deepcopy(dict(actions.read()))


def counts(session: Session) -> tuple[int, int]:
    items = session.scalar(sa.select(sa.func.count()).select_from(Item)) or 0
    return items, session.scalar(sa.select(sa.func.count()).select_from(KitItem)) or 0


def test_loading_again_changes_nothing(session: Session, data: dict[str, Any]) -> None:
    before, version = counts(session), catalogue_version(session)
    assert actions.load(session, data, at=MOMENT + dt.timedelta(days=30)) == version
    assert counts(session) == before


def test_a_changed_price_raises_the_version_once(session: Session, data: dict[str, Any]) -> None:
    version = catalogue_version(session)
    data["item"][0]["price"] += 100
    assert actions.load(session, data, at=MOMENT) == version + 1
    assert item_by_slug(session, data["item"][0]["slug"]).price == data["item"][0]["price"]


def test_what_is_rolled_back_is_not_remembered(session: Session, data: dict[str, Any]) -> None:
    slug, price = data["item"][0]["slug"], data["item"][0]["price"]
    data["item"][0]["price"] = price + 100
    actions.load(session, data, at=MOMENT)
    assert shelf(session).by_slug[slug].price == price + 100
    session.rollback()
    session.info.clear()
    assert shelf(session).by_slug[slug].price == price


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "spaceship"}, "no kind"),
        ({"payer": "shared"}, "unknown"),
        ({"successor": "nothing-like-it"}, "no successor"),
    ],
)
def test_a_wrong_row_is_refused(session: Session, data: dict[str, Any], change: dict[str, str], message: str) -> None:
    data["item"][0] |= change
    with pytest.raises(ValueError, match=message):
        actions.load(session, data, at=MOMENT)


@pytest.mark.rule("R-014")
def test_the_database_refuses_a_published_item_without_a_decision(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="published_by_decision"):
        session.execute(sa.update(Item).values(decision=""))
    session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="published_by_decision"):
        session.execute(sa.update(Item).where(Item.kind == "screen").values(decision_id=None))
    session.rollback()


@pytest.mark.rule("R-032")
@pytest.mark.rule("R-217")
def test_every_class_of_the_range_has_models_on_sale(session: Session) -> None:
    on_sale = {product.kind for product in shelf(session).products if product.on_sale}
    assert {
        "staff_pc",
        "mobile_phone",
        "staff_tablet",
        "pupil_computer",
        "pupil_tablet",
        "screen",
        "headset",
    } <= on_sale
    sold_in_shop = {kind.key for kind in edition().kinds.values() if kind.in_shop}
    assert on_sale <= sold_in_shop


@pytest.mark.rule("R-181")
def test_accessories_of_the_agreement_are_there(session: Session) -> None:
    index = shelf(session).index
    for wanted in ("väska", "fodral", "skal", "hörlurar"):
        assert index.search(wanted).scores, wanted


def test_withdrawn_items_have_a_successor_that_is_sold(session: Session) -> None:
    range_ = shelf(session)
    withdrawn = [product for product in range_.products if product.state == "withdrawn"]
    assert withdrawn
    assert all(range_.by_slug[product.successor_slug].on_sale for product in withdrawn)


def test_an_unknown_product_is_missing(session: Session) -> None:
    with pytest.raises(Missing):
        item_by_slug(session, "nothing-like-it")


def test_the_range_costs_one_question_while_nothing_changes(session: Session, count_queries: Any) -> None:
    shelf(session)
    seen = count_queries()
    shelf(session)
    assert len(seen) == 1
