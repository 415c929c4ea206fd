"""Printers, a portal, access points and a plan of the demo world."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.cases import visitor_of
from app.guides import actions as guides
from app.guides.models import RoadmapItem
from app.identity.models import Organisation
from app.premises import actions
from app.premises.models import PrinterPortal
from app.words.formats import today_of

DATA = Path(__file__).with_name("premises.toml")


def load(session: Session, *, now: dt.datetime) -> None:
    """Write the list of Askersund's contact and the plan of the catalogue's editor."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    simon, omar = (visitor_of(session, key, now) for key in ("simon", "omar"))
    own = session.scalars(sa.select(Organisation.id).where(Organisation.key == "askersund")).one()
    actions.keep_portal(session, simon, PrinterPortal(organisation_id=own, **data["portal"]), at=now)
    for row in data["printer"]:
        facts = {"serial": "", "room": "", "socket": "", "installed_on": None, "uses_follow_me": True} | row
        retired = facts.pop("retired", "")
        found = actions.add(session, simon, own, facts, at=now)
        if retired:
            actions.retire(session, simon, found, retired, on=today_of(now), at=now)
    for row in data["plan"]:
        due_on = (now + dt.timedelta(days=row["days"])).date().replace(day=1)
        item = RoadmapItem(program=row["program"], text=row["text"], agreed_with=row["agreed"], due_on=due_on)
        guides.add(session, omar, item, at=now)
        if row.get("published", True):
            guides.move(session, omar, item, "planned", at=now)
    session.flush()
