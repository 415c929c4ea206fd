"""Operations messages from draft to over: who writes, what is refused, who sees them where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import begin_write
from app.notices.models import ChangeFreeze, OperationsMessage, Outage
from catalogue import components
from catalogue.operations import MessageKind
from tests.app.notices.making import HOUR, communicator, draft, published
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
PLANNED = {"slag": "planned", "rubrik": "Nytt serverrum", "text": "Mappar går inte att nå.", "delar": "servers"}


@pytest.mark.rule("R-094", "R-175")
def test_it_writes_planned_work_with_both_ends_for_any_component_of_the_infrastructure(
    session: Session, client_as: SignIn
) -> None:
    browser = client_as("nils")
    page = browser.get("/driftinformation/ny")
    offered = {str(box["value"]) for box in page.soup.select("input[name='delar']")}
    assert offered == set(components.load())
    assert "follow_me" in offered
    form = PLANNED | {"for": page.soup.select("input[name='for']")[0]["value"], "start": "2026-12-01 18:00"}
    refused = browser.post("/driftinformation/ny", form)
    assert refused.status == 422
    assert "Planerat arbete behöver både början och slut" in refused.text
    assert browser.post("/driftinformation/ny", form | {"slut": "2026-12-01 17:00"}).status == 422
    kept = browser.follow(browser.post("/driftinformation/ny", form | {"slut": "2026-12-01 20:00"}))
    assert kept.h1.startswith("Nytt serverrum")
    found = session.scalars(sa.select(OperationsMessage)).one()
    assert (found.state, found.starts_at) == ("draft", dt.datetime(2026, 12, 1, 17, tzinfo=dt.UTC))


@pytest.mark.rule("R-183", "R-184")
def test_planned_work_needs_an_agreement_or_a_reason_and_warns_in_a_freeze(
    session: Session, people: People, clock: Clock, client_as: SignIn
) -> None:
    start = clock() + 30 * 24 * HOUR
    found = draft(
        session, people, kind=MessageKind.PLANNED, starts_at=start, ends_at=start + HOUR, title="Nytt serverrum"
    )
    browser, address = client_as("nils"), f"/driftinformation/{found.number}"
    assert "Förändringsstopp" not in browser.get(address).h1
    assert not browser.get(address).soup.select("[aria-label='Förändringsstopp']")
    frozen = {"rubrik": "Jul och nyår", "fran": "2026-12-18", "till": "2027-01-07"}
    assert browser.post("/driftinformation/forandringsstopp", frozen).status == 303
    warned = browser.get(address).soup.select_one("[aria-label='Förändringsstopp']")
    assert warned
    assert "Jul och nyår" in warned.get_text()

    refused = browser.post(f"{address}/publicera")
    assert refused.status == 422
    assert "Skriv med vem" in refused.text
    session.rollback()
    begin_write(session)
    with pytest.raises(IntegrityError):
        session.execute(sa.update(OperationsMessage).values(state="published", published_at=clock()))
    session.rollback()
    form = browser.get(f"{address}/andra").form(f"{address}/andra")
    ticked = [str(box["value"]) for box in browser.get(f"{address}/andra").soup.select("input[name='for'][checked]")]
    again = form | {"slag": "planned", "delar": "follow_me", "for": ticked, "undantag": "Kritisk säkerhetsbrist"}
    assert browser.post(f"{address}/andra", again).status == 303
    assert browser.post(f"{address}/andra", again).status == 409
    assert browser.post(f"{address}/publicera").status == 303
    assert "Kritisk säkerhetsbrist" in browser.get(address).text
    held = session.scalars(sa.select(ChangeFreeze.id)).one()
    assert browser.post(f"/driftinformation/forandringsstopp/{held}/avbryt").status == 303
    assert not browser.get(address).soup.select("[aria-label='Förändringsstopp']")


@pytest.mark.rule("R-091", "R-092", "R-095")
def test_a_published_disturbance_stands_in_the_banner_the_page_and_the_feed_of_those_it_is_for(
    session: Session, people: People, clock: Clock, client_as: SignIn
) -> None:
    found = published(session, people, "laxa")
    nils, address = client_as("nils"), f"/driftinformation/{found.number}"
    clock.forward(minutes=30)
    assert nils.post(f"{address}/uppdatera", {"text": "En del är beställd.", "klart": "2026-11-23 15:00"}).status == 303
    karin, maria = client_as("karin"), client_as("maria")
    for page in ("/", "/anmal-fel", "/tjanster/utskrift"):
        banner = karin.get(page).soup.select_one(".notices")
        assert banner, page
        told = " ".join(banner.get_text(" ").split())
        for part in ("Follow-Me står still", "igång 23 nov 2026 kl. 15.00", "En del är beställd", "Uppdaterat 23 nov"):
            assert part in told.replace("\u00a0", " "), page
        assert not maria.get(page).soup.select(".notices"), page
    assert not karin.get("/tjanster/natverk").soup.select(".notices")
    assert "/driftinformation" in {str(link["href"]) for link in karin.get("/").soup.select("nav a")}
    assert "Follow-Me står still" in karin.get("/driftinformation").text
    assert "Follow-Me står still" not in maria.get("/driftinformation").text
    assert "Follow-Me står still" in maria.get("/driftinformation?organisation=").text
    stranger = client_as("")
    entry = "{http://www.w3.org/2005/Atom}entry"
    ours = ET.fromstring(stranger.get("/driftinformation/laxa.atom").answer.get_data())  # noqa: S314  # our own words
    assert [each.findtext("{http://www.w3.org/2005/Atom}title") for each in ours.iter(entry)] == [
        "Störning: Follow-Me står still"
    ]
    theirs = ET.fromstring(stranger.get("/driftinformation/hallsberg.atom").answer.get_data())  # noqa: S314  # our own words
    assert list(theirs.iter(entry)) == []
    stranger.get("/driftinformation/nowhere.atom", status=404)

    assert nils.post(f"{address}/avsluta", {"text": "Delen är bytt.", "raknas": "y"}).status == 303
    assert not karin.get("/").soup.select(".notices")
    session.rollback()
    outage = session.scalars(sa.select(Outage)).one()
    assert (outage.component, outage.ends_at - outage.starts_at) == ("follow_me", HOUR + dt.timedelta(minutes=30))


@pytest.mark.rule("R-093")
def test_a_communicator_edits_a_draft_of_the_own_organisation_and_no_other(
    session: Session, people: People, client_as: SignIn
) -> None:
    ours = draft(session, people, "laxa", "lekeberg")
    theirs = draft(session, people, "hallsberg")
    communicator(session, people["karin"], "laxa")
    karin, address = client_as("karin"), f"/driftinformation/{ours.number}/andra"
    page = karin.get(address)
    assert [box.find_next("label").get_text() for box in page.soup.select("input[name='for']")] == ["Laxå"]  # type: ignore[union-attr]  # every box has one
    form = page.form(address) | {
        "slag": "unplanned",
        "delar": "follow_me",
        "for": page.soup.select("input[name='for']")[0]["value"],
    }
    assert karin.post(address, form | {"rubrik": "Utskrift står still"}).status == 303
    read = karin.get(f"/driftinformation/{ours.number}")
    assert read.h1.startswith("Utskrift står still")
    assert "Laxå, Lekeberg" in read.text
    for door in ("", "/andra"):
        karin.get(f"/driftinformation/{theirs.number}{door}", status=404)
    assert theirs.number not in karin.get("/driftinformation").text
    assert karin.post(f"/driftinformation/{ours.number}/publicera").status == 403


def test_only_it_publishes_and_ends(session: Session, people: People, clock: Clock, client_as: SignIn) -> None:
    found = published(session, people)
    address = f"/driftinformation/{found.number}"
    for verb in ("publicera", "uppdatera", "avsluta", "stall-in"):
        assert client_as("karin").post(f"{address}/{verb}", {"text": "Nej"}).status == 403
    nils = client_as("nils")
    assert nils.post(f"{address}/stall-in").status == 422
    assert nils.post(f"{address}/uppdatera", {"text": ""}).status == 422
    assert nils.post(f"{address}/avsluta").status == 303
    assert nils.post(f"{address}/avsluta").status == 422
    assert nils.post(f"{address}/uppdatera", {"text": "Sent"}).status == 422
    start = clock() + HOUR
    later = published(
        session,
        people,
        kind=MessageKind.PLANNED,
        title="Byte",
        starts_at=start,
        ends_at=start + HOUR,
        agreed_with="Rektor",
    )
    assert "Byte" in client_as("karin").get("/").text
    assert nils.post(f"/driftinformation/{later.number}/stall-in").status == 303
    assert "Byte" not in client_as("karin").get("/").text


@pytest.mark.rule("R-182")
def test_seventy_one_hours_away_misses_the_goal_of_the_year(session: Session, client_as: SignIn) -> None:
    nils = client_as("nils")
    away = {"del": "wifi", "fran": "2026-03-02 08:00", "till": "2026-03-05 06:00", "anteckning": "Grävskada"}
    assert nils.post("/driftinformation/tillganglighet", away).status == 303
    page = client_as("karin").get("/driftinformation/tillganglighet?ar=2026")
    rows = {
        row.th.get_text(): " ".join(row.get_text(" ").split()).replace("\u00a0", " ")
        for row in page.soup.select("tbody tr")
        if row.th
    }
    assert set(rows) == {"Servrar", "Wifi", "Integrationsplattform"}
    assert "70 h 0 min" in rows["Wifi"]
    assert "Inom målet hittills" in rows["Wifi"]
    assert (
        nils.post(
            "/driftinformation/tillganglighet", away | {"fran": "2026-05-01 08:00", "till": "2026-05-01 09:00"}
        ).status
        == 303
    )
    page = nils.get("/driftinformation/tillganglighet?ar=2026")
    row = next(row for row in page.soup.select("tbody tr") if row.th and row.th.get_text() == "Wifi")
    assert "71 h 0 min" in row.get_text()
    assert "Målet missat" in row.get_text()
    assert "99,18" in row.get_text()

    assert nils.post("/driftinformation/tillganglighet", away | {"till": "2026-03-01 06:00"}).status == 422
    assert nils.post("/driftinformation/tillganglighet", away | {"till": "2027-03-01 06:00"}).status == 422
    outage = session.scalars(sa.select(Outage.id).order_by(Outage.id)).first()
    strike = f"/driftinformation/tillganglighet/{outage}/stryk"
    assert nils.post(strike).status == 422
    assert nils.post(strike, {"skal": "Fel del"}).status == 303
    assert nils.post(strike, {"skal": "Fel del"}).status == 404
    assert "Målet missat" not in nils.get("/driftinformation/tillganglighet?ar=2026").text
    assert client_as("karin").post("/driftinformation/tillganglighet", away).status == 403
