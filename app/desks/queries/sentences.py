"""Why something lies on a desk, how long it has, and what happens next: in words."""

from __future__ import annotations

import datetime as dt

from app.assortment.queries import support_calendar
from app.desks.models import ApprovalRequest
from app.identity.queries import StandIn
from app.words import day_long, say
from app.words.formats import today_of

BECAUSE = frozenset({"own", "left", "away", "silence"})


def why(request: ApprovalRequest, unit: str, stand_in: StandIn | None = None) -> str:
    """Why it is just you who is asked; `stand_in` when you are asked in another's place."""
    if stand_in is not None:
        return say("desks.why.substitute", name=stand_in.absent, until=day_long(stand_in.ends))
    key = request.relation
    if key in ("next_manager", "fallback") and request.reason in BECAUSE:
        key = request.reason
    elif key == "next_manager":
        key = "next"
    return say(f"desks.why.{key}", unit=unit, name=request.reason_name)


def held_as(request: ApprovalRequest, unit: str) -> str:
    """How the one who has it stands to it, as others read it; empty for nobody."""
    if request.decider_id is None:
        return ""
    return say(f"desks.held.{request.relation}", unit=unit, name=request.reason_name)


def next_step(request: ApprovalRequest, today: dt.date) -> str:
    """What happens next if nobody answers, and when; a day that has passed is never promised."""
    if request.next_on < today:
        return say(f"desks.overdue.{request.next_event}", day=day_long(request.next_on))
    when = say("desks.today") if request.next_on == today else day_long(request.next_on)
    return say(f"desks.next.{request.next_event}", day=when)


def waited(request: ApprovalRequest, today: dt.date) -> str:
    """How many working days it has waited in all."""
    count = working_days(request.asked_at, today)
    if not count:
        return say("desks.late.today")
    return say("desks.late.one") if count == 1 else say("desks.late.many", count=count)


def working_days(since: dt.datetime, today: dt.date) -> int:
    """Working days since a moment, on the Swedish calendar."""
    first = today_of(since)
    return support_calendar(first.year).working_days_between(first, today)
