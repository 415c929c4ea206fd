"""The worked example of the agreement, made with the shop's own verbs: members, budgets, devices, a theft."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution import actions, queries
from app.contribution.actions import Decided, Facts
from app.contribution.models import BudgetYear, PopulationFigure
from app.db import begin_write
from app.devices.models import Device
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.theft import actions as theft
from app.theft import queries as thefts
from tests.app.devices import making
from tests.databases import MOMENT
from tests.people import People

DAY = dt.date(2023, 12, 31)
INHABITANTS = {"askersund": 11_478, "hallsberg": 16_232, "laxa": 5_497, "lekeberg": 8_606}
EARLIER = {"askersund": 11_497, "hallsberg": 16_290, "laxa": 5_576, "lekeberg": 8_756}
# How many, öre each, class, months, in service: the purchases of Laxå.
PURCHASES = (
    (120, 960_000, "computer", 48, dt.date(2026, 3, 16)),
    (20, 1_800_000, "computer", 48, dt.date(2024, 8, 15)),
    (150, 480_000, "tablet", 36, dt.date(2024, 5, 15)),
    (40, 600_000, "access_point", 60, dt.date(2026, 6, 15)),
)
NUMBERS = itertools.count(1)
Given = TypeVar("Given")


class Scene:
    """The economist, the head of IT, and the members."""

    def __init__(self, session: Session, people: People) -> None:
        self.session, self.people = session, people
        self.elin, self.gunnar = people.visitor("elin"), people.visitor("gunnar")
        rows = session.execute(sa.select(Organisation.key, Organisation.id).where(Organisation.is_member))
        self.ids = {row.key: row.id for row in rows}
        session.rollback()

    def do(self, verb: Callable[[], Given]) -> Given:
        """One unit of work, committed."""
        self.session.rollback()
        begin_write(self.session)
        try:
            given = verb()
        except BaseException:
            self.session.rollback()
            raise
        self.session.commit()
        return given

    def count(self, on: dt.date = DAY, figures: dict[str, int] = INHABITANTS) -> None:
        """Note inhabitants of a day."""
        known = sa.select(PopulationFigure.id).where(PopulationFigure.on == on)
        if self.session.scalar(known.limit(1)) is None:
            counts = {self.ids[key]: count for key, count in figures.items()}
            self.do(lambda: actions.note_population(self.session, self.elin, on, counts, source="SCB", at=MOMENT))

    def begin(self, year: int, *, interest: int = 250) -> None:
        """Begin a year, counted by the day of the example."""
        self.count()
        self.do(lambda: actions.begin(self.session, self.elin, year, interest=interest, at=MOMENT))
        self.change(year, lambda row: actions.choose(
            self.session, row, self.elin, on=DAY, interest=interest, at=MOMENT))  # fmt: skip

    def change(self, year: int, verb: Callable[[BudgetYear], Given]) -> Given:
        """Do something with a year's row, held."""
        return self.do(lambda: verb(queries.held(self.session, year)))

    def line(self, year: int, section: str, category: str, amount: int, **more: object) -> None:
        """Write a line."""
        facts = Facts(section=section, category=category, amount=amount, **more)  # type: ignore[arg-type]  # what a line may hold besides
        self.change(year, lambda row: actions.write(self.session, row, self.elin, facts, at=MOMENT))

    def reckon(self, year: int, purpose: str = "budget") -> None:
        """Reckon capital costs."""
        self.change(year, lambda row: actions.ask(self.session, row, self.elin, purpose=purpose, at=MOMENT))

    def step(self, year: int, to: str, who: Visitor | None = None, at: dt.datetime = MOMENT) -> None:
        """Take a year to its next state."""
        me = who or (self.gunnar if to == "adopted" else self.elin)
        self.change(year, lambda row: actions.step(self.session, row, me, to=to, at=at))

    def decide(self, year: int, *keys: str) -> None:
        """Record that councils have decided."""

        def verb(row: BudgetYear) -> None:
            for member in queries.members(self.session, row):
                if member.key in (keys or INHABITANTS):
                    decided = Decided("Kommunfullmäktige", dt.date(2026, 11, 16), "KF § 112")
                    actions.decide(self.session, row, self.elin, member, decided=decided, at=MOMENT)

        self.change(year, verb)

    def adopt(self, year: int) -> None:
        """From preparing to adopted."""
        for to in ("proposed", "in_dialogue"):
            self.step(year, to)
        self.decide(year)
        self.step(year, "adopted")

    def invoice(self, year: int, *quarters: int, why: str = "") -> None:
        """Issue quarters."""
        for quarter in quarters:
            self.change(year, lambda row, quarter=quarter: actions.issue(
                self.session, row, quarter, self.elin, unsettled_why=why, at=MOMENT))  # fmt: skip

    def amounts(self, year: int, quarter: int, *, supplement: bool = False) -> dict[str, int]:
        """What each member was invoiced, öre."""
        self.session.rollback()
        row = queries.by_year(self.session, year)
        names = {number: key for key, number in self.ids.items()}
        return {
            names[each.organisation_id]: each.total
            for each in queries.issued(self.session, row)
            if each.quarter == quarter and each.supplement == supplement
        }

    def buy(self, many: int, price: int, device_class: str, months: int, on: dt.date) -> None:
        """Put devices of Laxå in the register."""
        self.session.rollback()
        unit_id = self.people["karin"].unit_id
        self.session.rollback()
        begin_write(self.session)
        rows = [
            {
                "tag": f"LAX-T-{number:06d}", "serial": f"SN{number:08d}", "device_class": device_class,
                "kind": "staff_pc", "segment": "staff", "model": f"{device_class} {price}", "illustration": "laptop",
                "organisation_id": self.ids["laxa"], "unit_id": unit_id, "payer": "invest", "price": price,
                "received_on": on, "in_service_on": on, "depreciation_months": months, "planned_months": months,
                "state": "ready", "origin": "import",
            }
            for number in itertools.islice(NUMBERS, many)
        ]  # fmt: skip
        self.session.execute(sa.insert(Device), rows)
        self.session.commit()

    def lose(self, price: int, on: dt.date, gone: dt.date) -> None:
        """Karin's computer is stolen, and the economist writes off what is left of it."""
        device = making.device(
            self.session, "karin", 90_001, price=price, in_service_on=on, received_on=on, depreciation_months=48
        )
        who = {key: self.people.visitor(key) for key in ("karin", "anders", "omar")}
        wanted = theft.Gone(sort="theft", on=gone, place="Sal 14", text="Borta.", folder=Path("files"))
        found = self.do(lambda: theft.report(
            self.session, who["karin"], thefts.reportable(self.session, who["karin"], device.tag), wanted, at=MOMENT
        ))  # fmt: skip
        number = found.number

        def held() -> thefts.Found:
            return thefts.held(self.session, who["omar"], number)

        self.do(lambda: theft.tell_chief(self.session, held(), who["anders"], name="Chefen", at=MOMENT))
        self.do(lambda: theft.file_with_police(self.session, held(), who["anders"], number="5000-K1", at=MOMENT))
        self.do(lambda: theft.decide(self.session, held(), who["omar"], outcome="write_off", text="Skrivs av.",
                                     agreed_with="Anders Ek", at=MOMENT))  # fmt: skip
        self.do(lambda: theft.settle(self.session, held(), self.elin, "write_off", at=MOMENT))
