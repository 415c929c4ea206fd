"""Open hours on every page, the way to a subscription, and what is never treated as a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from tests.app.orders.making import HEADSET, LAPTOP, PHONE, decide, fill, request, submit
from tests.client import ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]


@pytest.mark.rule("R-142", "R-143")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-23T08:15+00:00", "Öppet nu, till 16.00."),
        ("2026-11-23T05:00+00:00", "Stängt nu. Öppnar i dag 07.30."),
        ("2026-11-27T15:30+00:00", "Stängt nu. Öppnar måndag 30 november 07.30."),
        ("2027-01-05T13:59+00:00", "Öppet nu, till 15.00."),
        ("2027-01-05T14:00+00:00", "Stängt nu. Öppnar torsdag 7 januari 07.30."),
        ("2026-12-23T16:00+00:00", "Stängt nu. Öppnar måndag 28 december 07.30."),
    ],
)
def test_every_page_says_whether_servicedesk_is_open_or_when_it_opens(
    client_as: SignIn, clock: Clock, at: str, said: str
) -> None:
    clock.moment = dt.datetime.fromisoformat(at)
    foot = client_as("").get("/hjalp").soup.select_one("footer")
    assert foot is not None
    assert said in foot.get_text()


@pytest.mark.rule("R-167")
def test_the_page_of_a_phone_leads_to_the_municipalitys_own_subscriptions(client_as: SignIn) -> None:
    karin = client_as("karin")
    page = karin.get(f"/sortiment/{PHONE}")
    assert page.soup.select_one("main a[href='/begar/abonnemang']")
    form = karin.get("/begar/abonnemang")
    assert form.soup.select_one("input[name='nummer']")
    assert "betalas av din egen kommun" in form.text


@pytest.mark.rule("R-244")
def test_what_is_ordered_from_the_range_is_a_standard_change_and_never_asks_for_an_rfc(
    client_as: SignIn, session: Session
) -> None:
    karin, pages = client_as("karin"), []
    fill(karin, PHONE, LAPTOP, HEADSET)
    pages += [karin.get("/varukorg"), karin.get("/kassa")]
    number = submit(karin).location.split("/")[-1].split("?")[0]
    pages.append(karin.get(f"/bestallningar/{number}"))
    anders, asked = client_as("anders"), request(session, number).id
    pages.append(anders.get(f"/godkann/{asked}"))
    decide(anders, asked)
    pages += [karin.get(f"/bestallningar/{number}"), client_as("omar").get("/it/koer/it_workplace")]
    assert all("RFC" not in page.html and "CAB" not in page.text for page in pages)
    session.rollback()
    assert session.scalars(sa.select(Case)).all() == []
