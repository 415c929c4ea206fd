"""Meetings over HTTP: planned, opened, decided in, closed, minuted and locked; who may do which."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import catalogue_version
from app.assortment.queries.history import changes_between, changes_of_decision
from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.letters import remind
from app.forum.actions.outcomes import Verdict
from app.forum.models import AgendaItem, Meeting
from app.forum.queries.bodies import assemblies
from app.outbox import Letter
from app.words.formats import today_of
from tests.app.forum.making import MEMBERS, SCREEN, Stage
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.pdf import PdfReader
from tests.people import People

SignIn = Callable[[str], ShopClient]
PLAN = {
    "body": "dialog_forum",
    "day": "2026-12-10",
    "starts": "9.00",
    "ends": "11:00",
    "form": "both",
    "place": "Rum 1",
}


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


@pytest.mark.rule("R-192")
def test_the_chair_plans_a_meeting_with_day_form_and_link(client_as: SignIn) -> None:
    lena = client_as("lena")
    assert lena.post("/forum/moten/nytt", PLAN | {"starts": "nio"}).status == 422
    page = lena.follow(lena.post("/forum/moten/nytt", PLAN | {"link": "https://moten.example/forum"}))
    assert "torsdag 10 december" in page.h1
    assert "Rum 1" in page.text
    assert page.soup.select_one("a[href='https://moten.example/forum']")
    assert client_as("eva").post("/forum/moten/nytt", PLAN).status == 403
    assert client_as("karin").post("/forum/moten/nytt", PLAN).status == 403
    assert "torsdag 10 december" in client_as("karin").get("/forum/moten").text


@pytest.mark.rule("R-185")
@pytest.mark.rule("R-186")
@pytest.mark.rule("R-187")
@pytest.mark.rule("R-194")
@pytest.mark.rule("R-196")
def test_the_bodies_stand_with_conveners_and_say_when_they_meet_too_seldom(stage: Stage, client_as: SignIn) -> None:
    page = client_as("karin").get("/forum/grupper")
    assert "Lena Falk" in page.text
    assert "Under etablering" in page.text
    assert "I år är 0 av 4 möten planerade" in page.text
    lena = client_as("lena")
    assert "IT-styrgrupp ska träffas 4 gånger om året" in lena.get("/forum/moten").text
    for day in ("2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02"):
        lena.post("/forum/moten/nytt", PLAN | {"body": "steering_group", "day": day})
    assert "IT-styrgrupp ska träffas" not in lena.get("/forum/moten").text
    assert lena.post("/forum/moten/nytt", PLAN | {"body": "digitalisation_forum"}).status == 422
    rows = {row.body.key: row.body.meetings_a_year for row in assemblies(stage.session, today_of(MOMENT))}
    assert (rows["steering_group"], rows["security_group"], rows["object_steering_group"]) == (4, 4, 2)


@pytest.mark.rule("R-191")
def test_members_add_points_and_the_chair_orders_them_and_invites(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/moten/{stage.meeting(days=9).id}"
    stage.session.commit()
    eva, lena = client_as("eva"), client_as("lena")
    eva.post(f"{path}/punkter", {"title": "Wifi i skolan"})
    assert eva.post(f"{path}/punkter", {"title": " "}).status == 422
    lena.post(f"{path}/punkter", {"title": "Budget"})
    assert client_as("karin").post(f"{path}/punkter", {"title": "Nej"}).status == 403
    second = stage.session.scalars(sa.select(AgendaItem.id).order_by(AgendaItem.id.desc())).first()
    page = lena.follow(lena.post(f"{path}/punkter/{second}/flytta", {"vart": "upp"}))
    assert [row.get_text() for row in page.soup.select(".agenda h2")] == ["1. Budget", "2. Wifi i skolan"]
    nils = stage.people["nils"].email
    stage.session.rollback()
    assert lena.post(f"{path}/punkter/{second}/bjud-in", {"epost": "ingen@example.org"}).status == 422
    for _ in range(2):
        lena.post(f"{path}/punkter/{second}/bjud-in", {"epost": nils.upper()})
    assert "Inbjudna: Nils Åberg" in lena.get(path).text
    assert _letters(stage.session, "forum_invited") == [nils]


@pytest.mark.rule("R-193")
def test_what_users_think_becomes_a_point(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/moten/{stage.meeting(days=9).id}"
    stage.session.commit()
    karin, lena = client_as("karin"), client_as("lena")
    assert karin.post("/forum/synpunkter", {"text": ""}).status == 422
    karin.post("/forum/synpunkter", {"text": "Skärmen är för liten", "item": SCREEN})
    assert "1\u00a0ny synpunkt" in lena.get(path).html
    assert "Skärmen är för liten" in lena.follow(lena.post(f"{path}/synpunkter")).text
    assert lena.post(f"{path}/synpunkter").status == 422


@pytest.mark.rule("R-190")
def test_only_the_chair_opens_records_and_closes(stage: Stage, client_as: SignIn) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.all_say(meeting, point)
    stage.session.commit()
    path = f"/forum/moten/{meeting.id}"
    said = {"outcome": "accepted", "text": "Ja"}
    for key in ("omar", "eva", "karin", "alva"):
        browser = client_as(key)
        assert browser.post(f"{path}/punkter/{point.id}/utfall", said).status == 403
        assert browser.post(f"{path}/avsluta", {"notes_link": "Filytan"}).status == 403
        assert browser.post(f"{path}/punkter/{point.id}/anteckning", {"text": "x", "version": "0"}).status == 403
    lena = client_as("lena")
    assert lena.post(f"{path}/avsluta", {"notes_link": "Filytan"}).status == 422
    lena.post(f"{path}/punkter/{point.id}/utfall", said)
    assert lena.post(f"{path}/punkter/{point.id}/utfall", said).status == 409
    assert lena.post(f"{path}/avsluta", {"notes_link": " "}).status == 422
    assert "Väntar på justering" in lena.follow(lena.post(f"{path}/avsluta", {"notes_link": "Filytan/11"})).text


def test_positions_are_taken_on_the_members_own_pages_and_seen_by_the_chair(stage: Stage, client_as: SignIn) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.session.commit()
    path = f"/forum/moten/{meeting.id}/punkter/{point.id}"
    eva = client_as("eva")
    assert eva.post(f"{path}/stallning", {}).status == 422
    kept = eva.post(f"{path}/stallning", {"stance": "reserve", "reason": ""})
    assert kept.status == 422
    assert "Skriv varför ni reserverar er" in kept.text
    eva.post(f"{path}/stallning", {"stance": "reserve", "reason": "För dyrt"})
    lena = client_as("lena")
    seen = lena.fragment(f"{path}/lage")
    assert "För dyrt" in seen.text
    assert seen.text.count("Har inte tagit ställning") == 3
    assert lena.post(f"{path}/stallning", {"stance": "approve"}).status == 403
    refused = lena.post(f"{path}/utfall", {"outcome": "accepted", "text": "Vi är eniga"})
    assert refused.status == 422
    assert "reserverat sig" in refused.text
    assert "Vi är eniga" in refused.html


def test_notes_save_themselves_and_show_both_versions(stage: Stage, client_as: SignIn) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.session.commit()
    path, lena = f"/forum/moten/{meeting.id}/punkter/{point.id}/anteckning", client_as("lena")
    piece = {"HX-Request": "true", "HX-Request-Type": "partial"}
    saved = lena.post(path, {"text": "Först", "version": "0"}, headers=piece)
    assert "Sparat kl." in saved.text
    assert saved.field("version") == "1"
    clash = lena.post(path, {"text": "Sedan", "version": "0"}, headers=piece)
    assert clash.status == 409
    assert "Först" in clash.text
    assert clash.field("version") == "1"
    plain = lena.post(path, {"text": "Sedan", "version": "0"})
    assert plain.status == 409
    assert "Först" in plain.text
    assert plain.soup.select_one("textarea[name=text]").get_text().strip() == "Sedan"
    assert "Sedan" in lena.follow(lena.post(path, {"text": "Först. Sedan", "version": "1"})).html


@pytest.mark.rule("R-014")
def test_minutes_say_exactly_what_the_decision_changes_and_are_locked(stage: Stage, client_as: SignIn) -> None:
    meeting, point, proposal = stage.on_agenda()
    version = catalogue_version(stage.session)
    stage.all_say(meeting, point)
    lena = stage.me("lena")
    meetings.attend(
        stage.session, meeting, {stage.people["eva"].id: stage.me("eva").organisation_id}, me=lena, at=MOMENT
    )
    outcomes.record(stage.session, meeting, point, Verdict(outcome="accepted", text="Eniga"), me=lena, at=MOMENT)
    outcomes.publish(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    meetings.close(stage.session, meeting, "Filytan", me=lena, at=MOMENT)
    stage.session.commit()
    path = f"/forum/moten/{meeting.id}"
    page = client_as("karin").get(f"{path}/protokoll")
    made = changes_between(stage.session, version, catalogue_version(stage.session))
    assert made == changes_of_decision(stage.session, proposal.decision_id or 0)
    linked = [str(link["href"]).rpartition("/")[2] for link in page.soup.select(".changed a")]
    assert linked == [change.slug for change in made] == ["skarm-ny", SCREEN]
    assert client_as("lena").post(f"{path}/justera").status == 403
    assert client_as("karin").post(f"{path}/justera").status == 403
    jonas = client_as("jonas")
    jonas.post(f"{path}/justera")
    first = client_as("karin").get(f"{path}/protokoll.pdf").answer.data
    read = PdfReader(first).document
    rows = [[cell.said for cell in row.all("TD") + row.all("TH")] for row in read.all("TR")]
    listed = [row[0] for row in rows if len(row) == 3 and row[0] != "Vara"]
    assert listed == [change.name for change in made]
    assert "Jonas Berg" in read.said
    assert "Eva Strand" in read.said
    assert "Eniga" in read.said
    stage.session.rollback()
    assert hashlib.sha256(first).hexdigest() == stage.session.get_one(Meeting, meeting.id).minutes_digest
    assert client_as("eva").get(f"{path}/protokoll.pdf").answer.data == first
    assert jonas.post(f"{path}/justera").status == 409


def test_no_minutes_before_the_meeting_is_over(stage: Stage, client_as: SignIn) -> None:
    meeting = stage.meeting()
    stage.session.commit()
    client_as("eva").get(f"/forum/moten/{meeting.id}/protokoll", status=404)
    client_as("eva").get("/forum/moten/99999", status=404)


def test_decisions_are_found_by_word_item_day_and_municipality(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.accepted()
    outcomes.publish(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    stage.session.commit()
    karin = client_as("karin")
    for query in ("q=större", "q=skarm-ny", "fran=2026-11-01&till=2026-12-31", "q=B2026"):
        assert "En större skärm" in karin.get(f"/forum/beslut?{query}").text, query
    for query in ("q=xyzzy", "till=2020-01-01", "kommun=laxa"):
        assert "Inga träffar" in karin.get(f"/forum/beslut?{query}").text, query
    number = str(karin.get("/forum/beslut").soup.select_one(".order-card a")["href"])
    page = karin.get(number)
    assert "Alla är eniga" in page.text
    assert len(page.soup.select(".changed li")) == 2
    feed = ShopClient(karin.app).get("/forum/beslut/laxa.atom").answer
    assert feed.mimetype == "application/atom+xml"
    assert "En större skärm" in feed.get_data(as_text=True)
    karin.get("/forum/beslut/mars.atom", status=404)
    karin.get("/forum/beslut/B1999-001", status=404)


def test_members_are_asked_and_reminded_once(stage: Stage, clock: Clock) -> None:
    proposal = stage.recommended()
    proposing.consult(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    assert len(_letters(stage.session, "forum_asked")) == 4
    assert remind(stage.session, at=MOMENT) == 0
    proposing.comment(stage.session, proposal, "Ja", consulted=True, me=stage.me("eva"), at=MOMENT)
    clock.forward(days=12)
    assert remind(stage.session, at=clock()) == 3
    assert remind(stage.session, at=clock()) == 0
    assert stage.people["eva"].email not in _letters(stage.session, "forum_reminded")


def test_the_suggester_is_told_and_members_get_minutes(stage: Stage) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.all_say(meeting, point)
    outcomes.record(stage.session, meeting, point, Verdict(outcome="rejected"), me=stage.me("lena"), at=MOMENT)
    meetings.close(stage.session, meeting, "Filytan", me=stage.me("lena"), at=MOMENT)
    assert _letters(stage.session, "forum_decided") == [stage.people["karin"].email]
    assert len(_letters(stage.session, "forum_minutes")) == len(MEMBERS)


def _letters(session: Session, template: str) -> list[str]:
    session.flush()
    rows = session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail").order_by(Letter.id))
    return [str(row["to"]) for row in rows if row["template"] == template]
