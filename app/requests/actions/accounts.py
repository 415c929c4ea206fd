"""Accounts of people who are not employed: the chef is reminded before the end, extends with a tap, and else it closes.

The account itself lives in the directory. What the shop does is see to it that somebody is told in time: each extension
and each end becomes a case for IT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.assortment.queries import edition
from app.cases import actions as cases
from app.cases.models import Case
from app.db import locked
from app.history import Actor, Event
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.refusal import Changed, Missing, Refused
from app.requests.models import ExternalAccount
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.cases import CaseKind
from catalogue.requests import Answer
from catalogue.terms import Queue

FORM, TOPIC = "external_account", "external_account"
DUE_DAYS = 2
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Chef:
    """The chef of a unit, for whom the shop opens a case when an account has come to its end."""

    id: int
    name: str
    email: str
    unit_id: int
    unit_name: str
    organisation_id: int

    @property
    def actor(self) -> Actor:
        """The shop itself does it."""
        return Actor(None, say("cases.system"))


def keep(session: Session, case: Case, answers: Mapping[str, Answer]) -> None:
    """Note until when the account of a request is to live."""
    session.add(
        ExternalAccount(
            case_id=case.id, name=str(answers["namn"])[:120], unit_id=case.unit_id,
            ends_on=dt.date.fromisoformat(str(answers["slutdatum"])),
        )
    )  # fmt: skip


def extend(session: Session, me: Visitor, account_id: int, *, shown: dt.date, until: dt.date, at: dt.datetime) -> bool:
    """Let an account live longer; False, and nothing done, when it was extended already since it was `shown`.

    Raises Missing for an account of a unit I do not lead, Changed for one that was closed, Refused for a day that is
    no later or too far away.
    """
    question = sa.select(ExternalAccount).where(ExternalAccount.id == account_id)
    row = session.scalar(locked(question.where(ExternalAccount.unit_id.in_(me.led_units))))
    if row is None:
        raise Missing
    if row.closed_at is not None:
        raise Changed("requests.refused.account_closed")
    if row.ends_on != shown:
        return False
    if not row.ends_on < until <= furthest(today_of(at)):
        raise Refused("requests.refused.account_day", most=day_long(furthest(today_of(at)), year=True))
    before, row.ends_on, row.reminded_for = row.ends_on, until, None
    told = {"name": row.name, "before": day_long(before, year=True), "until": day_long(until, year=True)}
    history.record(session, me.actor, at, [Event("external_account", row.id, "external_account.extended", told)])
    subject = say("requests.account.extend_case", **told)
    cases.open_case(session, me, _case(subject, row), at=at)
    return True


def furthest(today: dt.date) -> dt.date:
    """The last day an account may be extended to."""
    return today + dt.timedelta(days=int(edition().setting("external_account_most_days")))


def tend(session: Session, *, now: dt.datetime) -> int:
    """Remind chefs of what soon ends, and have closed what has ended; once for each end. Gives how many."""
    today = today_of(now)
    soon = today + dt.timedelta(days=int(edition().setting("external_account_reminder_days")))
    account = ExternalAccount
    open_ones = sa.select(account).join(Case, Case.id == account.case_id).where(
        account.closed_at.is_(None), Case.outcome == "done"
    )  # fmt: skip
    ended = session.scalars(locked(open_ones.where(account.ends_on < today).order_by(account.id).limit(MOST_AT_ONCE)))
    closed = [row for row in ended if _close(session, row, at=now)]
    unsaid = sa.and_(account.ends_on.between(today, soon), account.reminded_for.is_distinct_from(account.ends_on))
    near = session.scalars(locked(open_ones.where(unsaid).order_by(account.id).limit(MOST_AT_ONCE))).all()
    for row in near:
        _remind(session, row, at=now)
    session.flush()
    return len(closed) + len(near)


def _close(session: Session, row: ExternalAccount, *, at: dt.datetime) -> bool:
    chef = _chef(session, row)
    if chef is None:
        return False
    told = {"name": row.name, "until": day_long(row.ends_on, year=True)}
    case = cases.open_case(session, chef, _case(say("requests.account.close_case", **told), row), at=at)
    row.closed_at, row.closing_id = at, case.id
    history.record(session, chef.actor, at, [Event("external_account", row.id, "external_account.ended", told)])
    return True


def _remind(session: Session, row: ExternalAccount, *, at: dt.datetime) -> None:
    row.reminded_for = row.ends_on
    chef = _chef(session, row)
    if chef is None:
        return
    params = {"name": row.name, "unit": chef.unit_name, "until": day_long(row.ends_on, year=True), "chef": chef.name}
    outbox.mail(session, f"account-ends:{row.id}:{row.ends_on:%y%m%d}", chef.email, "account_ends", params, at=at)


def _chef(session: Session, row: ExternalAccount) -> Chef | None:
    """The chef of the account's unit today, else who asked for it once; None when nobody of them works here."""
    led = sa.select(Person, Unit).join(Unit, Unit.manager_id == Person.id).where(Unit.id == row.unit_id, Person.active)
    asked = (
        sa.select(Person, Unit)
        .join(Case, Case.requester_id == Person.id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(Case.id == row.case_id)
    )
    found = session.execute(led).first() or session.execute(asked).first()
    if found is None:
        return None
    person, unit = found
    return Chef(person.id, person.name, person.email, unit.id, unit.name, unit.organisation_id)


def _case(subject: str, row: ExternalAccount) -> cases.NewCase:
    facts = ((say("requests.account.name"), row.name), (say("requests.account.ends"), day_long(row.ends_on, year=True)))
    return cases.NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic=TOPIC, subject=subject, queue=Queue.IT_WORKPLACE, due_days=DUE_DAYS,
        facts=facts,
    )  # fmt: skip
