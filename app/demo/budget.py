"""Two budget years: one adopted and invoiced for three quarters, the next in dialogue with two councils done."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution import actions, queries
from app.contribution.actions import Change, Decided, Facts
from app.contribution.models import BudgetYear
from app.db import begin_write
from app.demo.cases import visitor_of
from app.identity.models import Organisation
from app.words import say
from app.words.formats import today_of
from catalogue.contribution import Category, Section
from catalogue.edition import organisations
from catalogue.lifetimes import add_months

FILE = Path(__file__).with_name("budget.toml")
OWN = (Category.COMPUTER, Category.TABLET, Category.ACCESS_POINT)
KRONA = 100
# Councils decide in November, and the year is adopted in December before it begins.
NOVEMBER = 11
Told = Mapping[str, Any]


def live(session: Session, *, now: dt.datetime) -> None:
    """Live through the file, counted back from `now` (UTC)."""
    begin_write(session)
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    scene = _Scene(session, now, told)
    scene.count()
    for year in told["year"]:
        scene.prepare(year)
    session.commit()


class _Scene:
    """The economist and the head of IT, and the members by key."""

    def __init__(self, session: Session, now: dt.datetime, told: Told) -> None:
        self.session, self.now, self.told = session, now, told
        self.elin, self.gunnar = (visitor_of(session, key, now) for key in ("elin", "gunnar"))
        rows = session.execute(sa.select(Organisation.key, Organisation.id).where(Organisation.is_member))
        self.ids = {row.key: row.id for row in rows}

    def count(self) -> None:
        """The inhabitants that the agreement's list of organisations knows."""
        known = {row.key: row.inhabitants or {} for row in organisations() if row.key in self.ids}
        for year in sorted({year for counts in known.values() for year in counts}):
            counts = {self.ids[key]: counts[year] for key, counts in known.items() if year in counts}
            day, source = dt.date(int(year), 12, 31), f"{self.told['source']} {year}"
            actions.note_population(self.session, self.elin, day, counts, source=source, at=self.now)

    def prepare(self, told: Told) -> None:
        """One year, as far as it has come."""
        number = today_of(self.now).year + told["ahead"]
        begun = self._before(number, 300 if told["ahead"] == 0 else 60)
        year = actions.begin(self.session, self.elin, number, interest=self.told["interest"], at=begun)
        for facts in self._lines(number, told):
            actions.write(self.session, year, self.elin, facts, at=begun)
        run = actions.ask(self.session, year, self.elin, purpose="budget", at=begun)
        while run.state != "done":
            actions.carry_on(self.session, run.id, at=begun)
        for to in ("proposed", "in_dialogue"):
            actions.step(self.session, year, self.elin, to=to, note=say(f"demo.budget.{to}"), at=begun)
        self._decide(year, told)
        if told["ahead"] == 0:
            self._run(year, told, begun)

    def _before(self, number: int, days: int) -> dt.datetime:
        """A moment of the preparation: before the year began, but never to come."""
        return min(dt.datetime(number, 1, 1, 9, tzinfo=dt.UTC), self.now) - dt.timedelta(days=days // 10)

    def _lines(self, number: int, told: Told) -> list[Facts]:
        rows = [
            Facts(section=section, category=category, amount=amount * KRONA, note=note)
            for section, category, amount, note in told["lines"]
        ]
        rows += [
            Facts(
                section=Section.SHARED_INVESTMENT, category=category, amount=amount * KRONA, note=note, months=months,
                in_use_on=add_months(dt.date(number, 1, 10), -before),
            )
            for category, amount, note, months, before in told["investments"]
        ]  # fmt: skip
        rows += [
            Facts(
                section=Section.INDIVIDUAL_INVESTMENT, category=category, amount=amount * KRONA,
                organisation_id=self.ids[key],
            )
            for key, amounts in told["individual"].items()
            for category, amount in zip(OWN, amounts, strict=True)
        ]  # fmt: skip
        return rows

    def _decide(self, year: BudgetYear, told: Told) -> None:
        known = {member.key: member for member in queries.members(self.session, year)}
        for key, reference in told["decisions"]:
            member = known[key]
            on = min(_weekday(dt.date(year.year - 1, NOVEMBER, 16)), today_of(self.now))
            council = say("contribution.council", name=member.short_name)
            decided = Decided(council, on, f"{reference}/{on.year}")
            actions.decide(self.session, year, self.elin, member, decided=decided, at=self._before(year.year, 10))

    def _run(self, year: BudgetYear, told: Told, begun: dt.datetime) -> None:
        """Adopted, and three quarters invoiced, the third with an amendment."""
        actions.step(self.session, year, self.gunnar, to="adopted", at=begun)
        reason, text, amount = told["amended"]
        for quarter in (1, 2, 3):
            at = min(dt.datetime(year.year, 3 * quarter - 2, 8, 8, tzinfo=dt.UTC), self.now)
            if quarter == len(told["decisions"]) - 1:
                change = Change(reason, text, amount * KRONA)
                actions.amend(self.session, year, self.elin, change, at=at)
            actions.issue(self.session, year, quarter, self.elin, at=at)


def _weekday(day: dt.date) -> dt.date:
    """The day, or the Monday after a weekend: no council meets on a Sunday."""
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
