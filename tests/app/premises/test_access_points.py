"""Access points: where they are and since when, and which are recommended for renewal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, DeviceState
from app.premises import queries
from catalogue.edition import load as edition
from catalogue.lifetimes import add_months
from tests.app.devices import making
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


def access_point(session: Session, mounted: dt.date | None, **facts: Any) -> Device:
    """An access point at Stenebergsskolan; committed."""
    count = len(session.scalars(sa.select(Device.id)).all())
    values: dict[str, Any] = {
        "device_class": "access_point", "kind": "access_point", "in_service_on": mounted, "holder_id": None,
        "holder_name": "", "site": "Stenebergsskolan", "room": "Sal 3", "state": "active",
    }  # fmt: skip
    return making.device(session, "karin", 100 + count, **(values | facts))


@pytest.mark.rule("R-179", "R-180")
def test_those_over_sixty_months_are_recommended_for_renewal(
    session: Session, people: People, clock: Clock, client_as: SignIn
) -> None:
    today = clock().date()
    day = dt.timedelta(days=1)
    months = edition().kinds["access_point"].planned_months or 0
    assert months == 60
    edge = add_months(today, -60)
    old = access_point(session, edge - day)
    young = access_point(session, edge)
    fresh = access_point(session, None, state=DeviceState.READY.value)
    gone = access_point(session, edge - 300 * day, state=DeviceState.RECYCLED.value)
    tags = [found.tag for found in (old, young, fresh, gone)]
    rows = queries.access_points(session, people.visitor("nils"), today, months=months)
    assert [(row.tag, row.renew) for row in rows] == [(tags[0], True), (tags[1], False), (tags[2], False)]
    assert all(row.site == "Stenebergsskolan" and row.room == "Sal 3" and row.state for row in rows)

    page = client_as("nils").get("/accesspunkter")
    first = page.soup.select("tbody tr")[0].get_text(" ", strip=True)
    for part in (tags[0], "Stenebergsskolan", "Sal 3", (edge - day).isoformat(), "Rekommenderas"):
        assert part in first
    only = client_as("nils").get("/accesspunkter?visa=fornya")
    assert [row.th.a.get_text() for row in only.soup.select("tbody tr") if row.th and row.th.a] == [tags[0]]
    assert tags[0] not in client_as("simon").get("/accesspunkter").text
    client_as("karin").get("/accesspunkter", status=403)


@pytest.mark.rule("R-203")
def test_computers_phones_and_tablets_stand_in_one_register(session: Session, client_as: SignIn) -> None:
    tags = [
        making.device(session, "karin", number, tag=f"LAX-X-{number}", device_class=device_class).tag
        for number, device_class in enumerate(("computer", "phone", "tablet"), 1)
    ]
    listed = client_as("omar").get("/it/enheter").text
    assert all(tag in listed for tag in tags)
