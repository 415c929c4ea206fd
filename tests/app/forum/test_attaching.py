"""What belongs to a proposal besides its words: what it would change, its files, and the security group's advice."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.actions import attaching, meetings, outcomes, proposing
from app.forum.actions.proposing import Recommended
from app.forum.actions.seats import NewSeat, give_seat
from app.forum.models import Body, Proposal, ProposalFile
from app.outbox import Letter
from app.refusal import Changed, Forbidden, Refused
from app.uploads import accept
from tests.app.assortment.making import item
from tests.app.forum.making import MEMBERS, SCREEN, Stage
from tests.app.painting import painted
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
CHANGE = {"kind": "change", "title": "Längre garanti", "new_item_id": None}


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def test_a_change_says_column_by_column_what_it_would_make_of_the_item(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.recommended(**CHANGE)
    path, old = f"/forum/forslag/{proposal.number}", item(stage.session, SCREEN).price
    stage.session.commit()
    omar = client_as("omar")
    assert "Skriv först in vad som ska ändras" in omar.post(f"{path}/remiss").text
    form = omar.get(f"{path}/andringar").form(f"{path}/andringar")
    assert omar.post(f"{path}/andringar", form).status == 422
    refused = omar.post(f"{path}/andringar", form | {"technical_lifetime_months": "36"})
    assert "rad 115–116" in refused.text
    wish = {"warranty_months": "60", "price": "2 500", "summary": "Med fem års garanti"}
    page = omar.follow(omar.post(f"{path}/andringar", form | wish))
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th,td")] for row in page.soup.select("tbody tr")
    ]
    assert ["Pris exklusive moms", f"{old // 100:,}".replace(",", " ") + " kr", "2 500 kr"] in rows
    assert "Garanti i månader" in {row[0] for row in rows}
    stale = omar.post(f"{path}/andringar", form | {"summary": "En annan text"})
    assert stale.status == 409
    assert "Med fem års garanti" in stale.text
    assert stale.field("summary") == "En annan text"
    assert client_as("eva").post(f"{path}/andringar", form | wish).status == 403


def test_the_decision_gives_the_item_exactly_what_the_proposal_said(stage: Stage) -> None:
    session, omar = stage.session, stage.me("omar")
    proposal = stage.recommended(**CHANGE)
    wanted = {"warranty_months": 60, "price": 250_000}
    attaching.set_columns(session, proposal, wanted, seen=proposal.version, actor=omar.actor, at=MOMENT)
    proposing.consult(session, proposal, actor=omar.actor, at=MOMENT)
    with pytest.raises(Changed):
        attaching.set_columns(session, proposal, {"price": 1}, seen=proposal.version, actor=omar.actor, at=MOMENT)
    for key in MEMBERS:
        proposing.comment(session, proposal, "Ja", consulted=True, me=stage.me(key), at=MOMENT)
    meeting = stage.meeting()
    point = meetings.add_proposal(session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    meetings.open_meeting(session, meeting, me=stage.me("lena"), at=MOMENT)
    stage.all_say(meeting, point)
    outcomes.record(session, meeting, point, outcomes.Verdict(outcome="accepted"), me=stage.me("lena"), at=MOMENT)
    outcomes.publish(session, proposal, actor=omar.actor, at=MOMENT)
    screen = item(session, SCREEN)
    assert (screen.warranty_months, screen.price, screen.state) == (60, 250_000, "published")
    assert screen.decision_id == proposal.decision_id


def attach(browser: ShopClient, path: str, data: bytes, name: str = "offert.jpg") -> object:
    """Send a file to a proposal."""
    return browser.post(f"{path}/filer", {"fil": (io.BytesIO(data), name)}, content_type="multipart/form-data")


@pytest.mark.rule("R-011")
def test_files_are_drawn_anew_kept_and_read_by_those_who_read_the_proposal(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.recommended().number}"
    stage.session.commit()
    omar, eva, karin = client_as("omar"), client_as("eva"), client_as("karin")
    assert attach(omar, path, painted("HEIF"), "prov.heic").status == 303
    page = eva.get(path)
    link = next(str(found["href"]) for found in page.soup.select("a") if found.get_text() == "prov.jpg")
    answer = karin.get(link).answer
    assert (answer.mimetype, answer.headers["Content-Security-Policy"]) == ("image/jpeg", "default-src 'none'; sandbox")
    assert answer.headers["Content-Disposition"] == "attachment; filename=prov.jpg"
    assert "kan inte tas emot" in attach(omar, path, b"<svg onload='x'/>", "a.svg").text
    assert "Välj en fil" in omar.post(f"{path}/filer").text
    client_as("olle").get(link, status=404)
    eva.get(f"{path}/filer/999", status=404)


def test_only_the_suggester_and_the_forum_attach_and_not_after_the_decision(stage: Stage, data_dir: Path) -> None:
    proposal, sent = stage.consulted(), accept(painted(), "bild.jpg")

    def add(who: str) -> ProposalFile:
        return attaching.add_file(stage.session, proposal, sent, folder=data_dir / "files", me=stage.me(who), at=MOMENT)

    assert [row["name"] for row in proposal.files] == []
    for who in ("karin", "eva", "omar"):
        add(who)
    with pytest.raises(Forbidden):
        add("olle")
    for _ in range(7):
        add("omar")
    with pytest.raises(Refused, match="files"):
        add("omar")
    assert len(proposal.files) == stage.session.scalar(sa.select(sa.func.count(ProposalFile.id))) == 10
    proposal.state = "rejected"
    with pytest.raises(Changed):
        add("omar")


def test_what_belongs_to_a_proposal_one_may_not_read_is_not_there(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.suggested(**CHANGE).number}"
    stage.session.commit()
    olle = client_as("olle")
    assert attach(olle, path, painted()).status == 404
    assert olle.post(f"{path}/informationssakerhet", {"text": "Nej"}).status == 404
    assert olle.get(f"{path}/filer/1", status=404).status == 404
    assert client_as("omar").get("/forum/forslag/F2026-999/andringar", status=404).status == 404


@pytest.mark.rule("R-195")
def test_a_consultation_can_be_addressed_to_the_security_group(
    stage: Stage, client_as: SignIn, session: Session
) -> None:
    proposal, omar = stage.suggested(), stage.me("omar")
    wish = NewSeat(stage.people["nils"].email, "member", MOMENT.date())
    give_seat(session, session.get_one(Body, "security_group"), wish, me=stage.me("lena"), at=MOMENT)
    said = Recommended(background="b", recommendation="r", information_security=True)
    proposing.recommend(session, proposal, said, actor=omar.actor, at=MOMENT)
    proposing.consult(session, proposal, actor=omar.actor, at=MOMENT)
    letters = session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail")).all()
    assert [row["to"] for row in letters if row["template"] == "forum_security"] == [stage.people["nils"].email]
    for key in MEMBERS:
        proposing.comment(session, proposal, "Ja", consulted=True, me=stage.me(key), at=MOMENT)
    meeting = stage.meeting(days=30)
    with pytest.raises(Refused, match="security_open"):
        meetings.add_proposal(session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    session.commit()
    path, nils = f"/forum/forslag/{proposal.number}", client_as("nils")
    assert "ICSG): den svarar på remissen" in nils.get(path).text
    assert client_as("karin").post(f"{path}/informationssakerhet", {"text": "Jag"}).status == 403
    page = nils.follow(nils.post(f"{path}/informationssakerhet", {"text": "Kameran måste gå att täcka"}))
    assert "Kameran måste gå att täcka" in page.text
    assert nils.post(f"{path}/informationssakerhet", {"text": "En gång till"}).status == 422
    session.rollback()
    again = session.scalars(sa.select(Proposal).where(Proposal.number == proposal.number)).one()
    meetings.add_proposal(session, meeting, again, me=stage.me("lena"), at=MOMENT)


def test_the_security_groups_advice_stops_nothing_when_its_time_is_out(stage: Stage) -> None:
    proposal = stage.suggested()
    said = Recommended(background="b", recommendation="r", information_security=True)
    proposing.recommend(stage.session, proposal, said, actor=stage.me("omar").actor, at=MOMENT)
    proposing.consult(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    later = MOMENT + dt.timedelta(days=20)
    assert proposing.unready(stage.session, proposal, MOMENT.date()) == "consultation_open"
    assert proposing.unready(stage.session, proposal, later.date()) == ""
