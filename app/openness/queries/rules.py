"""How long each class is kept: the shop's proposal, or what the organisations have decided."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.openness.models import RetentionRule
from app.words import say
from app.words.formats import STOCKHOLM, today_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """How long a class is kept unless decided otherwise, in days, months or fiscal years; never less than `least`."""

    key: str
    unit: str
    amount: int
    least: int = 1


PROPOSALS: tuple[Proposal, ...] = (
    Proposal("draft", "days", 1),
    Proposal("basket", "days", 90),
    Proposal("session", "days", 90),
    Proposal("log", "months", 12),
    Proposal("letter", "months", 12),
    # Pictures and papers of claims, thefts, hand-ins and other cases; least as long as a case may be opened again.
    Proposal("case_file", "months", 24, least=3),
    # Seven years after the year in which the books were closed is the law's least (2018:597).
    Proposal("accounting", "years", 7, least=7),
    Proposal("leaver", "months", 24, least=3),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a class is kept, and who decided so."""

    key: str
    unit: str
    amount: int
    least: int
    decision: str

    @property
    def text(self) -> str:
        """The time in words."""
        unit = self.unit.removesuffix("s") if self.amount == 1 else self.unit
        return say(f"openness.time.{unit}", amount=self.amount)

    def cutoff(self, now: dt.datetime) -> dt.datetime:
        """The moment (UTC) before which things of this class have had their time."""
        today = today_of(now)
        if self.unit == "years":
            return _midnight(dt.date(today.year - self.amount, 1, 1))
        if self.unit == "days":
            return _midnight(today - dt.timedelta(days=self.amount))
        return _midnight(_months_before(today, self.amount))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), STOCKHOLM).astimezone(dt.UTC)


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def time_of(keep: str, known: Mapping[str, Rule]) -> str:
    """How long a class of the record is kept, in words; some are preserved for good."""
    return known[keep].text if keep in known else say(f"openness.keeps.{keep}")


def rules(session: Session) -> Mapping[str, Rule]:
    """Every class with the time that holds today."""
    decided = {row.key: row for row in session.scalars(sa.select(RetentionRule))}
    found = {}
    for each in PROPOSALS:
        row = decided.get(each.key)
        amount = max(row.amount, each.least) if row else each.amount
        decision = row.decision if row else say("openness.decision.proposal")
        found[each.key] = Rule(each.key, each.unit, amount, each.least, decision)
    return found
