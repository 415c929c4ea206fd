"""The forum lately: a meeting with decision and minutes, a proposal out, a suggestion, a meeting ahead."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.assortment.queries.content import CONTENT
from app.db import begin_write
from app.forum.actions import attaching, meetings, outcomes, proposing, seats
from app.forum.models import Alternative, Body, Meeting, Proposal
from app.identity import actions as identity
from app.identity import queries
from app.identity.models import Person
from app.identity.queries import Visitor
from app.words.formats import today_of
from catalogue.forum import Stance

FILE = Path(__file__).with_name("forum.toml")
FRIDAY = 4
MEMBERS = ("eva", "jonas", "sara", "peter")
Told = Mapping[str, Any]


def live(session: Session, *, now: dt.datetime) -> None:
    """Live through it with the forum's own verbs, counted back from `now` (UTC)."""
    begin_write(session)
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    _decided(_Scene(session, _weekday(now - dt.timedelta(days=40))), told["decided"])
    _asked(_Scene(session, _weekday(now - dt.timedelta(days=4))), told["asked"])
    scene = _Scene(session, now - dt.timedelta(days=1))
    scene.suggest(told["suggested"])
    scene.draft(told["suggested"])
    ahead = scene.plan(_weekday(now + dt.timedelta(days=18)), told["ahead"])
    meetings.add_discussion(session, ahead, told["ahead"]["point"], me=scene.me("sara"), at=scene.at)
    for row in told["seat"]:
        scene.seat(**row)
    _changed(scene, told["changed"])
    meetings.give_feedback(session, told["ahead"]["feedback"], me=scene.me("karin"), at=scene.at)
    session.commit()


def _weekday(at: dt.datetime) -> dt.datetime:
    """The Friday before, where a moment falls on a weekend."""
    return at - dt.timedelta(days=max(0, today_of(at).weekday() - FRIDAY))


class _Scene:
    """A moment with the people in it."""

    def __init__(self, session: Session, at: dt.datetime) -> None:
        self.session, self.at = session, at
        self.people: dict[str, Visitor] = {}

    def me(self, key: str) -> Visitor:
        if key not in self.people:
            token = identity.sign_in(self.session, provider="demo", subject=key, browser="demo", at=self.at)
            self.session.flush()
            found = queries.visitor_by_token(self.session, token, self.at, queries.visitor_question([]))
            if found is None:
                raise LookupError(key)
            identity.sign_out(self.session, session_id=found.session_id, actor=found.actor, at=self.at)
            self.people[key] = found
        return self.people[key]

    def item(self, slug: str) -> Item:
        return self.session.scalars(sa.select(Item).where(Item.slug == slug)).one()

    def draft(self, told: Told) -> Item:
        model = self.item(told["item"])
        values = {name: getattr(model, name) for name in CONTENT} | {"successor_id": None} | dict(told["draft"])
        made = Item(**values, state="draft")
        self.session.add(made)
        self.session.flush()
        return made

    def suggest(self, told: Told) -> Proposal:
        item = None if told["kind"] == "add" else self.item(told["item"]).id
        wish = proposing.Suggestion(kind=told["kind"], title=told["title"], need=told["need"], item_id=item)
        return proposing.suggest(self.session, wish, me=self.me(told["who"]), at=self.at)

    def recommend(self, proposal: Proposal, told: Told) -> None:
        rows = [Alternative(**row) for row in told["alternatives"]]
        said = proposing.Recommended(
            background=told["background"], recommendation=told["recommendation"], alternatives=rows,
            new_item_id=self.draft(told).id,
        )  # fmt: skip
        proposing.recommend(self.session, proposal, said, actor=self.me("omar").actor, at=self.at)
        proposing.consult(self.session, proposal, actor=self.me("omar").actor, at=self.at)

    def plan(self, day: dt.datetime, told: Told) -> Meeting:
        wish = meetings.Plan(
            day=today_of(day), starts="09:00", ends="11:00", form="both", place=told["place"], link=told["link"]
        )
        return meetings.plan(self.session, wish, me=self.me("lena"), at=self.at)

    def seat(self, *, body: str, who: str, seat: str) -> None:
        key = sa.select(Person.email).where(Person.subject == who)
        wish = seats.NewSeat(self.session.scalars(key).one(), seat, today_of(self.at))
        seats.give_seat(self.session, self.session.get_one(Body, body), wish, me=self.me("lena"), at=self.at)


def _changed(scene: _Scene, told: Told) -> None:
    """A change of an item, with what it would become; the security group will be asked."""
    session, omar = scene.session, scene.me("omar").actor
    proposal = scene.suggest(told)
    said = proposing.Recommended(
        background=told["background"], recommendation=told["recommendation"], information_security=True
    )
    proposing.recommend(session, proposal, said, actor=omar, at=scene.at)
    attaching.set_columns(session, proposal, told["columns"], seen=proposal.version, actor=omar, at=scene.at)


def _decided(scene: _Scene, told: Told) -> None:
    """A proposal that went all the way: suggested, compared, answered, decided, minuted and published."""
    session, lena = scene.session, scene.me("lena")
    proposal = scene.suggest(told)
    scene.recommend(proposal, told)
    for key in MEMBERS:
        proposing.comment(session, proposal, told["answers"][key], consulted=True, me=scene.me(key), at=scene.at)
    meeting = scene.plan(scene.at, told)
    point = meetings.add_proposal(session, meeting, proposal, me=lena, at=scene.at)
    meetings.open_meeting(session, meeting, me=lena, at=scene.at)
    here = {scene.me(key).id: scene.me(key).organisation_id for key in (*MEMBERS, "lena")}
    meetings.attend(session, meeting, here, me=lena, at=scene.at)
    for key in MEMBERS:
        meetings.take_position(session, meeting, point, Stance.APPROVE, me=scene.me(key), at=scene.at)
    meetings.note(session, point, told["notes"], version=0, at=scene.at)
    verdict = outcomes.Verdict(outcome="accepted", text=told["words"])
    outcomes.record(session, meeting, point, verdict, me=lena, at=scene.at)
    outcomes.publish(session, proposal, actor=scene.me("omar").actor, at=scene.at)
    meetings.close(session, meeting, told["notes_link"], me=lena, at=scene.at)


def _asked(scene: _Scene, told: Told) -> None:
    """A proposal out for consultation: one municipality has answered."""
    proposal = scene.suggest(told)
    scene.recommend(proposal, told)
    proposing.comment(scene.session, proposal, told["answers"]["eva"], consulted=True, me=scene.me("eva"), at=scene.at)
