"""A year's volumes: what was forecast, ordered and delivered, and what a municipality says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.app.delivery.making import ordered
from tests.app.devices.making import device
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


def row_of(page: Page, name: str) -> list[str]:
    rows = [row for row in page.soup.select("tr[data-row]") if name in row.get_text()]
    assert len(rows) == 1, [row.get_text(" ") for row in rows]
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].select("td")]


@pytest.mark.rule("R-218")
def test_forecast_ordered_and_delivered_stand_side_by_side_and_a_municipality_comments(
    client_as: SignIn, session: Session
) -> None:
    device(session, "karin", 1, planned_end=dt.date(2026, 6, 1), in_service_on=dt.date(2022, 6, 1), origin="import")
    device(session, "karin", 2)
    ordered(session, "karin", "staff_pc", "staff_pc")
    ordered(session, "maria", "mobile_phone", number="2026-00002")
    omar = client_as("omar")
    page = omar.get("/it/prognos/2026")
    assert row_of(page, "Laxå")[:4] == ["Laxå", "1", "2", "1"]
    assert row_of(page, "Hallsberg")[:4] == ["Hallsberg", "0", "1", "0"]
    jonas = client_as("jonas")
    said = {"organisation": "hallsberg", "klass": "phone", "text": "Hemtjänsten växer."}
    assert "Hemtjänsten växer." in jonas.follow(jonas.post("/it/prognos/2026", said)).text
    assert "Hemtjänsten växer." in omar.get("/it/prognos/2026").text
    assert jonas.post("/it/prognos/2026", said | {"organisation": "laxa"}).status in (404, 422)
    assert omar.post("/it/prognos/2026", said).status == 403
    omar.get("/it/prognos/1999", status=404)
