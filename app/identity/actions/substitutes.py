"""Naming a substitute and ending it again: by oneself, by a chef above when somebody is ill, or by an administrator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.history import Event
from app.identity.models import Person, RoleGrant, Substitution, Unit
from app.identity.queries.ladder import BARRED
from app.identity.queries.led import may_arrange
from app.identity.queries.visitor import Visitor
from app.refusal import Forbidden, Missing, Refused
from app.words import day, say
from app.words.formats import today_of
from catalogue.approvals import Delegation, fault

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Wanted:
    """A substitution as somebody asks for it; no unit and no topic is everything."""

    substitute_id: int
    starts: dt.date
    ends: dt.date
    unit_id: int | None = None
    topic: str = ""


def stand_in(session: Session, me: Visitor, absent_id: int, wanted: Wanted, *, at: dt.datetime) -> Substitution:
    """Let one person decide in another's place between two days.

    Raises Missing for an unknown person, Forbidden for one I may not arrange for, Refused for oneself, for power one
    would lend oneself, for days in the past or too many, for a substitute who is away or may decide nothing, for a
    circle, and for an overlap, which is named.
    """
    # Both are held, so that two who name each other at the same time cannot both be right.
    both = sa.select(Person).where(Person.id.in_({absent_id, wanted.substitute_id})).order_by(Person.id)
    held = {person.id: person for person in session.scalars(locked(both))}
    absent, substitute = held.get(absent_id), held.get(wanted.substitute_id)
    if absent is None or substitute is None or not absent.active:
        raise Missing
    if not may_arrange(session, me, absent):
        raise Forbidden("substitutes.refused.not_yours")
    _check_days(wanted, today_of(at))
    _check_people(session, me, absent, substitute, wanted=wanted)
    row = Substitution(
        absent_id=absent.id, substitute_id=substitute.id, starts=wanted.starts, ends=wanted.ends,
        unit_id=wanted.unit_id, topic=wanted.topic, made_by=me.id, made_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = {
        "substitute": substitute.name, "absent": absent.name, "starts": day(row.starts), "ends": day(row.ends),
        "substitution": row.id,
    }  # fmt: skip
    history.record(session, me.actor, at, [Event("person", absent.id, "substitution.made", told)])
    return row


def revoke(session: Session, me: Visitor, substitution_id: int, *, at: dt.datetime) -> tuple[str, str]:
    """End a substitution at once; gives the names of substitute and absent.

    Raises Missing for one I may not see, Refused when it has ended already.
    """
    row = session.scalars(locked(sa.select(Substitution).where(Substitution.id == substitution_id))).one_or_none()
    absent = session.get(Person, row.absent_id) if row else None
    if row is None or absent is None or not (me.id == row.substitute_id or may_arrange(session, me, absent)):
        raise Missing
    if row.revoked_at is not None or row.ends < today_of(at):
        raise Refused("substitutes.refused.ended")
    row.revoked_at, row.revoked_by = at, me.id
    name = session.get_one(Person, row.substitute_id).name
    told = {"substitute": name, "absent": absent.name, "substitution": row.id}
    history.record(session, me.actor, at, [Event("person", absent.id, "substitution.revoked", told)])
    return name, absent.name


def _check_days(wanted: Wanted, today: dt.date) -> None:
    if wanted.ends < wanted.starts:
        raise Refused("substitutes.refused.dates")
    if wanted.ends < today:
        raise Refused("substitutes.refused.past")
    if (wanted.ends - wanted.starts).days > MOST_DAYS:
        raise Refused("substitutes.refused.long")


def _check_people(session: Session, me: Visitor, absent: Person, substitute: Person, *, wanted: Wanted) -> None:
    if wanted.unit_id is not None:
        led = sa.select(Unit.id).where(Unit.id == wanted.unit_id, Unit.manager_id == absent.id)
        if session.scalar(led) is None:
            raise Refused("substitutes.refused.unit")
    barred = sa.select(RoleGrant.id).where(RoleGrant.person_id == substitute.id, RoleGrant.role.in_(BARRED))
    if session.scalar(barred.limit(1)) is not None:
        raise Refused("substitutes.refused.finance", substitute=substitute.name)
    new = Delegation(absent.id, substitute.id, wanted.starts, wanted.ends, wanted.unit_id, wanted.topic)
    word, other = fault(new, _known(session, wanted), maker=me.id)
    if not word:
        return
    params = {"absent": absent.name, "substitute": substitute.name, "starts": "", "ends": ""}
    if other is not None:
        params |= {"starts": day(other.starts), "ends": day(other.ends)}
    if word == "overlap" and other is not None:
        params["substitute"] = session.get_one(Person, other.substitute).name
    raise Refused(f"substitutes.refused.{word}", **params)


def _known(session: Session, wanted: Wanted) -> list[Delegation]:
    """The substitutions that share a day with the wanted one."""
    question = sa.select(Substitution).where(
        Substitution.revoked_at.is_(None), Substitution.starts <= wanted.ends, Substitution.ends >= wanted.starts
    )
    return [
        Delegation(row.absent_id, row.substitute_id, row.starts, row.ends, row.unit_id, row.topic)
        for row in session.scalars(question)
    ]


def scopes(absent: str, units: list[tuple[int, str]], groups: dict[str, str]) -> list[tuple[str, str]]:
    """What a substitution may be for, as choices: everything, one unit, one kind of matter."""
    few = [(f"enhet-{unit}", say("substitutes.form.unit", unit=name)) for unit, name in units] if len(units) > 1 else []
    kinds = [(f"slag-{key}", say("substitutes.form.topic", topic=name.lower())) for key, name in groups.items()]
    return [("allt", say("substitutes.form.all", who=absent)), *few, *kinds]
