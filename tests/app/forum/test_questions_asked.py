"""What the forum's pages ask the database: at most six statements, and as many with much as with little."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.outcomes import Verdict
from app.forum.models import Meeting, Proposal
from tests.app.forum.making import Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

MOST = 6


def fill(stage: Stage, much: int) -> tuple[Proposal, Meeting, Meeting]:
    """Proposals, comments, points and positions in that number; a proposal, a closed and an open meeting."""
    session, lena = stage.session, stage.me("lena")
    closed, point, proposal = stage.on_agenda(school=False)
    stage.all_say(closed, point)
    outcomes.record(session, closed, point, Verdict(outcome="accepted", text="Ja"), me=lena, at=MOMENT)
    outcomes.publish(session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    meetings.close(session, closed, "Filytan", me=lena, at=MOMENT)
    open_one = stage.meeting()
    for number in range(much):
        wish = proposing.Suggestion(kind="add", title=f"Mus {number}", need="Ont")
        proposing.suggest(session, wish, me=stage.me("karin"), at=MOMENT)
        proposing.comment(session, proposal, f"Nummer {number}", me=stage.me("olle"), at=MOMENT)
        meetings.add_discussion(session, open_one, f"Punkt {number}", me=lena, at=MOMENT)
        meetings.give_feedback(session, "Bra", me=stage.me("karin"), at=MOMENT)
    meetings.collect_feedback(session, open_one, "Synpunkter", me=lena, at=MOMENT)
    session.commit()
    return proposal, closed, open_one


@pytest.mark.parametrize("much", [2, 20])
def test_no_page_of_the_forum_asks_more_than_six_times(
    session: Session,
    people: People,
    client_as: Callable[[str], ShopClient],
    count_queries: Callable[[], list[str]],
    much: int,
) -> None:
    proposal, closed, live = fill(Stage(session, people), much)
    pages = [
        "/forum",
        "/forum/forslag",
        f"/forum/forslag/{proposal.number}",
        f"/forum/forslag/{proposal.number}/effekt",
    ]
    pages += [
        "/forum/moten",
        f"/forum/moten/{closed.id}",
        f"/forum/moten/{live.id}",
        f"/forum/moten/{closed.id}/protokoll",
    ]
    pages += ["/forum/beslut", "/forum/beslut/B2026-005", "/forum/grupper", "/forum/synpunkter", "/forum/forslag/nytt"]
    session.rollback()
    lena, eva, asked = client_as("lena"), client_as("eva"), {}
    seen = count_queries()
    for state in ("planned", "open"):
        if state == "open":
            session.rollback()  # what it has read is old by now
            meetings.open_meeting(session, live, me=people.visitor("lena"), at=MOMENT)
            session.commit()
        for browser, who in ((lena, "lena"), (eva, "eva")):
            for path in pages:
                browser.get(path)
                seen.clear()
                browser.get(path)
                asked[f"{who} {state} {path}"] = len(seen)
    assert {page: count for page, count in asked.items() if not 0 < count <= MOST} == {}
