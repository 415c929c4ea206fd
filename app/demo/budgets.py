"""Frames, and shared investments with what members have said of them, made with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.budgets import actions as budgets
from app.budgets.queries import Whose
from app.db import begin_write
from app.history import Actor
from app.identity.models import Organisation, Person, Unit
from app.words.formats import today_of
from catalogue.budgets import Category, FrameKind, Stop

DATA, BUDGET = (Path(__file__).with_name(name) for name in ("budgets.toml", "budget.toml"))
WHY = "Beslut om budgeten"


def set_frames(session: Session, *, now: dt.datetime, at: dt.datetime) -> None:
    """The frames, before anybody orders; `at` is when they were set."""
    said, year, elin, adopted = _data(), today_of(now).year, _economist(session), _adopted()
    known = {row.key: row for row in session.scalars(sa.select(Organisation))}
    for row in said["individual"]:
        organisation = known[row["organisation"]]
        whose = Whose(FrameKind.INDIVIDUAL, organisation.short_name, organisation.id)
        own = {"0": sum(adopted["individual"][row["organisation"]])}
        for away, amount in (row["amounts"] | own).items():
            budgets.set_up(
                session, whose, year=year + int(away), amount=amount * 100, stop=Stop.SOFT, reason=WHY, actor=elin,
                at=at,
            )  # fmt: skip
    for row in said["unit"]:
        unit = session.scalars(sa.select(Unit).where(Unit.name == row["name"])).one()
        whose = Whose(FrameKind.UNIT, unit.name, unit.organisation_id, unit.id)
        budgets.set_up(
            session, whose, year=year, amount=row["amount"] * 100, stop=Stop(row["stop"]), reason=WHY, actor=elin, at=at
        )  # fmt: skip
    ours = Whose(FrameKind.SHARED, "Gemensamma investeringar")
    amount = sum(line[1] for line in adopted["investments"]) * 100
    budgets.set_up(session, ours, year=year, amount=amount, stop=Stop.HARD, reason=WHY, actor=elin, at=at)


def invest(session: Session, *, now: dt.datetime) -> None:
    """The shared investments of the year with what members have said."""
    begin_write(session)
    said, year, elin = _data(), today_of(now).year, _economist(session)
    members = {row.key: row for row in session.scalars(sa.select(Organisation).where(Organisation.is_member))}
    for days, row in enumerate(said["investment"]):
        at = now - dt.timedelta(days=120 - 20 * days)
        plan = budgets.Plan(
            year=year, name=row["name"], category=Category(row["category"]), description=row["description"],
            amount=row["amount"] * 100, threshold=int(edition().setting("large_investment")),
        )  # fmt: skip
        made = budgets.propose(session, plan, actor=elin, at=at)
        if "spent" in row:
            budgets.finish(session, made, row["spent"] * 100, actor=elin, at=at + dt.timedelta(days=60))
        for member, reference in row.get("members", {}).items():
            day = at + dt.timedelta(days=14)
            yes = budgets.Said(approved=True, on=today_of(day), reference=f"KS {today_of(day)} {reference}")
            budgets.note_member(session, made, members[member], yes, actor=elin, at=day)
    session.commit()


def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _adopted() -> dict[str, Any]:
    """This year's budget, which gives the frames."""
    years = tomllib.loads(BUDGET.read_text(encoding="utf-8"))["year"]
    found: dict[str, Any] = next(row for row in years if row["ahead"] == 0)
    return found


def _economist(session: Session) -> Actor:
    elin = session.scalars(sa.select(Person).where(Person.subject == "elin")).one()
    return Actor(elin.id, elin.name)
