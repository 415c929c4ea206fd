"""What happens to a licence by itself: its last day comes near, or is over, or somebody must be asked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.licences.actions import letters
from app.licences.actions.ending import notice
from app.licences.actions.holding import HELD, change, settle, withdraw_question
from app.licences.actions.moving import follow_unit, new_unit
from app.licences.actions.reviewing import review_now
from app.licences.models import Licence
from app.words import say
from app.words.formats import today_of


def tend(session: Session, licence_id: int, *, at: dt.datetime) -> str:
    """Do what is due about one licence as it stands; says what was done, empty for nothing."""
    licence = session.get(Licence, licence_id, populate_existing=True)
    if licence is None or licence.state != "active":
        return ""
    today, shop = today_of(at), Actor(None, say("administration.shop"))
    follow_unit(session, licence, actor=shop, at=at)
    if licence.ends_on is not None and licence.ends_on < today:
        return _over(session, licence, shop, at)
    if licence.ends_on is not None:
        near = licence.ends_on <= today + notice(session, licence.unit_id)
        return _tell(session, licence, at) if near and licence.told_of != licence.ends_on else ""
    if new_unit(session, licence) or (licence.review_on is not None and licence.review_on <= today):
        return "asked" if review_now(session, licence, actor=shop, at=at) else ""
    return ""


def _over(session: Session, licence: Licence, shop: Actor, now: dt.datetime) -> str:
    """The last day is over. If nobody was told of it, because the shop stood still, the notice comes first."""
    if licence.told_of != licence.ends_on:
        last = today_of(now) + notice(session, licence.unit_id)
        change(session, licence, {"ends_on": last})
        return _tell(session, licence, now)
    withdraw_question(session, licence, at=now)
    history.record(session, shop, now, [Event(HELD, licence.id, "licence.over", {"name": licence.name})])
    settle(session, licence, why=licence.why or "date", on=licence.ends_on or today_of(now))
    return "ended"


def _tell(session: Session, licence: Licence, now: dt.datetime) -> str:
    change(session, licence, {"told_of": licence.ends_on})
    letters.ends(session, licence, by=None, who="", reason="", at=now)
    return "told"
