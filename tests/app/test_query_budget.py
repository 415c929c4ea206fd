"""What a page may ask the database: at most six statements, who is at the door included, however much there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.app.loads import load, matters, plain_slugs, seldom, visits
from tests.client import ShopClient

MOST = 6
FEW = {"people": 16, "orders": 400, "devices": 30}
MANY = {"people": 60, "orders": 2400, "devices": 600}


@pytest.mark.parametrize(("amounts", "lines"), [(FEW, 2), (MANY, 20)], ids=["few", "many"])
def test_no_page_asks_more_than_six_times(
    app: Flask, session: Session, count_queries: Callable[[], list[str]], amounts: dict[str, int], lines: int
) -> None:
    load(session, **amounts)
    buyer = ShopClient(app, "p0001")
    for slug in plain_slugs(session, lines):
        buyer.post("/varukorg/rader", {"item": slug, "antal": "1"})
    browsers = {"p0001": buyer}
    asked, closed = {}, []
    things = matters(session, lines)
    seen = count_queries()
    for visit in [*visits(session), *things, *seldom()]:
        browser = browsers.setdefault(visit.who, ShopClient(app, visit.who))
        if browser.get(visit.path).status != 200:
            closed.append(visit)
        seen.clear()
        browser.get(visit.path)
        asked[f"{visit.who} {visit.path}"] = len(seen)
    assert closed == []
    assert len(asked) >= 20
    assert {page: count for page, count in asked.items() if not 0 < count <= MOST} == {}
