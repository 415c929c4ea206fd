"""Ending a licence, letting it go on after all, and giving it a later last day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition
from app.history import Event
from app.identity.queries import Visitor
from app.licences.actions import letters
from app.licences.actions.holding import HELD, change, settings_of, withdraw_question
from app.licences.models import Licence
from app.licences.queries.visible import may_end, may_keep
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long
from app.words.formats import today_of
from catalogue.licences import next_review

FARTHEST = dt.timedelta(days=3 * 366)


def notice(session: Session, unit_id: int) -> dt.timedelta:
    """How long somebody is told before their licence ends, as their organisation has decided."""
    return dt.timedelta(days=int(edition().setting("licence_notice_days", settings_of(session, unit_id))))


def earliest(session: Session, me: Visitor, licence: Licence, today: dt.date) -> dt.date:
    """The first day a person may choose as the last: today for what is theirs, after the notice for what others use."""
    own = licence.holder_id == me.id or (licence.holder_id is None and licence.unit_id in me.led_units)
    return today if own else today + notice(session, licence.unit_id)


def end_on(session: Session, me: Visitor, licence: Licence, last: dt.date, *, reason: str, at: dt.datetime) -> None:
    """Give a licence its last day and tell whom it concerns; it stops when that day is over.

    Raises Forbidden for others than its holder, its unit's chef and IT; Refused for a day before the notice is over or
    far ahead; Changed when it has ended.
    """
    if not may_end(me, licence):
        raise Forbidden("licences.refused.not_yours")
    if licence.state != "active":
        raise Changed("licences.refused.changed", name=licence.name)
    today = today_of(at)
    first = max(earliest(session, me, licence, today), licence.starts_on)
    if not first <= last <= today + FARTHEST:
        raise Refused("licences.refused.day", first=day_long(first, year=True))
    why = "handed_back" if licence.holder_id == me.id else "notice"
    withdraw_question(session, licence, at=at)
    told = {"name": licence.name, "day": day_long(last, year=True), "reason": reason}
    history.record(session, me.actor, at, [Event(HELD, licence.id, f"licence.ends_{why}", told)])
    change(session, licence, {"ends_on": last, "why": why, "told_of": last})
    letters.ends(session, licence, by=me.id, who=me.name, reason=reason, at=at)


def keep(session: Session, me: Visitor, licence: Licence, *, at: dt.datetime) -> None:
    """Let a licence go on without a last day; nothing happens when it has none.

    Raises Forbidden for the holder of what a chef or IT ends, Changed when it has ended already.
    """
    if not may_keep(me, licence):
        raise Forbidden("licences.refused.keep")
    if licence.state != "active":
        raise Changed("licences.refused.over", name=licence.name)
    if licence.ends_on is None:
        return
    months = edition().kinds[licence.kind].review_months
    history.record(session, me.actor, at, [Event(HELD, licence.id, "licence.kept_on", {"name": licence.name})])
    review = licence.review_on or next_review(today_of(at), months)
    change(session, licence, {"ends_on": None, "why": "", "told_of": None, "review_on": review})
    letters.goes_on(session, licence, by=me.id, who=me.name, at=at)


def prolong(session: Session, me: Visitor, licence: Licence, last: dt.date, *, at: dt.datetime) -> None:
    """Give a licence that has a last day a later one; raises as `keep` does, and Refused for none later."""
    if not may_keep(me, licence) or licence.holder_id == me.id:
        raise Forbidden("licences.refused.keep")
    if licence.state != "active" or licence.ends_on is None:
        raise Changed("licences.refused.over", name=licence.name)
    if not licence.ends_on < last <= today_of(at) + FARTHEST:
        raise Refused("licences.refused.later", first=day_long(licence.ends_on, year=True))
    told = {"name": licence.name, "day": day_long(last, year=True)}
    history.record(session, me.actor, at, [Event(HELD, licence.id, "licence.prolonged", told)])
    change(session, licence, {"ends_on": last, "why": "date", "told_of": None})
    letters.goes_on(session, licence, by=me.id, who=me.name, at=at)
