"""Random organisation charts on a real database: chefs, leavers, second accounts, roles, absences and substitutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.approvals import actions
from app.desks.models import ApprovalRequest
from app.desks.queries import matter_of
from app.identity.actions import sign_in
from app.identity.models import Person, RoleGrant, SignInSession, Substitution, Unit
from app.identity.queries import Visitor, same_people, visitor_by_token, visitor_question
from app.refusal import Missing, Refused
from catalogue.approvals import Delegation, fault

# Who plays; the first one asks. The places are three units, one above the other, and one apart.
PLAYERS = ("karin", "anders", "birgitta", "eva", "maria", "jonas", "peter", "alva")
UNITS = ("Stenebergsskolan", "Barn- och utbildningsförvaltningen", "Kommunkansliet", "Kanslienheten")
ROLES = ("finance", "fallback_approver", "admin", "servicedesk", "head_of_it")
FIRST = dt.date(2026, 11, 23)
LONG_AGO = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
QUESTION = visitor_question([])


@dataclass(frozen=True)
class Chart:
    """Who leads what, who has left, who is whom, who may what, who is away when; people and units by their place."""

    leads: tuple[int | None, ...]
    above: tuple[bool, ...]
    chefs: tuple[int | None, ...]
    left: frozenset[int]
    twins: frozenset[int]
    creator: int
    beneficiary: int | None
    roles: frozenset[tuple[int, str]]
    away: tuple[tuple[int, int, int, int], ...]


WHO = st.integers(0, len(PLAYERS) - 1)
CHARTS = st.builds(
    Chart,
    leads=st.tuples(*[st.none() | WHO] * len(UNITS)),
    above=st.tuples(*[st.booleans()] * len(UNITS)),
    chefs=st.tuples(*[st.none() | WHO] * len(PLAYERS)),
    left=st.frozensets(st.integers(1, len(PLAYERS) - 1), max_size=3),
    twins=st.frozensets(st.integers(1, len(PLAYERS) - 1), max_size=2),
    creator=WHO,
    beneficiary=st.none() | WHO,
    roles=st.frozensets(st.tuples(WHO, st.sampled_from(ROLES)), max_size=4),
    away=st.lists(st.tuples(WHO, WHO, st.integers(-3, 20), st.integers(0, 30)), max_size=4).map(tuple),
)


class Stage:
    """A chart put up in a session, which is rolled back afterwards."""

    def __init__(self, session: Session, chart: Chart) -> None:
        self.session, self.chart = session, chart
        self.tokens: dict[int, str] = {}
        found = {row.subject: row for row in session.scalars(sa.select(Person).where(Person.subject.in_(PLAYERS)))}
        self.people = [found[key] for key in PLAYERS]
        self._people()
        self._units()
        self._roles()
        self._away()
        session.flush()

    def _people(self) -> None:
        """Everybody else has no power at all."""
        self.session.execute(sa.update(Unit).values(manager_id=None))
        self.session.execute(sa.update(Person).values(manager_id=None))
        self.session.execute(sa.delete(RoleGrant))
        for place, person in enumerate(self.people):
            chef = self.chart.chefs[place]
            person.active = place not in self.chart.left
            person.manager_id = self.people[chef].id if chef not in (None, place) else None
            if place in self.chart.twins:
                person.email = self.people[0].email.upper()

    def _units(self) -> None:
        rows = {unit.name: unit for unit in self.session.scalars(sa.select(Unit).where(Unit.name.in_(UNITS)))}
        units = [rows[name] for name in UNITS]
        for place, unit in enumerate(units):
            lead = self.chart.leads[place]
            unit.manager_id = self.people[lead].id if lead is not None else None
            unit.parent_id = units[place + 1].id if place + 1 < len(units) and self.chart.above[place] else None
        self.people[0].unit_id = units[0].id

    def _roles(self) -> None:
        self.session.add_all(
            RoleGrant(person_id=self.people[place].id, role=role, valid_from=FIRST - dt.timedelta(days=9))
            for place, role in self.chart.roles
        )

    def _away(self) -> None:
        """Only what the shop itself would keep."""
        known: list[Delegation] = []
        for absent, substitute, begins, days in self.chart.away:
            starts = FIRST + dt.timedelta(days=begins)
            ends = starts + dt.timedelta(days=days)
            one, other = self.people[absent], self.people[substitute]
            new = Delegation(one.id, other.id, starts, ends)
            if fault(new, known, maker=one.id)[0]:
                continue
            known.append(new)
            self.session.add(
                Substitution(
                    absent_id=one.id, substitute_id=other.id, starts=starts, ends=ends, topic="", made_by=one.id,
                    made_at=LONG_AGO, announced_at=LONG_AGO,
                )
            )  # fmt: skip

    def visitor(self, place: int, at: dt.datetime) -> Visitor | None:
        """A player at the door; None for one who has left."""
        person = self.people[place]
        if not person.active:
            return None
        if place not in self.tokens:
            self.tokens[place] = sign_in(
                self.session, provider="demo", subject=person.subject, browser="chart", at=at
            )  # fmt: skip
        self.session.execute(sa.update(SignInSession).values(seen_at=at, created_at=at))
        return visitor_by_token(self.session, self.tokens[place], at, QUESTION)

    def own(self, request: ApprovalRequest) -> frozenset[int]:
        """Those whose matter it is, in all their accounts."""
        return frozenset(same_people(self.session, matter_of(request).own))

    def able(self, request_id: int, at: dt.datetime) -> frozenset[int]:
        """Everybody who would be let through if they said yes now; nothing is decided."""
        return frozenset(
            visitor.id
            for place in range(len(PLAYERS))
            if (visitor := self.visitor(place, at)) and self._tries(visitor, request_id, at)
        )

    def _tries(self, visitor: Visitor, request_id: int, at: dt.datetime) -> bool:
        aside = self.session.begin_nested()
        try:
            return actions.decide(self.session, visitor, request_id, {}, reason="", digest="", at=at)
        except (Missing, Refused):
            return False
        finally:
            aside.rollback()
            self.session.expire_all()
