"""What a page may cost: the number of questions to the database does not grow with the basket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.shop import queries
from app.shop.queries import Audience
from tests.app.shop.conftest import HEADSET, PHONE
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
Count = Callable[[], list[str]]


@pytest.fixture
def plain_slugs(session: Session) -> list[str]:
    """Twenty things that anybody may order without a yes, and one that needs one."""
    kinds = ("headset", "keyboard", "mouse", "usb_stick", "accessory")
    question = sa.select(Item.slug).where(Item.kind.in_(kinds), Item.orderable, Item.state == "published")
    slugs = list(session.scalars(question.order_by(Item.price).limit(20)))
    session.rollback()
    return [PHONE, *slugs]


def fill(browser: ShopClient, slugs: list[str]) -> None:
    for slug in slugs:
        assert browser.post("/varukorg/rader", {"item": slug, "antal": "1"}).status == 303


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 5),
        ("/sortiment", 4),
        ("/sortiment?q=headset", 4),
        (f"/sortiment/{PHONE}", 4),
        ("/varukorg", 4),
        ("/regler", 2),
    ],
)
def test_pages_ask_as_much_with_2_lines_as_with_20(
    client_as: SignIn, count_queries: Count, plain_slugs: list[str], path: str, most: int
) -> None:
    browser, asked = client_as("karin"), []
    for slugs in (plain_slugs[:2], plain_slugs[2:]):
        fill(browser, slugs)
        browser.get(path)
        seen = count_queries()
        browser.get(path)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= most


def test_putting_in_asks_as_much_with_2_lines_as_with_20(
    client_as: SignIn, count_queries: Count, plain_slugs: list[str]
) -> None:
    browser, asked = client_as("karin"), []
    for slugs in (plain_slugs[:2], plain_slugs[2:]):
        fill(browser, slugs)
        seen = count_queries()
        fill(browser, [slugs[0]])
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 12


def test_the_basket_is_counted_with_its_person(client_as: SignIn, people: People) -> None:
    browser = client_as("karin")
    fill(browser, [HEADSET, PHONE])
    header = browser.get("/hjalp").soup.select_one("#basket-count")
    assert header is not None
    assert header.get_text().startswith("2")


def test_a_judged_basket_knows_what_the_checkout_needs(
    client_as: SignIn, people: People, session: Session, clock: Clock
) -> None:
    fill(client_as("karin"), [HEADSET, PHONE])
    today = clock().date()
    basket = queries.judged(session, people.visitor("karin"), today)
    assert (basket.recipient_id, basket.recipient_name) == (people["karin"].id, "Karin Lund")
    assert basket.needs_approval
    assert basket.decider_name == "Anders Ek"
    assert basket.unit_cost == sum(line.verdict.unit_cost for line in basket.lines)
    assert basket.token


@pytest.mark.parametrize(("recent", "waits"), [({}, False), ({"small": 400_000}, True), ({"mobile": 9_000_000}, False)])
def test_what_was_ordered_lately_counts_towards_the_limit_of_its_group(
    client_as: SignIn, people: People, session: Session, clock: Clock, recent: dict[str, int], waits: bool
) -> None:
    fill(client_as("karin"), [HEADSET])
    basket = queries.judged(session, people.visitor("karin"), clock().date(), recent=recent)
    assert basket.lines[0].needs_approval is waits


def test_an_audience_names_no_person(people: People, clock: Clock) -> None:
    today = clock().date()
    karin, anders = (Audience.of(people.visitor(key), today) for key in ("karin", "anders"))
    assert karin != anders
    assert hash(karin) == hash(Audience.of(people.visitor("karin"), today))
    assert "Karin" not in repr(karin)
