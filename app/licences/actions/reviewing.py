"""Asking the chef whether a licence is still needed, and doing what the answer says.

The question lies on a desk like any other: the ladder, substitutes, reminders and the next chef are the desks' own.
Silence never ends a licence, and never keeps one for good: the question goes on until somebody answers.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition
from app.desks import actions as desks
from app.desks.models import ApprovalRequest, Ruling
from app.desks.queries import Matter
from app.history import Actor, Event
from app.identity.models import Person, Unit
from app.licences.actions import letters
from app.licences.actions.ending import notice
from app.licences.actions.holding import HELD, MATTER, change, settings_of
from app.licences.actions.moving import move_to_asked, new_unit
from app.licences.models import Licence, LicenceReview
from app.words import day_long, kr, say
from app.words.formats import today_of
from catalogue.licences import next_review, yearly
from catalogue.terms import Asked

TOPIC = "licences"


def review_now(session: Session, licence: Licence, *, actor: Actor, at: dt.datetime) -> bool:
    """Ask now whether a licence is still needed; False when it is asked already or has ended."""
    told = {"name": licence.name, "who": licence.place or licence.holder_name}
    history.record(session, actor, at, [Event(HELD, licence.id, "licence.review_asked", told)])
    session.refresh(licence)
    asked = sa.select(LicenceReview.id).where(LicenceReview.licence_id == licence.id, LicenceReview.state == "open")
    if licence.state != "active" or session.scalar(asked) is not None:
        return False
    review = LicenceReview(licence_id=licence.id, state="open", asked_at=at)
    session.add(review)
    session.flush()
    matter = _matter(session, licence, review)
    request: ApprovalRequest = desks.ask(
        session, matter, Asked.MANAGER.value, settings=settings_of(session, matter.unit_id), at=at
    )
    session.flush()
    letters.review(session, request, at=at)
    return True


def carry_out(session: Session, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    """Let a licence go on for another year, or end when the notice is over; what has ended meanwhile stays so."""
    review = session.get_one(LicenceReview, ruling.matter_id)
    licence = session.get_one(Licence, review.licence_id, populate_existing=True)
    review.state = "kept" if ruling.approved else "ended"
    review.answered_at, review.answered_name, review.reason = at, ruling.who, ruling.reason
    if licence.state != "active":
        return
    today = today_of(at)
    told = {"name": licence.name, "who": ruling.who, "reason": ruling.reason}
    if ruling.approved:
        move_to_asked(session, licence, review, who=ruling.who, actor=actor, at=at)
        again = next_review(today, edition().kinds[licence.kind].review_months)
        history.record(session, actor, at, [Event(HELD, licence.id, "licence.review_kept", told)])
        change(session, licence, {"review_on": again})
        return
    last = today + notice(session, licence.unit_id)
    told["day"] = day_long(last, year=True)
    history.record(session, actor, at, [Event(HELD, licence.id, "licence.review_ended", told)])
    change(session, licence, {"ends_on": last, "why": "review", "told_of": last})
    letters.ends(session, licence, by=actor.id, who=ruling.who, reason=ruling.reason, at=at)


def _matter(session: Session, licence: Licence, review: LicenceReview) -> Matter:
    whose = licence.place or licence.holder_name
    owner = licence.holder_id or licence.orderer_id
    return Matter(
        kind=MATTER,
        id=review.id,
        unit_id=new_unit(session, licence) or licence.unit_id,
        requester_id=owner,
        creator_id=owner,
        beneficiary_id=licence.holder_id,
        label=licence.number,
        topic=TOPIC,
        summary=say("licences.review.summary", name=licence.name, who=whose),
        amount=yearly(licence.price, licence.price_period) if licence.payer == "unit" else 0,
        facts=_facts(session, licence),
    )


def _facts(session: Session, licence: Licence) -> list[tuple[str, str]]:
    """What is shown to the one who answers; the first is who asks."""
    owner = session.execute(sa.select(Person.name).where(Person.id == (licence.holder_id or licence.orderer_id)))
    year = kr(yearly(licence.price, licence.price_period))
    facts = [("holder" if licence.holder_id else "orderer", owner.scalar_one())]
    facts += [("place", licence.place)] if licence.place else []
    before = new_unit(session, licence) and session.get_one(Unit, licence.unit_id).name
    facts += [("moved", say("licences.fact.from_unit", unit=before))] if before else []
    facts += [("licence", licence.name), ("since", day_long(licence.starts_on, year=True))]
    if licence.payer == "unit":
        facts += [("yearly", say("licences.fact.a_year", amount=year)), ("account", licence.cost_centre)]
    return [(say(f"licences.fact.{key}"), value) for key, value in facts if value]
