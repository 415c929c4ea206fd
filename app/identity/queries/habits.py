"""How people want their mail, and which letters they may do without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import MailHabit, Person
from app.words.formats import STOCKHOLM
from catalogue.calendar import SupportCalendar

# Letters that somebody may do without. Any other asks them to do something, and always comes.
OPTIONAL: Mapping[str, str] = {
    "order_placed": "orders",
    "decision_made": "orders",
    "consultation_answered": "orders",
    "reply_given": "orders",
    "delivered": "deliveries",
    "ready": "deliveries",
}
KINDS = tuple(dict.fromkeys(OPTIONAL.values()))
MORNING = dt.time(7, 30)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a person wants mail."""

    pace: str = "now"
    unwanted: tuple[str, ...] = ()

    def wants(self, template: str) -> bool:
        """Whether a letter is wanted at all."""
        return OPTIONAL.get(template) not in self.unwanted


def habit_of(session: Session, person_id: int) -> Habit:
    """What a person has chosen, or what holds for everybody."""
    row = session.get(MailHabit, person_id)
    return Habit(row.pace, tuple(row.unwanted)) if row else Habit()


def habits(session: Session, addresses: set[str]) -> dict[str, Habit]:
    """What the people at these addresses have chosen; those who have chosen nothing are left out."""
    question = (
        sa.select(Person.email, MailHabit.pace, MailHabit.unwanted)
        .join(MailHabit, MailHabit.person_id == Person.id)
        .where(sa.func.lower(Person.email).in_([address.lower() for address in addresses]))
    )
    return {row.email.lower(): Habit(row.pace, tuple(row.unwanted)) for row in session.execute(question)}


def next_morning(at: dt.datetime, pace: str, calendar: SupportCalendar) -> dt.datetime:
    """When gathered mail goes out next after a UTC moment: 07.30 Swedish time, on working days if so chosen."""
    local = at.astimezone(STOCKHOLM)
    day = local.date() if local.time() < MORNING else local.date() + dt.timedelta(days=1)
    while pace == "workdays" and not calendar.is_working_day(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, MORNING, STOCKHOLM).astimezone(dt.UTC)
