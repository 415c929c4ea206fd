"""A planned meeting gets another day or is called off, and its agenda, its guests and its swaps follow along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import EmergencySwap
from app.forum.actions import meetings, proposing, replanning, swaps
from app.forum.actions.proposing import Recommended, Suggestion
from app.forum.models import AgendaItem, Feedback, Meeting
from app.forum.queries.waiting import Waiting, waiting
from app.outbox import Letter
from app.refusal import Refused
from app.words.formats import today_of
from tests.app.assortment.making import draft, item
from tests.app.forum.making import SCREEN, Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
LATER = {"day": "2026-12-15", "starts": "13", "ends": "1430", "form": "physical", "place": "Rum 2"}


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def test_the_chair_moves_a_meeting_and_its_guests_and_swaps_follow(stage: Stage, client_as: SignIn) -> None:
    meeting = stage.meeting(days=9)
    old, new = item(stage.session, SCREEN), draft(stage.session, SCREEN, "skarm-akut")
    swaps.swap(stage.session, old, new, "Slut hos tillverkaren", me=stage.me("omar"), at=MOMENT)
    point = meetings.add_discussion(stage.session, meeting, "Wifi", me=stage.me("eva"), at=MOMENT)
    meetings.invite(stage.session, point, stage.people["nils"].id, me=stage.me("lena"), at=MOMENT)
    stage.session.commit()
    path, lena = f"/forum/moten/{meeting.id}", client_as("lena")
    client_as("eva").get(f"{path}/andra", status=403)
    assert client_as("eva").post(f"{path}/andra", LATER).status == 403
    assert lena.get(f"{path}/andra").field("starts") == "09:00"
    kept = lena.post(f"{path}/andra", LATER | {"day": "2020-01-01"})
    assert (kept.status, kept.field("place")) == (422, "Rum 2")
    page = lena.follow(lena.post(f"{path}/andra", LATER))
    assert "tisdag 15 december" in page.h1
    assert "kl. 13.00–14.30" in page.text
    lena.post(f"{path}/andra", LATER)
    stage.session.rollback()
    assert stage.session.scalars(sa.select(EmergencySwap.ratify_by)).one().isoformat() == LATER["day"]
    assert _letters(stage.session, "forum_moved") == [stage.people["nils"].email]
    assert lena.post(f"{path}/oppna").status == 422


def test_a_meeting_called_off_hands_its_agenda_to_the_next_one(stage: Stage, client_as: SignIn) -> None:
    proposal, meeting, lena = stage.consulted(), stage.meeting(days=9), stage.me("lena")
    meetings.add_proposal(stage.session, meeting, proposal, me=lena, at=MOMENT)
    with pytest.raises(Refused, match="nowhere"):
        replanning.call_off(stage.session, meeting, "Sjukdom", me=lena, at=MOMENT)
    later = stage.meeting(days=30)
    meetings.add_discussion(stage.session, later, "Wifi", me=lena, at=MOMENT)
    stage.session.commit()
    path, chair = f"/forum/moten/{meeting.id}", client_as("lena")
    assert client_as("eva").post(f"{path}/stall-in", {"skal": "Sjukdom"}).status == 403
    assert chair.post(f"{path}/stall-in", {"skal": " "}).status == 422
    page = chair.follow(chair.post(f"{path}/stall-in", {"skal": "Sjukdom"}))
    assert "Mötet är inställt. Sjukdom" in page.text
    assert chair.post(f"{path}/stall-in", {"skal": "Igen"}).status == 409
    titles = [row.get_text() for row in chair.get(f"/forum/moten/{later.id}").soup.select(".agenda h2")]
    assert titles == ["1. Wifi", "2. En större skärm"]
    assert "Inställt" in client_as("karin").get("/forum/moten").text
    stage.session.rollback()
    assert proposal.state == "on_agenda"
    with pytest.raises(sa.exc.IntegrityError):
        stage.session.execute(sa.update(Meeting).where(Meeting.id == later.id).values(state="cancelled"))


def test_a_point_is_taken_off_by_whoever_added_it_or_the_chair(stage: Stage, client_as: SignIn) -> None:
    meeting, karin = stage.meeting(days=9), stage.me("karin")
    own = meetings.add_discussion(stage.session, meeting, "Wifi", me=stage.me("eva"), at=MOMENT)
    meetings.invite(stage.session, own, stage.people["nils"].id, me=stage.me("lena"), at=MOMENT)
    meetings.give_feedback(stage.session, "Skärmen är liten", me=karin, at=MOMENT)
    said = meetings.collect_feedback(stage.session, meeting, "Synpunkter", me=stage.me("lena"), at=MOMENT)
    proposed = meetings.add_proposal(stage.session, meeting, stage.consulted(), me=stage.me("lena"), at=MOMENT)
    stage.session.commit()
    path = f"/forum/moten/{meeting.id}/punkter"
    assert client_as("jonas").post(f"{path}/{own.id}/ta-bort").status == 403
    assert client_as("eva").post(f"{path}/{own.id}/ta-bort").status == 303
    assert client_as("eva").post(f"{path}/{said.id}/ta-bort").status == 403
    assert client_as("lena").post(f"{path}/{said.id}/ta-bort").status == 303
    assert client_as("lena").post(f"{path}/{proposed.id}/ta-bort").status == 422
    kept = proposed.id
    stage.session.rollback()
    assert stage.session.scalars(sa.select(AgendaItem.id)).all() == [kept]
    assert stage.session.scalars(sa.select(Feedback.agenda_item_id)).all() == [None]
    assert _letters(stage.session, "forum_dropped") == [stage.people["nils"].email]


def test_what_waits_in_the_forum_stands_on_the_first_page_of_each(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.consulted()
    for stands in ("suggested", "recommended"):
        wish = Suggestion(kind="add", title="En annan", need="Behövs")
        other = proposing.suggest(stage.session, wish, me=stage.me("karin"), at=MOMENT)
        if stands == "recommended":
            said = Recommended(background="Provad", recommendation="Ja")
            proposing.recommend(stage.session, other, said, actor=stage.me("omar").actor, at=MOMENT)
    held = stage.meeting()
    meetings.open_meeting(stage.session, held, me=stage.me("lena"), at=MOMENT)
    meetings.close(stage.session, held, "Filytan", me=stage.me("lena"), at=MOMENT)
    whats = {key: [row.what for row in _waits(stage, key)] for key in ("omar", "lena", "eva", "karin")}
    assert whats == {
        "omar": ["recommend", "send"], "lena": ["agenda"], "eva": ["adjust"], "karin": [],
    }  # fmt: skip
    stage.session.commit()
    eva, lena = client_as("eva"), client_as("lena")
    assert "Läs och justera protokollet" in eva.get("/").text
    assert "Läs och justera protokollet" in eva.get("/forum").text
    assert f"Sätt upp på ett möte: {proposal.title}" in lena.get("/").text
    assert "Inget väntar på dig" in client_as("karin").get("/").text


def test_a_yes_never_holds_from_a_day_that_has_been(stage: Stage, client_as: SignIn) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.all_say(meeting, point)
    with pytest.raises(Refused, match="not_its_day"):
        meetings.open_meeting(stage.session, stage.meeting(days=2), me=stage.me("lena"), at=MOMENT)
    stage.session.commit()
    path, lena = f"/forum/moten/{meeting.id}/punkter/{point.id}/utfall", client_as("lena")
    said = {"outcome": "accepted", "text": "Eniga", "effective_on": "2026-01-01"}
    refused = lena.post(path, said)
    assert refused.status == 422
    assert "tidigast i dag" in refused.text
    assert refused.soup.select_one(".error-summary a[href='#outcome-0']")
    assert "år-månad-dag" in lena.post(path, said | {"effective_on": "snart"}).text


def _waits(stage: Stage, key: str) -> list[Waiting]:
    return waiting(stage.session, stage.me(key), today_of(MOMENT))


def _letters(session: Session, template: str) -> list[str]:
    session.flush()
    rows = session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail").order_by(Letter.id))
    return [str(row["to"]) for row in rows if row["template"] == template]
