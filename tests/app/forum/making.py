"""Proposals and meetings on their way, for the tests of the forum."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.meetings import Plan
from app.forum.actions.outcomes import Verdict
from app.forum.actions.proposing import Recommended, Suggestion
from app.forum.models import AgendaItem, Meeting, Proposal, ProposalState
from app.words.formats import today_of
from catalogue.forum import Stance
from tests.app.assortment.making import draft, item
from tests.databases import MOMENT
from tests.people import People

MEMBERS = {"eva": "laxa", "jonas": "hallsberg", "sara": "askersund", "peter": "lekeberg"}
SCREEN = "skarm-24"


class Stage:
    """Lets the demo people play the forum's scenes."""

    def __init__(self, session: Session, people: People) -> None:
        self.session, self.people, self.at = session, people, MOMENT

    def me(self, key: str) -> object:
        return self.people.visitor(key)

    def suggested(self, **wish: object) -> Proposal:
        """Karin's suggestion to replace a screen."""
        old = item(self.session, SCREEN)
        new = draft(self.session, SCREEN, "skarm-ny")
        facts = {"kind": "replace", "title": "En större skärm", "need": "Den gamla är för liten", "item_id": old.id}
        wish = Suggestion(**facts | {"new_item_id": new.id} | wish)
        return proposing.suggest(self.session, wish, me=self.me("karin"), at=self.at)

    def recommended(self, **wish: object) -> Proposal:
        """The same with Omar's background and recommendation."""
        proposal = self.suggested(**wish)
        said = Recommended(background="Tillverkaren slutar", recommendation="Ja")
        proposing.recommend(self.session, proposal, said, actor=self.me("omar").actor, at=self.at)
        return proposal

    def consulted(self, **wish: object) -> Proposal:
        """The same with the answers of the four municipalities."""
        proposal = self.recommended(**wish)
        proposing.consult(self.session, proposal, actor=self.me("omar").actor, at=self.at)
        for key in MEMBERS:
            proposing.comment(self.session, proposal, "Bra", consulted=True, me=self.me(key), at=self.at)
        return proposal

    def meeting(self, days: int = 0) -> Meeting:
        """A planned meeting that many days ahead."""
        day = today_of(self.at) + dt.timedelta(days=days)
        wish = Plan(day=day, starts="09:00", ends="11:00", form="digital", link="https://moten.example/forum")
        return meetings.plan(self.session, wish, me=self.me("lena"), at=self.at)

    def on_agenda(self, **wish: object) -> tuple[Meeting, AgendaItem, Proposal]:
        """A proposal on the agenda of an open meeting."""
        proposal, meeting = self.consulted(**wish), self.meeting()
        point = meetings.add_proposal(self.session, meeting, proposal, me=self.me("lena"), at=self.at)
        meetings.open_meeting(self.session, meeting, me=self.me("lena"), at=self.at)
        return meeting, point, proposal

    def all_say(self, meeting: Meeting, point: AgendaItem, **but: Stance) -> None:
        """Every municipality's position: yes, unless another is named by the member's key."""
        for key in MEMBERS:
            stance = but.get(key, Stance.APPROVE)
            reason = "För dyrt" if stance is Stance.RESERVE else ""
            meetings.take_position(self.session, meeting, point, stance, reason=reason, me=self.me(key), at=self.at)

    def accepted(self, days: int = 0, **wish: object) -> Proposal:
        """A proposal with everybody's yes, from that many days ahead."""
        meeting, point, proposal = self.on_agenda(**wish)
        self.all_say(meeting, point)
        day = today_of(self.at) + dt.timedelta(days=days)
        verdict = Verdict(outcome="accepted", text="Alla är eniga", effective_on=day)
        outcomes.record(self.session, meeting, point, verdict, me=self.me("lena"), at=self.at)
        assert proposal.state == ProposalState.ACCEPTED
        return proposal
