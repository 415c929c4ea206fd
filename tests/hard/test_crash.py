"""kill -9 of web and worker at random points during 200 orders loses no acknowledged order and doubles none."""

from __future__ import annotations

import contextlib
import http.client
import random
import re
import threading
import time
import urllib.error
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import history
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.orders.models import Order, OrderLine
from tests.hard.conftest import Browser, Shop

ORDERS = 200
BROKEN = (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException, AssertionError)

pytestmark = pytest.mark.hard


@pytest.mark.timeout(900)
def test_killing_anything_at_any_time_loses_and_doubles_nothing(
    shop: Shop, browse: Callable[[str], Browser], tmp_path: Path
) -> None:
    acknowledged: set[str] = set()
    done = threading.Event()
    killer = threading.Thread(target=keep_killing, args=(shop, done))
    killer.start()
    try:
        orders_through_the_storm(shop, browse, acknowledged)
    finally:
        done.set()
        killer.join()
    for name in ("web", "worker"):
        shop.kill(name)
        shop.start(name)
    shop.wait_until_up()
    wait_until_all_letters_left(shop)
    nothing_lost_nothing_doubled(shop, acknowledged)


def keep_killing(shop: Shop, done: threading.Event) -> None:
    """Kill web or worker at random moments and start it again."""
    dice = random.Random(7)
    while not done.wait(dice.uniform(2.0, 5.0)):
        name = dice.choice(("web", "worker"))
        shop.kill(name)
        shop.start(name)


def orders_through_the_storm(shop: Shop, browse: Callable[[str], Browser], acknowledged: set[str]) -> None:
    """Order until 200 orders are acknowledged, trying again as a person would."""
    slug = headset(shop)
    browser: Browser | None = None
    limit = time.monotonic() + 800
    while len(acknowledged) < ORDERS and time.monotonic() < limit:
        try:
            browser = browser or browse("karin")
            acknowledged.add(one_order(browser, slug))
        except BROKEN:
            time.sleep(0.05)
    assert len(acknowledged) == ORDERS


def one_order(browser: Browser, slug: str) -> str:
    """Put a headset in the basket and order; gives the acknowledged number."""
    if 'name="token"' not in browser.get("/kassa"):
        browser.post("/varukorg/rader", item=slug, antal="1")
    page = browser.get("/kassa")
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form.pop("csrf_token", None)
    address, _text = browser.post("/kassa", **form)
    number = re.search(r"/bestallningar/(\d{4}-\d+)", address)
    assert number is not None, address
    return number.group(1)


def headset(shop: Shop) -> str:
    """A headset that needs nobody's yes, however many are ordered: the limit looks at what was ordered lately too."""
    from app.assortment.models import Item
    from app.identity.models import Organisation

    with shop.session() as session:
        session.execute(sa.update(Organisation).values(settings={"approval_limit": 10**9}))
        session.commit()
        question = sa.select(Item.slug).where(Item.kind == "headset", Item.state == "published", Item.price < 400000)
        return str(session.scalar(question.order_by(Item.id).limit(1)))


def wait_until_all_letters_left(shop: Shop) -> None:
    """Wait until every released line is ordered and every letter carried; leases of the killed must run out."""
    limit = time.monotonic() + 240
    while time.monotonic() < limit:
        with contextlib.suppress(sa.exc.OperationalError), shop.session() as session:
            left = session.scalar(sa.select(sa.func.count()).where(OrderLine.state == "released")) or 0
            waiting = session.execute(sa.text("SELECT count(*) FROM letter WHERE state <> 'sent'")).scalar() or 0
            if not left and not waiting:
                return
        time.sleep(0.5)
    raise AssertionError("letters or lines are left behind")


def nothing_lost_nothing_doubled(shop: Shop, acknowledged: set[str]) -> None:
    """Every acknowledged order is there once, ordered once from the supplier, its history whole."""
    with shop.session() as session:
        numbers = list(session.scalars(sa.select(Order.number)))
        assert acknowledged <= set(numbers)
        assert len(numbers) == len(set(numbers))
        placed = session.scalar(sa.select(sa.func.count()).select_from(OrderLine))
        sent = list(session.scalars(sa.select(PartnerOrderLine.line_id)))
        assert len(sent) == len(set(sent)) == placed
        assert session.scalar(sa.select(sa.func.count()).select_from(ExpectedInvoice)) == placed
        assert list(history.verify(session)) == []
        partner_orders = set(session.scalars(sa.select(PartnerOrder.number)))
    ids = [
        message_from_bytes(file.read_bytes())["Message-ID"] for file in (shop.folder / "mail").glob("*partner-order*")
    ]
    assert len(set(ids)) == len(partner_orders)
