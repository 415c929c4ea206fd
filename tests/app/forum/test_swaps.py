"""An emergency swap: at once, on the agenda of the next meeting, and gone with that day unless the forum says yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.assortment.models import EmergencySwap
from app.forum.actions import meetings, outcomes, proposing, swaps
from app.forum.actions.outcomes import Verdict
from app.forum.models import AgendaItem, Proposal
from app.refusal import Changed, Refused
from app.words.formats import today_of
from tests.app.administration.filling import fill
from tests.app.assortment.making import draft, item
from tests.app.forum.making import SCREEN, Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

PATH = "/redigera/sortiment/byte"
SignIn = Callable[[str], ShopClient]


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def swapped(stage: Stage) -> tuple[EmergencySwap, Proposal]:
    """A screen that went out of sale, replaced by Omar."""
    old, new = item(stage.session, SCREEN), draft(stage.session, SCREEN, "skarm-akut")
    proposal = swaps.swap(stage.session, old, new, "Slut hos tillverkaren", me=stage.me("omar"), at=MOMENT)
    return stage.session.get_one(EmergencySwap, proposal.swap_id), proposal


def test_a_swap_holds_to_the_end_of_the_next_meeting_and_stands_on_its_agenda(stage: Stage, client_as: SignIn) -> None:
    draft(stage.session, SCREEN, "skarm-akut")
    stage.session.commit()
    omar, wish = client_as("omar"), {"old": SCREEN, "new": "skarm-akut", "reason": "Slut hos tillverkaren"}
    assert "Be enhetschefen på IT planera ett möte" in fill(omar, PATH, **wish).text
    late, soon = stage.meeting(days=40), stage.meeting(days=9)
    stage.session.commit()
    page = omar.follow(fill(omar, PATH, **wish))
    assert "Säger forumet inte ja senast" in page.text
    row = stage.session.scalars(sa.select(EmergencySwap)).one()
    assert (row.state, row.ratify_by) == ("open", soon.day)
    points = stage.session.execute(sa.select(AgendaItem.meeting_id, AgendaItem.kind)).all()
    assert points == [(soon.id, "swap")] != [(late.id, "swap")]
    assert "Akut byte, väntar på forumets beslut till" in client_as("karin").get("/sortiment/skarm-akut").text
    assert swaps.propose_swaps(stage.session, at=MOMENT) == 0


def test_an_unratified_swap_reverts_on_its_day_and_its_proposal_ends_with_it(stage: Stage) -> None:
    stage.meeting(days=9)
    row, proposal = swapped(stage)
    with pytest.raises(Changed):
        proposing.retract(stage.session, proposal, me=stage.me("omar"), at=MOMENT)
    last, after = (MOMENT + dt.timedelta(days=days) for days in (9, 10))
    assert (assortment.revert_due(stage.session, at=last), swaps.end_reverted(stage.session, at=last)) == (0, 0)
    assert (item(stage.session, SCREEN).state, item(stage.session, "skarm-akut").state) == ("withdrawn", "published")
    assert (assortment.revert_due(stage.session, at=after), swaps.end_reverted(stage.session, at=after)) == (1, 1)
    assert (item(stage.session, SCREEN).state, item(stage.session, "skarm-akut").state) == ("published", "withdrawn")
    assert (row.state, proposal.state) == ("reverted", "retracted")
    assert "gick tillbaka av sig självt" in proposal.answer
    assert stage.session.scalars(sa.select(AgendaItem)).all() == []
    assert swaps.end_reverted(stage.session, at=after) == 0


def test_a_meeting_that_let_the_day_pass_can_still_be_closed(stage: Stage) -> None:
    meeting = stage.meeting()
    _, proposal = swapped(stage)
    lena = stage.me("lena")
    meetings.open_meeting(stage.session, meeting, me=lena, at=MOMENT)
    with pytest.raises(Refused, match="undecided"):
        meetings.close(stage.session, meeting, "Filytan", me=lena, at=MOMENT)
    tomorrow = MOMENT + dt.timedelta(days=1)
    assortment.revert_due(stage.session, at=tomorrow)
    swaps.end_reverted(stage.session, at=tomorrow)
    assert proposal.state == "retracted"
    meetings.close(stage.session, meeting, "Filytan", me=lena, at=tomorrow)
    assert meeting.state == "closed"


def test_a_swap_is_ratified_by_the_forum(stage: Stage) -> None:
    meeting = stage.meeting()
    row, proposal = swapped(stage)
    point = stage.session.scalars(sa.select(AgendaItem)).one()
    meetings.open_meeting(stage.session, meeting, me=stage.me("lena"), at=MOMENT)
    stage.all_say(meeting, point)
    outcomes.record(stage.session, meeting, point, Verdict(outcome="accepted"), me=stage.me("lena"), at=MOMENT)
    new = item(stage.session, "skarm-akut")
    assert (row.state, proposal.state, new.state) == ("ratified", "published", "published")
    assert assortment.revert_due(stage.session, at=MOMENT + dt.timedelta(days=30)) == 0
    assert today_of(MOMENT) == row.ratify_by
