"""What administrators handle."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import begin_write
from app.identity.models import Person, RoleGrant, Unit
from tests.app.scenes import Scene


def grant(_app: Flask, session: Session) -> Scene:
    """Karin's role as an orderer for her unit."""
    session.rollback()
    begin_write(session)
    karin, unit = session.execute(
        sa.select(Person, Unit).join(Unit, Unit.id == Person.unit_id).where(Person.subject == "karin")
    ).one()
    row = RoleGrant(
        person_id=karin.id, role="designated_orderer", organisation_id=unit.organisation_id, unit_id=unit.id,
        valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip
    session.add(row)
    session.flush()
    scene = Scene({"grant_id": row.id, "person_id": karin.id}, "Karin Lund", {"owner": "karin"})
    session.commit()
    return scene
