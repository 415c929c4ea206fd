"""Money of Karin's municipality: a frame, a need for a coming budget."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.budgets import actions
from app.budgets.models import BudgetRequest
from app.db import begin_write
from app.history import Actor
from app.identity.models import Person, Unit
from tests.app.budgets.making import individual
from tests.app.scenes import Scene
from tests.databases import MOMENT

SYSTEM = Actor(None, "Prov")


def frame(_app: Flask, session: Session) -> Scene:
    """What Laxå may invest in this year."""
    session.rollback()
    return Scene({"frame_id": individual(session, "laxa", 1_234_567_00)}, "1 234 567")


def budget_need(_app: Flask, session: Session) -> Scene:
    """What Karin's unit is to have next year."""
    session.rollback()
    begin_write(session)
    unit = session.scalars(
        sa.select(Unit).join(Person, Person.unit_id == Unit.id).where(Person.subject == "karin")
    ).one()  # fmt: skip
    need = actions.Need(
        year=2027, origin="case", origin_id=1, number="A2026-1", path="/arenden/A2026-1", title="Fler uttag i aulan",
        organisation_id=unit.organisation_id, unit_id=unit.id, amount=None, reason="Ryms inte",
    )  # fmt: skip
    actions.refer(session, need, actor=SYSTEM, at=MOMENT)
    found = session.scalars(sa.select(BudgetRequest.id)).one()
    session.commit()
    return Scene({"year": 2027, "need_id": found}, "Fler uttag i aulan")
