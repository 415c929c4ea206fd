"""Claims for tests, made as the forms make them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.db import begin_write
from app.orders.models import OrderLine
from app.warranty import actions, queries
from app.warranty.models import Claim
from catalogue.edition import load as edition
from tests.app.delivery.making import ordered
from tests.databases import MOMENT
from tests.people import People

FORM = {"hur": "stopped", "beskrivning": "Skärmen blinkar och blir svart.", "antal": "1"}


def wanted(**changed: Any) -> actions.Wanted:
    """What somebody tells, with changes."""
    usual: dict[str, Any] = {"text": "Skärmen blinkar.", "cause": "stopped", "folder": Path("files")}
    return actions.Wanted(**(usual | changed))


def claimed(session: Session, people: People, who: str, tag: str, **changed: Any) -> Claim:
    """Somebody's claim on a device, committed."""
    session.rollback()
    me = people.visitor(who)
    session.rollback()
    begin_write(session)
    thing = queries.device_thing(session, me, tag)
    made = actions.claim(session, me, thing, wanted(**changed), agreed=edition(), at=MOMENT)
    session.commit()
    return made


def delivered(session: Session, who: str, kind: str = "headset", **changed: Any) -> OrderLine:
    """A line that was delivered a moment ago; committed."""
    usual: dict[str, Any] = {"state": "closed", "delivered_at": MOMENT}
    return ordered(session, who, kind, **(usual | changed))[0]
